package io.carillon.querier.parser;

import io.carillon.common.error.CarillonException;
import io.carillon.common.error.ErrorCode;
import java.time.Duration;

/** Durations as Prometheus writes them: {@code 1d12h}, units in descending order, no fractions. */
public final class PromDuration {
  private static final long MS = 1_000_000;
  private static final long SECOND = 1000 * MS;
  private static final long MINUTE = 60 * SECOND;
  private static final long HOUR = 60 * MINUTE;
  private static final long DAY = 24 * HOUR;
  private static final long WEEK = 7 * DAY;
  private static final long YEAR = 365 * DAY;

  private PromDuration() {}

  /**
   * Reads a duration. A year has 365 days; {@code 0} needs no unit.
   *
   * @throws CarillonException with BAD_DATA and Prometheus' text when it is none
   */
  public static Duration parse(String text) {
    if (text.equals("0")) {
      return Duration.ZERO;
    }
    if (text.isEmpty()) {
      throw new CarillonException(ErrorCode.BAD_DATA, "empty duration string");
    }
    long nanos = 0;
    long lastUnit = Long.MAX_VALUE;
    int i = 0;
    while (i < text.length()) {
      int unitStart = endOfRun(text, i, true);
      int unitEnd = endOfRun(text, unitStart, false);
      if (unitStart == i || unitEnd == unitStart) {
        throw invalid(text);
      }
      long value = number(text, i, unitStart);
      long unit = unit(text, unitStart, unitEnd);
      if (unit >= lastUnit) {
        throw invalid(text);
      }
      nanos = add(nanos, value, unit);
      lastUnit = unit;
      i = unitEnd;
    }
    return Duration.ofNanos(nanos);
  }

  private static int endOfRun(String text, int start, boolean ofDigits) {
    int i = start;
    while (i < text.length() && TextCursor.isDigit(text.charAt(i)) == ofDigits) {
      i++;
    }
    return i;
  }

  private static long number(String text, int start, int end) {
    try {
      return Long.parseUnsignedLong(text.substring(start, end));
    } catch (NumberFormatException e) {
      throw invalid(text);
    }
  }

  private static long unit(String text, int start, int end) {
    String unit = text.substring(start, end);
    return switch (unit) {
      case "ms" -> MS;
      case "s" -> SECOND;
      case "m" -> MINUTE;
      case "h" -> HOUR;
      case "d" -> DAY;
      case "w" -> WEEK;
      case "y" -> YEAR;
      default ->
          throw new CarillonException(
              ErrorCode.BAD_DATA,
              "unknown unit " + GoText.quote(unit) + " in duration " + GoText.quote(text));
    };
  }

  private static long add(long nanos, long value, long unit) {
    try {
      if (value >= 0) {
        return Math.addExact(nanos, Math.multiplyExact(value, unit));
      }
    } catch (ArithmeticException e) {
      // Too long, like the values that only fit an unsigned number.
    }
    throw new CarillonException(ErrorCode.BAD_DATA, "duration out of range");
  }

  private static CarillonException invalid(String text) {
    return new CarillonException(
        ErrorCode.BAD_DATA, "not a valid duration string: " + GoText.quote(text));
  }

  /**
   * Writes a duration in milliseconds; what is shorter is cut off. Years and weeks are used only
   * when nothing remains.
   */
  public static String format(Duration duration) {
    return formatMs(duration.toMillis());
  }

  /** As {@link #format}, from nanoseconds. */
  static String formatNanos(long nanos) {
    return formatMs(nanos / MS);
  }

  private static String formatMs(long ms) {
    if (ms == 0) {
      return "0s";
    }
    StringBuilder out = new StringBuilder(ms < 0 ? "-" : "");
    long rest = Math.abs(ms);
    rest = appendUnit(out, rest, YEAR, "y", true);
    rest = appendUnit(out, rest, WEEK, "w", true);
    rest = appendUnit(out, rest, DAY, "d", false);
    rest = appendUnit(out, rest, HOUR, "h", false);
    rest = appendUnit(out, rest, MINUTE, "m", false);
    rest = appendUnit(out, rest, SECOND, "s", false);
    appendUnit(out, rest, MS, "ms", false);
    return out.toString();
  }

  private static long appendUnit(
      StringBuilder out, long ms, long unit, String name, boolean onlyIfExact) {
    long unitMs = unit / MS;
    if (ms < unitMs || (onlyIfExact && ms % unitMs != 0)) {
      return ms;
    }
    out.append(ms / unitMs).append(name);
    return ms % unitMs;
  }
}
