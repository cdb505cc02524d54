package io.carillon.querier.plan;

import io.carillon.common.error.CarillonException;
import io.carillon.common.error.ErrorCode;
import io.carillon.querier.function.GoMath;
import io.carillon.querier.parser.DurationExpr;
import io.carillon.querier.parser.PositionRange;

/** Computes duration expressions, with the limits and texts of Prometheus' promql/durations.go. */
final class DurationEvaluator {
  /** Durations are kept as nanoseconds in 64 bits upstream; beyond that they are refused. */
  private static final double MAX_SECONDS = 0x1p63 / 1e9;

  private static final double NANOS_PER_SECOND = 1e9;
  private static final long NANOS_PER_MILLI = 1_000_000;
  private static final double MILLIS_PER_SECOND = 1000;

  private final QueryTimes times;

  DurationEvaluator(QueryTimes times) {
    this.times = times;
  }

  /** A duration above zero, in milliseconds. */
  long positiveMs(DurationExpr expr) {
    if (checked(expr) <= 0) {
      throw bad(expr.position(), "duration must be greater than 0");
    }
    return anyMs(expr);
  }

  /** A duration of any sign, in milliseconds. */
  long anyMs(DurationExpr expr) {
    double seconds = checked(expr);
    return isLiteral(expr)
        ? Math.round(seconds * NANOS_PER_SECOND) / NANOS_PER_MILLI
        : (long) (seconds * MILLIS_PER_SECOND);
  }

  /** What is written as one number counts in whole nanoseconds; what is computed is cut off. */
  private static boolean isLiteral(DurationExpr expr) {
    return switch (expr) {
      case DurationExpr.Literal _ -> true;
      case DurationExpr.Signed signed -> isLiteral(signed.operand());
      case DurationExpr.Group group -> isLiteral(group.inner());
      default -> false;
    };
  }

  private double checked(DurationExpr expr) {
    double seconds = evaluate(expr);
    if (Double.isNaN(seconds) || Double.isInfinite(seconds)) {
      throw bad(expr.position(), "duration is NaN or infinite");
    }
    if (Math.abs(seconds) > MAX_SECONDS) {
      throw bad(expr.position(), "duration is out of range");
    }
    return seconds;
  }

  private double evaluate(DurationExpr expr) {
    return switch (expr) {
      case DurationExpr.Literal literal -> literal.seconds();
      case DurationExpr.Step _ -> times.stepMs() / 1000.0;
      case DurationExpr.Range _ -> (times.endMs() - times.startMs()) / 1000.0;
      case DurationExpr.Extremum e ->
          e.isMin()
              ? GoMath.min(evaluate(e.a()), evaluate(e.b()))
              : GoMath.max(evaluate(e.a()), evaluate(e.b()));
      case DurationExpr.Signed s -> s.isNegation() ? -evaluate(s.operand()) : evaluate(s.operand());
      case DurationExpr.Arithmetic a -> arithmetic(a);
      case DurationExpr.Group group -> evaluate(group.inner());
    };
  }

  private double arithmetic(DurationExpr.Arithmetic expr) {
    double lhs = evaluate(expr.lhs());
    double rhs = evaluate(expr.rhs());
    return switch (expr.op()) {
      case ADD -> lhs + rhs;
      case SUB -> lhs - rhs;
      case MUL -> lhs * rhs;
      case DIV -> {
        if (rhs == 0) {
          throw bad(expr.position(), "division by zero");
        }
        yield lhs / rhs;
      }
      case MOD -> {
        if (rhs == 0) {
          throw bad(expr.position(), "modulo by zero");
        }
        yield lhs % rhs;
      }
      case POW -> GoMath.pow(lhs, rhs);
      default ->
          throw new IllegalArgumentException("no arithmetic of durations: " + expr.op().symbol());
    };
  }

  private static CarillonException bad(PositionRange position, String text) {
    return new CarillonException(
        ErrorCode.BAD_DATA, position.start() + ":" + position.end() + ": " + text);
  }
}
