package io.carillon.querier.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.common.labels.Matcher;
import io.carillon.querier.parser.PromqlParser;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PassesTest {
  private static Plan plan(String text) {
    return Planner.plan(PromqlParser.parse(text), new QueryTimes(0, 60_000, 1_000, 60_000));
  }

  private static List<String> matchers(Plan selector) {
    return ((Plan.InstantSelector) selector).matchers().stream().map(Matcher::toString).toList();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "2 ^ 3 ^ 2 - -(1 + 1)|514",
        "min_of(max_of(1, 2), pi())|2",
        "7 % 4 > bool 2|1",
        "end() - start() + 5m|360"
      })
  void shouldFoldConstants(String text, double value) {
    assertThat(plan(text))
        .isInstanceOfSatisfying(
            Plan.Constant.class, constant -> assertThat(constant.value()).isEqualTo(value));
  }

  @Test
  void shouldFoldWithinWhatIsNotConstant() {
    Plan.Binary binary = (Plan.Binary) plan("x * (8 * 1024)");
    assertThat(((Plan.Constant) binary.rhs()).value()).isEqualTo(8192);
    assertThat(plan("time() + 1")).isInstanceOf(Plan.Binary.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a{x=\"1\"} and"
            + " b{y!=\"2\"}|x=\"1\",__name__=\"a\",y!=\"2\"|y!=\"2\",__name__=\"b\",x=\"1\"",
        "a{x=\"1\"} unless b{y=\"2\"}|x=\"1\",__name__=\"a\"|y=\"2\",__name__=\"b\",x=\"1\"",
        "a{x=\"1\",y=\"3\"} and on (y) b|x=\"1\",y=\"3\",__name__=\"a\"|__name__=\"b\",y=\"3\"",
        "a{x=\"1\",y=\"3\"} and ignoring (y)"
            + " b|x=\"1\",y=\"3\",__name__=\"a\"|__name__=\"b\",x=\"1\""
      })
  void shouldPassConditionsToTheOtherSide(String text, String lhs, String rhs) {
    Plan.Binary binary = (Plan.Binary) plan(text);
    assertThat(String.join(",", matchers(binary.lhs()))).isEqualTo(lhs);
    assertThat(String.join(",", matchers(binary.rhs()))).isEqualTo(rhs);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a{x=\"1\"} or b", "a{x=\"1\"} / b", "a{x=\"1\"} and b smoothed"})
  void shouldLeaveAloneWhatMayFailOrSpeak(String text) {
    Plan.Binary binary = (Plan.Binary) plan(text);
    assertThat(matchers(binary.rhs())).containsExactly("__name__=\"b\"");
  }

  @Test
  void shouldFindSelectorsThatAreReadTwice() {
    assertThat(SharedSelectors.find(plan("rate(x[5m]) / sum(rate(x[1h])) + y")))
        .containsExactly(List.of(Matcher.of(Matcher.Type.EQUAL, "__name__", "x")));
    assertThat(SharedSelectors.find(plan("x + y"))).isEmpty();
  }
}
