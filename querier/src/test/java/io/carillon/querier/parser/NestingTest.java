package io.carillon.querier.parser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.common.error.CarillonException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class NestingTest {
  private static final int DEEP = 10_000;
  private static final int HUGE = 10_000_000;

  static Stream<String> deepQueries() {
    return Stream.of(200, DEEP)
        .flatMap(
            n ->
                Stream.of(
                    "(".repeat(n) + "a" + ")".repeat(n),
                    "-".repeat(n) + "a",
                    "a" + " ^ a".repeat(n),
                    "a" + " or a".repeat(n < DEEP ? 990 : n),
                    "abs(".repeat(n) + "a" + ")".repeat(n),
                    "sum by (x) (".repeat(n) + "a" + ")".repeat(n),
                    "sum(".repeat(n) + "a" + ") by (x)".repeat(n),
                    "a[5m" + " + 5m".repeat(n) + "]",
                    "a[" + "(".repeat(n) + "step()" + ")".repeat(n) + "]",
                    "a offset (" + "-".repeat(n) + "step())",
                    "a[" + "min_of(1, ".repeat(n) + "5m" + ")".repeat(n) + "]"));
  }

  @ParameterizedTest
  @MethodSource("deepQueries")
  void isReadOrRejectedButNeverOverflowsTheStack(String query) {
    if (query.length() > DEEP) {
      assertThatThrownBy(() -> PromqlParser.parse(query))
          .isInstanceOf(CarillonException.class)
          .hasMessageMatching(
              "1:\\d+: parse error: expression is nested deeper than the limit of .*");
    } else {
      Expr expr = PromqlParser.parse(query);
      assertThat(PromqlParser.parse(ExprPrinter.print(expr)).position().start()).isZero();
      assertThat(PrettyPrinter.print(expr)).isNotEmpty();
    }
  }

  @Test
  void chainsInsideParenthesesAddUp() {
    String query = "1";
    for (int i = 0; i < 20; i++) {
      query = "(" + query + " + 1".repeat(100) + ")";
    }
    String deep = query;

    assertThatThrownBy(() -> PromqlParser.parse(deep)).hasMessageContaining("limit of 1000 levels");
  }

  static Stream<String> hugeQueries() {
    return Stream.of(
        "a{" + "b=\"c\",".repeat(HUGE / 6) + "}",
        "a + on (" + "b,".repeat(HUGE / 4) + ") group_left (" + "c,".repeat(HUGE / 4) + ") a",
        "abs(".repeat(200) + "{a=\"" + "x".repeat(HUGE) + "\"}" + ")".repeat(200),
        "label_join(a, \"x\", \"" + "x".repeat(HUGE) + "\")",
        " ".repeat(HUGE) + "fill" + " + fill".repeat(100));
  }

  @ParameterizedTest
  @MethodSource("hugeQueries")
  void tenMegabytesAreReadAndPrinted(String query) {
    Expr expr = PromqlParser.parse(query);

    assertThat(ExprPrinter.print(expr).length()).isPositive();
    assertThat(PrettyPrinter.print(expr).length()).isPositive();
  }

  @Test
  void indentationCannotMultiplyAQueryWithoutLimit() {
    String wide = "label_join(a, \"\", \"\"" + ", \"\"".repeat(1_000_000) + ")";
    Expr expr = PromqlParser.parse("abs(".repeat(200) + wide + ")".repeat(200));

    assertThatThrownBy(() -> PrettyPrinter.print(expr)).hasMessageContaining("at most 67108864");
  }
}
