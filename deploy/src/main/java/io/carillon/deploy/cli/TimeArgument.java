package io.carillon.deploy.cli;

import io.carillon.common.config.PrometheusDuration;
import io.carillon.common.config.SettingTypes;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;

/** Times and durations as people type them. */
public final class TimeArgument {
  private static final int MILLIS_DIGITS = 3;

  private TimeArgument() {}

  /**
   * Reads {@code now}, a time before now such as {@code -1h30m}, Unix seconds, or RFC 3339.
   *
   * @throws io.carillon.common.error.CarillonException with BAD_DATA, naming the flag
   */
  public static Instant time(String flag, String text, Instant now) {
    if (text.equals("now")) {
      return now;
    }
    Duration ago = text.startsWith("-") ? PrometheusDuration.parse(text.substring(1)) : null;
    if (ago != null) {
      return now.minus(ago);
    }
    try {
      return Instant.ofEpochMilli(
          new BigDecimal(text).movePointRight(MILLIS_DIGITS).longValueExact());
    } catch (ArithmeticException | NumberFormatException _) {
      // Not Unix seconds with at most three decimals.
    }
    try {
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeParseException _) {
      throw SettingTypes.bad(
          flag, "now, -1h, Unix seconds, or a time such as 2026-01-31T12:00:00Z", text);
    }
  }

  /** Unix seconds with the milliseconds as decimals, as the API takes them. */
  public static String seconds(Instant time) {
    return BigDecimal.valueOf(time.toEpochMilli(), MILLIS_DIGITS).toPlainString();
  }
}
