package io.carillon.common.config;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Durations such as {@code 1h30m} (prometheus/common, model/time.go): whole numbers with the units
 * y w d h m s ms, each at most once, the largest first; a year has 365 days. Or {@code 0}.
 */
public final class PrometheusDuration {
  private static final List<Unit> UNITS =
      List.of(
          new Unit("y", Duration.ofDays(365)),
          new Unit("w", Duration.ofDays(7)),
          new Unit("d", Duration.ofDays(1)),
          new Unit("h", Duration.ofHours(1)),
          new Unit("m", Duration.ofMinutes(1)),
          new Unit("s", Duration.ofSeconds(1)),
          new Unit("ms", Duration.ofMillis(1)));

  /** Longer numbers would overflow, and a hundred years in milliseconds have 13 digits. */
  private static final int MAX_DIGITS = 13;

  /** Prometheus' own bound: 2^63 nanoseconds. */
  private static final Duration MAX = Duration.ofNanos(Long.MAX_VALUE);

  private PrometheusDuration() {}

  private record Unit(String name, Duration duration) {}

  /** The duration, or null when the text is none. */
  public static @Nullable Duration parse(String text) {
    if (text.equals("0")) {
      return Duration.ZERO;
    }
    Duration sum = Duration.ZERO;
    int at = 0;
    int nextUnit = 0;
    while (at < text.length()) {
      int numberEnd = endOf(text, at, true);
      int unitEnd = endOf(text, numberEnd, false);
      int unit = find(text.substring(numberEnd, unitEnd));
      if (numberEnd == at || numberEnd - at > MAX_DIGITS || unit < nextUnit) {
        return null;
      }
      long count = Long.parseLong(text.substring(at, numberEnd));
      sum = sum.plus(UNITS.get(unit).duration().multipliedBy(count));
      nextUnit = unit + 1;
      at = unitEnd;
    }
    return text.isEmpty() || sum.compareTo(MAX) > 0 ? null : sum;
  }

  private static int endOf(String text, int from, boolean digits) {
    int end = from;
    while (end < text.length() && (text.charAt(end) >= '0' && text.charAt(end) <= '9') == digits) {
      end++;
    }
    return end;
  }

  private static int find(String name) {
    for (int i = 0; i < UNITS.size(); i++) {
      if (UNITS.get(i).name().equals(name)) {
        return i;
      }
    }
    return -1;
  }
}
