package io.carillon.querier.function;

import java.time.LocalDate;
import java.time.YearMonth;
import java.util.Map;
import java.util.function.LongToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * Functions from seconds since the epoch to parts of the date in UTC, by their PromQL names. They
 * are defined for all seconds of 64 bits, with the wrap-around of Go's package time.
 */
public final class DateFunctions {
  private static final long SECONDS_PER_DAY = 86_400;
  private static final long SECONDS_PER_HOUR = 3_600;
  private static final long SECONDS_PER_MINUTE = 60;
  private static final long DAYS_PER_CYCLE = 146_097;
  private static final int YEARS_PER_CYCLE = 400;
  private static final int DAYS_PER_WEEK = 7;

  /** Go counts from the first of March of this many years before the year 0. */
  private static final long YEARS_BEFORE_ZERO = 292_277_022_400L;

  private static final LocalDate CYCLE_START = LocalDate.of(0, 3, 1);
  private static final int WEEKDAY_OF_CYCLE_START = 3;

  private static final long EPOCH_SECONDS =
      (YEARS_BEFORE_ZERO / YEARS_PER_CYCLE * DAYS_PER_CYCLE - CYCLE_START.toEpochDay())
          * SECONDS_PER_DAY;

  private static final Map<String, LongToDoubleFunction> BY_NAME =
      Map.of(
          "minute", s -> (int) (secondOfDay(s) % SECONDS_PER_HOUR / SECONDS_PER_MINUTE),
          "hour", s -> (int) (secondOfDay(s) / SECONDS_PER_HOUR),
          "month", s -> date(s).getMonthValue(),
          "year", DateFunctions::year,
          "day_of_month", s -> date(s).getDayOfMonth(),
          "day_of_week", s -> (int) ((day(s) + WEEKDAY_OF_CYCLE_START) % DAYS_PER_WEEK),
          "day_of_year", s -> date(s).getDayOfYear(),
          "days_in_month", s -> YearMonth.from(date(s)).lengthOfMonth());

  private DateFunctions() {}

  /** The function of a name, or null when there is none of this kind. */
  public static @Nullable LongToDoubleFunction find(String name) {
    return BY_NAME.get(name);
  }

  /**
   * Whole seconds of a number, cut off; what does not fit, NaN too, becomes the smallest one, as Go
   * converts on amd64.
   */
  public static long toSeconds(double value) {
    return value >= -0x1p63 && value < 0x1p63 ? (long) value : Long.MIN_VALUE;
  }

  /** Days since Go's zero; the sum may wrap around. */
  private static long day(long epochSeconds) {
    return Long.divideUnsigned(epochSeconds + EPOCH_SECONDS, SECONDS_PER_DAY);
  }

  private static long secondOfDay(long epochSeconds) {
    return Long.remainderUnsigned(epochSeconds + EPOCH_SECONDS, SECONDS_PER_DAY);
  }

  /** The date within a cycle of 400 years, which all cycles repeat. */
  private static LocalDate date(long epochSeconds) {
    return CYCLE_START.plusDays(day(epochSeconds) % DAYS_PER_CYCLE);
  }

  private static double year(long epochSeconds) {
    long cycles = day(epochSeconds) / DAYS_PER_CYCLE;
    return date(epochSeconds).getYear() + YEARS_PER_CYCLE * cycles - YEARS_BEFORE_ZERO;
  }
}
