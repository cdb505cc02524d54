package io.carillon.common.labels;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class MatcherTest {
  @ParameterizedTest
  @CsvSource({
    "EQUAL, x, x, true",
    "EQUAL, x, y, false",
    "EQUAL, '', '', true",
    "NOT_EQUAL, x, '', true",
    "NOT_EQUAL, x, x, false",
    "REGEX, 'x|y', y, true",
    "REGEX, 'x', xx, false",
    "REGEX, '.*', '', true",
    "REGEX, '.+', '', false",
    "NOT_REGEX, 'x.*', xy, false",
    "NOT_REGEX, 'x.*', y, true"
  })
  void matches(Matcher.Type type, String value, String labelValue, boolean expected) {
    Matcher matcher = Matcher.of(type, "l", value);
    assertThat(matcher.matches(labelValue)).isEqualTo(expected);
    assertThat(matcher.matchesEmpty()).isEqualTo(matcher.matches(""));
  }

  @Test
  void isComparedAndWrittenByWhatItSays() {
    Matcher matcher = Matcher.of(Matcher.Type.NOT_REGEX, "a.b", "x\"");
    assertThat(matcher).isEqualTo(Matcher.of(Matcher.Type.NOT_REGEX, "a.b", "x\""));
    assertThat(matcher).hasSameHashCodeAs(Matcher.of(Matcher.Type.NOT_REGEX, "a.b", "x\""));
    assertThat(matcher).isNotEqualTo(Matcher.of(Matcher.Type.REGEX, "a.b", "x\""));
    assertThat(matcher).hasToString("\"a.b\"!~\"x\\\"\"");
    assertThat(Matcher.equal("a", "b").regex()).isNull();
  }
}
