package io.carillon.querier.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ApiTimeTest {
  /** Expected values are those of web/api/v1 parseTime under Go 1.26. */
  @ParameterizedTest
  @CsvSource({
    "1793493003.2104, 1793493003210",
    "0.001, 1",
    "0.0015, 2",
    "-1.5, -1500",
    "1793493003.9996, 1793493004000",
    "-0.0004, 0",
    "0.0005, 1",
    "-0.0005, -1",
    "1e9, 1000000000000",
    "99999999999999, 99999999999999000",
    "2026-11-01T00:00:00Z, 1793491200000",
    "2026-11-01T0:00:00Z, 1793491200000",
    "2026-11-01T00:00:00.1234567891+02:00, 1793484000123",
    "2026-11-01T00:00:00+24:00, 1793404800000",
    "2026-11-01T00:00:00-00:00, 1793491200000",
    "-292273086-05-16T16:47:06Z, -9223309901257974000",
    "292277025-08-18T07:12:54.999999999Z, 9223309901257974999"
  })
  void readsTimes(String text, long expectedMs) {
    assertThat(ApiTime.parseTime(text).toEpochMilli()).isEqualTo(expectedMs);
  }

  @Test
  void readsEveryMillisecondExactly() {
    for (int ms = 0; ms < 1000; ms++) {
      String text = "1793493003." + (1000 + ms + "").substring(1);
      assertThat(ApiTime.parseTime(text)).isEqualTo(Instant.ofEpochMilli(1_793_493_003_000L + ms));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "x",
        "NaN",
        "Inf",
        "1e300",
        "2026-11-01t00:00:00Z",
        "2026-11-01T00:00:00z",
        "2026-11-01T24:00:00Z",
        "2026-02-30T00:00:00Z",
        "2026-11-01T00:00:60Z",
        "2026-11-01T00:00:00",
        "2026-11-01 00:00:00Z",
        "2026-11-01T00:00:00.Z",
        "+292277025-08-18T07:12:54Z"
      })
  void refusesWhatIsNoTime(String text) {
    assertThatThrownBy(() -> ApiTime.parseTime(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("cannot parse \"" + text + "\" to a valid timestamp");
  }

  @ParameterizedTest
  @CsvSource({
    "15, 15000000000",
    "0.5, 500000000",
    "-1, -1000000000",
    "1h30m, 5400000000000",
    "5m, 300000000000",
    "1y2w3d4h5m6s7ms, 33019506007000000",
    "0, 0",
    "0s, 0",
    "1ms, 1000000"
  })
  void readsDurations(String text, long expectedNanos) {
    assertThat(ApiTime.parseDurationNanos(text)).isEqualTo(expectedNanos);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "x",
        "5m1h",
        "1m1m",
        "1.5h",
        "5 m",
        "m",
        "1h-5m",
        "300y",
        "99999999999999999s"
      })
  void refusesWhatIsNoDuration(String text) {
    assertThatThrownBy(() -> ApiTime.parseDurationNanos(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("cannot parse \"" + text + "\" to a valid duration");
  }

  @ParameterizedTest
  @ValueSource(strings = {"99999999999", "-99999999999", "Inf"})
  void refusesDurationsBeyondInt64(String text) {
    assertThatThrownBy(() -> ApiTime.parseDurationNanos(text))
        .hasMessage("cannot parse \"" + text + "\" to a valid duration. It overflows int64");
  }
}
