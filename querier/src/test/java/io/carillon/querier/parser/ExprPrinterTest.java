package io.carillon.querier.parser;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ExprPrinterTest {
  static Stream<Arguments> queries() {
    return QueryTable.read("printed.tsv");
  }

  static Stream<Arguments> longQueries() {
    return QueryTable.read("pretty.tsv");
  }

  @ParameterizedTest
  @MethodSource("queries")
  void printsAsPrometheus(String query, String printed) {
    assertThat(ExprPrinter.print(PromqlParser.parse(query))).isEqualTo(printed);
  }

  @ParameterizedTest
  @MethodSource("longQueries")
  void breaksLongLinesAsPrometheus(String query, String pretty) {
    assertThat(PrettyPrinter.print(PromqlParser.parse(query))).isEqualTo(pretty);
  }

  @ParameterizedTest
  @MethodSource({"queries", "longQueries"})
  void printedExpressionsParseToTheSameTree(String query, String unused) {
    Expr expr = PromqlParser.parse(query);
    // Prometheus does not print a plus in front of step() and range() either.
    String shape =
        QueryTable.shape(expr)
            .replaceAll("Signed\\[isNegation=false, operand=(.*?]), position=]", "$1");

    assertThat(QueryTable.shape(PromqlParser.parse(ExprPrinter.print(expr)))).isEqualTo(shape);
    assertThat(QueryTable.shape(PromqlParser.parse(PrettyPrinter.print(expr)))).isEqualTo(shape);
  }

  /** Prometheus prints the same, and cannot read it either. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          info(cpu, {})           | info(cpu, )
          cpu offset (1h) + 1h    | cpu offset 1h + 1h
          cpu[0.0001]             | cpu[0s]
          """)
  void printsSomeExpressionsAsOthers(String query, String printed) {
    assertThat(ExprPrinter.print(PromqlParser.parse(query))).isEqualTo(printed);
  }

  @Test
  void randomExpressionsParseToTheSameTree() {
    long seed = Long.getLong("carillon.test.seed", System.identityHashCode(this));
    RandomQueries queries = new RandomQueries(seed);
    for (int i = 0; i < 5000; i++) {
      String query = queries.next();
      Expr expr = PromqlParser.parse(query);
      assertThat(QueryTable.shape(PromqlParser.parse(ExprPrinter.print(expr))))
          .as("seed %d, query %s", seed, query)
          .isEqualTo(QueryTable.shape(expr));
    }
  }
}
