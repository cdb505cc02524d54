package io.carillon.querier.api;

import io.carillon.common.error.CarillonException;
import io.carillon.common.labels.LabelQuoting;
import io.carillon.querier.parser.PromDuration;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Times and durations in parameters (parseTime and parseDuration of web/api/v1/api.go). */
final class ApiTime {
  /** What an absent start means. */
  static final Instant MIN = Instant.ofEpochSecond(-9_223_309_901_257_974L);

  /** What an absent end means. */
  static final Instant MAX = Instant.ofEpochSecond(9_223_309_901_257_974L, 999_999_999);

  private static final String MIN_TEXT = "-292273086-05-16T16:47:06Z";
  private static final String MAX_TEXT = "292277025-08-18T07:12:54.999999999Z";
  private static final double NANOS_PER_SECOND = 1e9;

  private static final Pattern RFC3339 =
      Pattern.compile(
          "([0-9]{4})-([0-9]{2})-([0-9]{2})T([0-9]{1,2}):([0-9]{2}):([0-9]{2})(?:[.,]([0-9]+))?"
              + "(?:Z|([+-])([0-9]{2}):([0-9]{2}))");

  private ApiTime() {}

  /**
   * A time: seconds, rounded to milliseconds, or RFC 3339.
   *
   * @throws IllegalArgumentException with Prometheus' text when it is neither
   */
  static Instant parseTime(String text) {
    Double seconds = GoFloat.parse(text);
    if (seconds != null && Math.abs(seconds) <= MAX.getEpochSecond()) {
      return ofSeconds(seconds);
    }
    Matcher matcher = RFC3339.matcher(text);
    if (matcher.matches()) {
      try {
        return ofFields(matcher);
      } catch (DateTimeException e) {
        throw notATime(text, e);
      }
    }
    return switch (text) {
      case MIN_TEXT -> MIN;
      case MAX_TEXT -> MAX;
      default -> throw notATime(text, null);
    };
  }

  /**
   * A duration in nanoseconds: seconds, or units as in {@code 1h30m}.
   *
   * @throws IllegalArgumentException with Prometheus' text when it is neither, or too long
   */
  static long parseDurationNanos(String text) {
    Double seconds = GoFloat.parse(text);
    if (seconds != null) {
      double nanos = seconds * NANOS_PER_SECOND;
      if (Math.abs(nanos) > Long.MAX_VALUE) {
        throw new IllegalArgumentException(notADuration(text) + ". It overflows int64");
      }
      return Double.isNaN(nanos) ? Long.MIN_VALUE : (long) nanos;
    }
    try {
      return PromDuration.parse(text).toNanos();
    } catch (CarillonException e) {
      throw new IllegalArgumentException(notADuration(text), e);
    }
  }

  private static String notADuration(String text) {
    return "cannot parse " + LabelQuoting.quote(text) + " to a valid duration";
  }

  private static IllegalArgumentException notATime(String text, @Nullable Exception cause) {
    return new IllegalArgumentException(
        "cannot parse " + LabelQuoting.quote(text) + " to a valid timestamp", cause);
  }

  private static Instant ofSeconds(double seconds) {
    double whole = seconds < 0 ? Math.ceil(seconds) : Math.floor(seconds);
    double fraction = roundHalfAway((seconds - whole) * 1000) / 1000;
    return Instant.ofEpochSecond((long) whole, (long) (fraction * NANOS_PER_SECOND));
  }

  private static double roundHalfAway(double value) {
    double magnitude = Math.abs(value);
    double floor = Math.floor(magnitude);
    return Math.copySign(magnitude - floor >= 0.5 ? floor + 1 : floor, value);
  }

  private static Instant ofFields(Matcher m) {
    LocalDateTime local =
        LocalDateTime.of(
            Integer.parseInt(m.group(1)),
            Integer.parseInt(m.group(2)),
            Integer.parseInt(m.group(3)),
            Integer.parseInt(m.group(4)),
            Integer.parseInt(m.group(5)),
            Integer.parseInt(m.group(6)),
            nanos(m.group(7)));
    String sign = m.group(8);
    int offsetSeconds =
        sign == null ? 0 : (Integer.parseInt(m.group(9)) * 60 + Integer.parseInt(m.group(10))) * 60;
    return local
        .toInstant(ZoneOffset.UTC)
        .minusSeconds("-".equals(sign) ? -offsetSeconds : offsetSeconds);
  }

  private static int nanos(@Nullable String fraction) {
    if (fraction == null) {
      return 0;
    }
    String nine = (fraction + "00000000").substring(0, 9);
    return Integer.parseInt(nine);
  }
}
