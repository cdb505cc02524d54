package io.carillon.querier.fuzz;

import io.carillon.querier.function.GoMath;
import io.carillon.querier.parser.DurationExpr;

/** The value of durations, which may depend on start, end and step of the query. */
final class Durations {
  private final FuzzQuery query;

  Durations(FuzzQuery query) {
    this.query = query;
  }

  /** Milliseconds; computed ones are cut off, written ones are exact. */
  long ms(DurationExpr expr) {
    double seconds = seconds(expr);
    if (Double.isNaN(seconds) || Double.isInfinite(seconds)) {
      throw new QueryFailure("duration is NaN or infinite");
    }
    return isWritten(expr) ? Math.round(seconds * 1000) : (long) (seconds * 1000);
  }

  /** Milliseconds above 0. */
  long positiveMs(DurationExpr expr) {
    if (seconds(expr) <= 0) {
      throw new QueryFailure("duration must be greater than 0");
    }
    return ms(expr);
  }

  private static boolean isWritten(DurationExpr expr) {
    return switch (expr) {
      case DurationExpr.Literal _ -> true;
      case DurationExpr.Signed signed -> isWritten(signed.operand());
      case DurationExpr.Group group -> isWritten(group.inner());
      default -> false;
    };
  }

  private double seconds(DurationExpr expr) {
    return switch (expr) {
      case DurationExpr.Literal literal -> literal.seconds();
      case DurationExpr.Step _ -> query.stepMs() / 1000.0;
      case DurationExpr.Range _ -> (query.endMs() - query.startMs()) / 1000.0;
      case DurationExpr.Extremum e ->
          e.isMin()
              ? Math.min(seconds(e.a()), seconds(e.b()))
              : Math.max(seconds(e.a()), seconds(e.b()));
      case DurationExpr.Signed s -> s.isNegation() ? -seconds(s.operand()) : seconds(s.operand());
      case DurationExpr.Group group -> seconds(group.inner());
      case DurationExpr.Arithmetic a -> {
        double lhs = seconds(a.lhs());
        double rhs = seconds(a.rhs());
        yield switch (a.op()) {
          case ADD -> lhs + rhs;
          case SUB -> lhs - rhs;
          case MUL -> lhs * rhs;
          case DIV -> lhs / rhs;
          case MOD -> lhs % rhs;
          case POW -> GoMath.pow(lhs, rhs);
          default -> throw new IllegalArgumentException("no duration: " + a);
        };
      }
    };
  }
}
