package io.carillon.querier.parser;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ExperimentalCheckTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1 + mad_over_time(x[5m])|1:5: parse error: function \"mad_over_time\" is not enabled",
        "sum(-info(x))|1:6: parse error: function \"info\" is not enabled",
        "limitk(1, x)|1:1: parse error: limitk() is experimental and must be enabled with"
            + " --enable-feature=promql-experimental-functions",
        "a + fill(0) b|1:1: parse error: binop fill modifiers are experimental and not enabled",
        "rate(x[5m] anchored)|1:6: parse error: anchored modifier is experimental and not enabled",
        "(x smoothed)[5m:]|1:2: parse error: smoothed modifier is experimental and not enabled"
      })
  void shouldRefuseInPrometheusWords(String text, String error) {
    assertThatThrownBy(() -> ExperimentalCheck.refuse(PromqlParser.parse(text), text))
        .hasMessage(error);
  }

  @Test
  void shouldLetAllElsePass() {
    String text =
        "topk(2, -rate(x[5m:1m]) / on (a) group_left y) or label_replace(x, '', '', '', '')";
    assertThatCode(() -> ExperimentalCheck.refuse(PromqlParser.parse(text), text))
        .doesNotThrowAnyException();
  }
}
