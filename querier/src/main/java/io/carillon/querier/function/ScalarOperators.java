package io.carillon.querier.function;

import io.carillon.querier.parser.BinaryOp;

/** Binary operators on two numbers. */
public final class ScalarOperators {
  private ScalarOperators() {}

  /** The result; comparisons give 1 or 0. */
  public static double apply(BinaryOp op, double lhs, double rhs) {
    return op.isComparison() ? (compare(op, lhs, rhs) ? 1 : 0) : calculate(op, lhs, rhs);
  }

  /** The result of an arithmetic operator. */
  public static double calculate(BinaryOp op, double lhs, double rhs) {
    return switch (op) {
      case ADD -> lhs + rhs;
      case SUB -> lhs - rhs;
      case MUL -> lhs * rhs;
      case DIV -> lhs / rhs;
      case MOD -> lhs % rhs;
      case POW -> GoMath.pow(lhs, rhs);
      case ATAN2 -> GoTrigonometry.atan2(lhs, rhs);
      default -> throw new IllegalArgumentException("no arithmetic operator: " + op.symbol());
    };
  }

  /** Whether a comparison holds. */
  public static boolean compare(BinaryOp op, double lhs, double rhs) {
    return switch (op) {
      case EQL -> lhs == rhs;
      case NEQ -> lhs != rhs;
      case GTR -> lhs > rhs;
      case LSS -> lhs < rhs;
      case GTE -> lhs >= rhs;
      case LTE -> lhs <= rhs;
      default -> throw new IllegalArgumentException("no comparison: " + op.symbol());
    };
  }
}
