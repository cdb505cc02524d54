package io.carillon.querier.parser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.common.error.CarillonException;
import io.carillon.common.error.ErrorCode;
import io.carillon.common.labels.Matcher;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class PromqlParserTest {
  static Stream<Arguments> errors() {
    return QueryTable.read("errors.tsv");
  }

  @ParameterizedTest
  @MethodSource("errors")
  void rejectsWithTextAndPositionOfPrometheus(String query, String error) {
    assertThatThrownBy(() -> PromqlParser.parse(query))
        .isInstanceOf(CarillonException.class)
        .hasMessage(error)
        .extracting(e -> ((CarillonException) e).code())
        .isEqualTo(ErrorCode.BAD_DATA);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          cpu                        | 0 | 3
           cpu{a="b"}                | 0 | 10
          cpu[5m] offset 1m          | 0 | 17
          cpu[5m:] @ end()           | 0 | 16
          sum(cpu)                   | 0 | 8
          sum by (a) (cpu)           | 0 | 16
          sum(cpu) by (a)            | 0 | 15
          - 5                        | 0 | 3
          -cpu                       | 0 | 4
          (cpu)                      | 0 | 5
          cpu + 'é' + mem            | 0 | 16
          """)
  void positionsAreByteOffsets(String query, int start, int end) {
    String checkable = query.replace("'é'", "{a=\"é\"}");
    int longer = checkable.length() - query.length();
    assertThat(PromqlParser.parse(checkable).position())
        .isEqualTo(new PositionRange(start, end + longer));
  }

  /** Prometheus looks one token ahead and takes the end of what it finds there. */
  @Test
  void endOfSelectorIncludesTheLookAheadBehindAnOffsetInParentheses() {
    Expr.Aggregation sum = (Expr.Aggregation) PromqlParser.parse("sum(foo offset (1h))");

    assertThat(sum.expr().position()).isEqualTo(new PositionRange(4, 20));
    assertThat(sum.position()).isEqualTo(new PositionRange(0, 20));
  }

  @Test
  void endOfAggregationDoesNotIncludeTheParenthesisBehindIt() {
    Expr.Paren paren = (Expr.Paren) PromqlParser.parse("(sum(foo) )");

    assertThat(paren.expr().position()).isEqualTo(new PositionRange(1, 9));
  }

  @Test
  void matcherOfTheNameIsLast() {
    Expr.VectorSelector selector =
        (Expr.VectorSelector) PromqlParser.parse("cpu{b=\"1\",a!=\"2\"}");

    assertThat(selector.name()).isEqualTo("cpu");
    assertThat(selector.matchers())
        .containsExactly(
            Matcher.equal("b", "1"),
            Matcher.of(Matcher.Type.NOT_EQUAL, "a", "2"),
            Matcher.equal("__name__", "cpu"));
  }

  @Test
  void nameInBracesIsOnlyAMatcher() {
    Expr.VectorSelector selector = (Expr.VectorSelector) PromqlParser.parse("{\"cpu.total\"}");

    assertThat(selector.name()).isNull();
    assertThat(selector.matchers()).containsExactly(Matcher.equal("__name__", "cpu.total"));
  }

  @Test
  void keepsMatchingOnlyBetweenVectors() {
    Expr.Binary withScalar = (Expr.Binary) PromqlParser.parse("cpu + 1");
    Expr.Binary ofSets = (Expr.Binary) PromqlParser.parse("cpu and mem");

    assertThat(withScalar.matching()).isNull();
    assertThat(ofSets.matching())
        .extracting(VectorMatching::cardinality)
        .isEqualTo(VectorMatching.Cardinality.MANY_TO_MANY);
  }

  @Test
  void timestampsAreRoundedToMilliseconds() {
    Expr.VectorSelector selector = (Expr.VectorSelector) PromqlParser.parse("cpu @ -1.0005");

    assertThat(selector.modifier().at()).isEqualTo(new TimeModifier.At.Time(-1001));
  }

  @ParameterizedTest
  @CsvSource({
    "010, 8",
    "019, 19",
    "0_7, 7",
    "0x1_F, 31",
    "1_000.5, 1000.5",
    ".5, 0.5",
    "5., 5",
    "1e1_0, 1e10",
    "9223372036854775808, 9223372036854775808",
    "1d, 86400",
    "1500ms, 1.5",
    "-5m, -300",
  })
  void readsNumbers(String query, double value) {
    Expr.NumberLiteral number = (Expr.NumberLiteral) PromqlParser.parse(query);

    assertThat(number.value()).isEqualTo(value);
  }

  @Test
  void readsSelectorsOfMatchParameters() {
    assertThat(PromqlParser.parseSelector(" up { a = \"\" } "))
        .isEqualTo(List.of(Matcher.equal("a", ""), Matcher.equal("__name__", "up")));
    assertThat(PromqlParser.parseSelector("{}")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          up[5m]      | 1:3: parse error: unexpected "["
          up offset 5m| 1:4: parse error: unexpected <offset>
          {           | 1:2: parse error: unexpected end of input inside braces
          1           | 1:1: parse error: unexpected number "1"
          sum(up)     | 1:4: parse error: unexpected "("
          """)
  void rejectsOtherExpressionsInMatchParameters(String text, String error) {
    assertThatThrownBy(() -> PromqlParser.parseSelector(text)).hasMessage(error);
  }
}
