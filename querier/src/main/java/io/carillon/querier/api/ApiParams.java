package io.carillon.querier.api;

import io.carillon.common.error.CarillonException;
import io.carillon.common.error.ErrorCode;
import io.carillon.common.http.HttpCall;
import io.carillon.common.labels.LabelQuoting;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads parameters of one call. Every error is BAD_DATA with Prometheus' text. */
final class ApiParams {
  private static final Pattern INTEGER = Pattern.compile("[+-]?[0-9]+");
  private static final BigInteger MAX_LONG = BigInteger.valueOf(Long.MAX_VALUE);

  private final HttpCall call;

  ApiParams(HttpCall call) {
    this.call = call;
  }

  /** A parameter; the empty string when there is none. */
  String text(String name) {
    return Objects.requireNonNullElse(call.param(name), "");
  }

  /** An optional time. */
  Instant time(String name, Instant whenAbsent) {
    String text = text(name);
    if (text.isEmpty()) {
      return whenAbsent;
    }
    try {
      return ApiTime.parseTime(text);
    } catch (IllegalArgumentException e) {
      throw invalid(name, "invalid time value for '" + name + "': " + e.getMessage(), e);
    }
  }

  /** A time that must be there. */
  Instant requiredTime(String name) {
    try {
      return ApiTime.parseTime(text(name));
    } catch (IllegalArgumentException e) {
      throw invalid(name, e.getMessage(), e);
    }
  }

  /** A duration in nanoseconds that must be there. */
  long requiredDurationNanos(String name) {
    try {
      return ApiTime.parseDurationNanos(text(name));
    } catch (IllegalArgumentException e) {
      throw invalid(name, e.getMessage(), e);
    }
  }

  /** The {@code limit}; 0 means none. */
  int limit() {
    String text = text("limit");
    if (text.isEmpty()) {
      return 0;
    }
    if (!INTEGER.matcher(text).matches()) {
      throw invalid("limit", atoi(text, "invalid syntax"), null);
    }
    BigInteger limit = new BigInteger(text);
    if (limit.abs().compareTo(MAX_LONG) > 0) {
      throw invalid("limit", atoi(text, "value out of range"), null);
    }
    if (limit.signum() < 0) {
      throw invalid("limit", "limit must be non-negative", null);
    }
    return (int) Math.min(limit.longValueExact(), Integer.MAX_VALUE - 1);
  }

  /** A number that Prometheus reads as it is, such as the limits of metadata; -1 when absent. */
  int plainLimit(String name) {
    String text = text(name);
    if (text.isEmpty()) {
      return -1;
    }
    if (!INTEGER.matcher(text).matches() || new BigInteger(text).abs().compareTo(MAX_LONG) > 0) {
      throw new CarillonException(ErrorCode.BAD_DATA, name + " must be a number");
    }
    return Math.clamp(Long.parseLong(text), -1, Integer.MAX_VALUE);
  }

  /** {@code invalid parameter "name": text}. */
  static CarillonException invalid(String name, @Nullable String text, @Nullable Exception cause) {
    return new CarillonException(
        ErrorCode.BAD_DATA, "invalid parameter " + LabelQuoting.quote(name) + ": " + text, cause);
  }

  private static String atoi(String text, String problem) {
    return "strconv.Atoi: parsing " + LabelQuoting.quote(text) + ": " + problem;
  }
}
