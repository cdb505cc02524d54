package io.carillon.querier.parser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PromDurationTest {
  @ParameterizedTest
  @CsvSource({
    "0, PT0S, 0s",
    "5m, PT5M, 5m",
    "1h30m, PT1H30M, 1h30m",
    "90m, PT1H30M, 1h30m",
    "1d, PT24H, 1d",
    "7d, PT168H, 1w",
    "90d, PT2160H, 90d",
    "1y2w3d4h5m6s7ms, PT9172H5M6.007S, 382d4h5m6s7ms",
    "365d, PT8760H, 1y",
    "1500ms, PT1.5S, 1s500ms",
  })
  void readsAndWrites(String text, Duration duration, String written) {
    assertThat(PromDuration.parse(text)).isEqualTo(duration);
    assertThat(PromDuration.format(duration)).isEqualTo(written);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          ~~                   | empty duration string
          5                    | not a valid duration string: "5"
          m                    | not a valid duration string: "m"
          -5m                  | not a valid duration string: "-5m"
          1.5h                 | unknown unit "." in duration "1.5h"
          1m1h                 | not a valid duration string: "1m1h"
          1m1m                 | not a valid duration string: "1m1m"
          5x                   | unknown unit "x" in duration "5x"
          300y                 | duration out of range
          292y300d             | duration out of range
          9300000000000000000ms| duration out of range
          99999999999999999999s| not a valid duration string: "99999999999999999999s"
          """)
  void rejects(String text, String error) {
    assertThatThrownBy(() -> PromDuration.parse(text)).hasMessage(error);
  }

  @Test
  void writesNegativeAndShortDurations() {
    assertThat(PromDuration.format(Duration.ofSeconds(-90))).isEqualTo("-1m30s");
    assertThat(PromDuration.format(Duration.ofNanos(999_999))).isEqualTo("0s");
  }
}
