package io.carillon.querier.function;

import java.time.LocalDate;
import java.time.YearMonth;
import java.util.Map;
import java.util.function.LongToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** Functions from seconds since the epoch to parts of the date in UTC, by their PromQL names. */
public final class DateFunctions {
  private static final long SECONDS_PER_DAY = 86_400;
  private static final long SECONDS_PER_HOUR = 3_600;
  private static final long SECONDS_PER_MINUTE = 60;

  private static final Map<String, LongToDoubleFunction> BY_NAME =
      Map.of(
          "minute", s -> (int) (Math.floorMod(s, SECONDS_PER_HOUR) / SECONDS_PER_MINUTE),
          "hour", s -> (int) (Math.floorMod(s, SECONDS_PER_DAY) / SECONDS_PER_HOUR),
          "month", s -> date(s).getMonthValue(),
          "year", s -> date(s).getYear(),
          "day_of_month", s -> date(s).getDayOfMonth(),
          "day_of_week", s -> date(s).getDayOfWeek().getValue() % 7,
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

  private static LocalDate date(long epochSeconds) {
    return LocalDate.ofEpochDay(Math.floorDiv(epochSeconds, SECONDS_PER_DAY));
  }
}
