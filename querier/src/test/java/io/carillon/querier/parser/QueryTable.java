package io.carillon.querier.parser;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/**
 * Tables of queries and what Prometheus 3.14 makes of them: a case per line, both parts separated
 * by a tab, line feeds written as {@code ⏎}.
 */
final class QueryTable {
  private static final Pattern POSITION = Pattern.compile("PositionRange\\[[^]]*]");

  private static final Pattern MATCHERS = Pattern.compile("(?<=matchers=\\[).*?(?=], modifier)");

  private QueryTable() {}

  static Stream<Arguments> read(String name) {
    String path = "/parser/" + name;
    try (InputStream in = QueryTable.class.getResourceAsStream(path)) {
      String text =
          new String(Objects.requireNonNull(in, path).readAllBytes(), StandardCharsets.UTF_8);
      return text.lines().map(QueryTable::arguments);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Arguments arguments(String line) {
    String[] parts = line.replace('⏎', '\n').split("\t", 2);
    return Arguments.of(parts[0], parts[1]);
  }

  /** All of the tree but its positions and the order of matchers, which printing sorts. */
  static String shape(Expr expr) {
    String text = POSITION.matcher(expr.toString()).replaceAll("");
    return MATCHERS
        .matcher(text)
        .replaceAll(
            match ->
                Matcher.quoteReplacement(
                    Stream.of(match.group().split(", ", -1)).sorted().toList().toString()));
  }
}
