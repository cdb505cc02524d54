package io.carillon.querier.parser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a recorded Prometheus 3.14 made of queries: their errors, and how it printed them. */
class GoldenQueriesTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String WRONG_QUERY = "invalid parameter \"query\": ";

  /** A recorded request that names a query. */
  private record Case(String endpoint, String query, JsonNode body) {
    String error() {
      return body.path("error").asText();
    }

    boolean isParseError() {
      return error().startsWith(WRONG_QUERY) && error().contains("parse error: ");
    }
  }

  private static final List<Case> CASES = new ArrayList<>();

  @BeforeAll
  static void read() throws IOException {
    String named = System.getProperty("golden.dir");
    Path folder = Path.of(named == null ? "../../shared/golden" : named);
    Path file = folder.resolve("cases.jsonl.gz");
    Assumptions.assumeTrue(
        Files.isRegularFile(file), () -> "no recording in " + folder + " (property golden.dir)");
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        add(JSON.readTree(line));
      }
    }
  }

  private static void add(JsonNode request) {
    String path = request.path("path").asText();
    for (JsonNode param : request.path("params")) {
      if (param.path(0).asText().equals("query")) {
        CASES.add(
            new Case(
                path.substring(path.lastIndexOf('/') + 1),
                param.path(1).asText(),
                request.path("body")));
      }
    }
  }

  @Test
  void refusesTheSameQueriesInTheSameWords() {
    List<Case> refused = CASES.stream().filter(Case::isParseError).toList();
    assertThat(refused).hasSizeGreaterThan(200);
    for (Case one : refused) {
      Throwable thrown = catchThrowable(() -> PromqlParser.parse(one.query()));
      assertThat(thrown)
          .as(one.query())
          .isNotNull()
          .hasMessage(one.error().substring(WRONG_QUERY.length()));
    }
  }

  @Test
  void printsAsFormatQueryDoes() {
    List<Case> printed =
        CASES.stream()
            .filter(one -> one.endpoint().equals("format_query") && one.error().isEmpty())
            .toList();
    assertThat(printed).hasSizeGreaterThan(500);
    for (Case one : printed) {
      assertThat(PrettyPrinter.print(PromqlParser.parse(one.query())))
          .as(one.query())
          .isEqualTo(one.body().path("data").asText());
    }
  }

  /** What Prometheus prints it reads as the same, with the exceptions of ExprPrinterTest. */
  @Test
  void printedQueriesParseToTheSameTree() {
    for (Case one : CASES) {
      if (one.error().isEmpty() && one.body().has("data")) {
        Expr expr = PromqlParser.parse(one.query());
        assertThat(QueryTable.shape(PromqlParser.parse(ExprPrinter.print(expr))))
            .as(one.query())
            .isEqualTo(QueryTable.shape(expr));
      }
    }
  }
}
