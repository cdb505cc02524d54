package io.carillon.querier.fuzz;

import io.carillon.querier.function.DateFunctions;
import io.carillon.querier.function.GoMath;
import io.carillon.querier.function.GoTrigonometry;
import io.carillon.querier.parser.BinaryOp;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Objects;
import java.util.OptionalDouble;

/** What functions and operators do to numbers. */
final class FloatRules {
  /** Beyond these many seconds Go's calendar has rules of its own, which are not repeated here. */
  private static final double CALENDAR_SECONDS = 1e10;

  private FloatRules() {}

  /** Comparisons give 1 or 0. */
  static double scalar(BinaryOp op, double a, double b) {
    if (op.isComparison()) {
      return compare(op, a, b) ? 1 : 0;
    }
    return calculate(op, a, b);
  }

  static boolean compare(BinaryOp op, double a, double b) {
    return switch (op) {
      case EQL -> a == b;
      case NEQ -> a != b;
      case LSS -> a < b;
      case LTE -> a <= b;
      case GTR -> a > b;
      case GTE -> a >= b;
      default -> throw new IllegalArgumentException(op.symbol());
    };
  }

  static double calculate(BinaryOp op, double a, double b) {
    return switch (op) {
      case ADD -> a + b;
      case SUB -> a - b;
      case MUL -> a * b;
      case DIV -> a / b;
      case MOD -> a % b;
      case POW -> GoMath.pow(a, b);
      case ATAN2 -> GoTrigonometry.atan2(a, b);
      default -> throw new IllegalArgumentException(op.symbol());
    };
  }

  /** Functions from a number to a number; empty for other names. */
  static OptionalDouble function(String name, double v) {
    return switch (name) {
      case "abs" -> OptionalDouble.of(v < 0 || Objects.equals(v, -0.0) ? -v : v);
      case "ceil" -> OptionalDouble.of(Math.ceil(v));
      case "floor" -> OptionalDouble.of(Math.floor(v));
      case "sqrt" -> OptionalDouble.of(Math.sqrt(v));
      case "exp" -> OptionalDouble.of(GoMath.exp(v));
      case "ln" -> OptionalDouble.of(GoMath.log(v));
      case "log2" -> OptionalDouble.of(GoMath.log2(v));
      case "log10" -> OptionalDouble.of(GoMath.log10(v));
      case "sgn" -> OptionalDouble.of(v > 0 ? 1 : v < 0 ? -1 : v);
      case "deg" -> OptionalDouble.of(v * 180 / Math.PI);
      case "rad" -> OptionalDouble.of(v * Math.PI / 180);
      case "sin" -> OptionalDouble.of(GoTrigonometry.sin(v));
      case "cos" -> OptionalDouble.of(GoTrigonometry.cos(v));
      case "tan" -> OptionalDouble.of(GoTrigonometry.tan(v));
      case "asin" -> OptionalDouble.of(GoTrigonometry.asin(v));
      case "acos" -> OptionalDouble.of(GoTrigonometry.acos(v));
      case "atan" -> OptionalDouble.of(GoTrigonometry.atan(v));
      case "sinh" -> OptionalDouble.of(GoMath.sinh(v));
      case "cosh" -> OptionalDouble.of(GoMath.cosh(v));
      case "tanh" -> OptionalDouble.of(GoMath.tanh(v));
      case "asinh" -> OptionalDouble.of(GoMath.asinh(v));
      case "acosh" -> OptionalDouble.of(GoMath.acosh(v));
      case "atanh" -> OptionalDouble.of(GoMath.atanh(v));
      default -> date(name, v);
    };
  }

  private static OptionalDouble date(String name, double v) {
    var function = DateFunctions.find(name);
    if (function != null && !(Math.abs(v) < CALENDAR_SECONDS)) {
      return OptionalDouble.of(function.applyAsDouble(DateFunctions.toSeconds(v)));
    }
    LocalDateTime time =
        function == null
            ? LocalDateTime.MIN
            : LocalDateTime.ofEpochSecond((long) v, 0, ZoneOffset.UTC);
    return switch (name) {
      case "minute" -> OptionalDouble.of(time.getMinute());
      case "hour" -> OptionalDouble.of(time.getHour());
      case "day_of_week" -> OptionalDouble.of(time.getDayOfWeek().getValue() % 7);
      case "day_of_month" -> OptionalDouble.of(time.getDayOfMonth());
      case "day_of_year" -> OptionalDouble.of(time.getDayOfYear());
      case "days_in_month" -> OptionalDouble.of(time.toLocalDate().lengthOfMonth());
      case "month" -> OptionalDouble.of(time.getMonthValue());
      case "year" -> OptionalDouble.of(time.getYear());
      default -> OptionalDouble.empty();
    };
  }

  /** Rounds to a multiple, halves upwards. */
  static double round(double v, double to) {
    double inverse = 1 / to;
    return Math.floor(v * inverse + 0.5) / inverse;
  }
}
