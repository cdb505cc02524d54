package io.carillon.querier.exec;

import io.carillon.common.histogram.FloatHistogram;
import io.carillon.querier.function.Annotations;
import io.carillon.querier.function.Unimplemented;
import io.carillon.querier.parser.BinaryOp;
import io.carillon.querier.parser.PositionRange;
import org.jspecify.annotations.Nullable;

/** A binary operator on two samples, and its last result. Not thread-safe. */
final class ElementOperation {
  private final BinaryOp op;
  private double value;
  private boolean isKept;
  private boolean isIncompatible;
  private String lhsType = "";
  private String rhsType = "";

  ElementOperation(BinaryOp op) {
    this.op = op;
  }

  /** Whether an operator gives something that is no longer the same metric. */
  static boolean changesMeaning(BinaryOp op) {
    return switch (op) {
      case ADD, SUB, MUL, DIV, MOD, POW, ATAN2 -> true;
      default -> false;
    };
  }

  /** Computes; a side with a histogram has no float. */
  void apply(
      double lhs,
      @Nullable FloatHistogram lhsHistogram,
      double rhs,
      @Nullable FloatHistogram rhsHistogram) {
    isIncompatible = false;
    if (lhsHistogram == null && rhsHistogram == null) {
      applyFloats(lhs, rhs);
    } else {
      applyHistograms(lhsHistogram == null, rhsHistogram == null);
    }
  }

  private void applyFloats(double lhs, double rhs) {
    if (op.isComparison()) {
      isKept = ScalarOperations.compare(op, lhs, rhs);
      value = lhs;
    } else if (op == BinaryOp.TRIM_LOWER || op == BinaryOp.TRIM_UPPER) {
      refuse(true, true);
    } else {
      isKept = true;
      value = ScalarOperations.calculate(op, lhs, rhs);
    }
  }

  private void applyHistograms(boolean isLhsFloat, boolean isRhsFloat) {
    boolean isDefined =
        switch (op) {
          case MUL -> isLhsFloat || isRhsFloat;
          case DIV, TRIM_LOWER, TRIM_UPPER -> isRhsFloat;
          case ADD, SUB, EQL, NEQ -> !isLhsFloat && !isRhsFloat;
          default -> false;
        };
    if (isDefined) {
      throw Unimplemented.onHistograms("the operator " + op.symbol());
    }
    refuse(isLhsFloat, isRhsFloat);
  }

  private void refuse(boolean isLhsFloat, boolean isRhsFloat) {
    isKept = false;
    isIncompatible = true;
    lhsType = isLhsFloat ? "float" : "histogram";
    rhsType = isRhsFloat ? "float" : "histogram";
  }

  /** Whether the operator does not take samples of these kinds. */
  boolean isIncompatible() {
    return isIncompatible;
  }

  /** Whether there is a result; for a comparison, whether it holds. */
  boolean isKept() {
    return isKept;
  }

  /** Puts the result into a series. */
  void set(StepSeriesBuilder builder, int step) {
    builder.set(step, value);
  }

  /** Notes that the operator did not take the samples. */
  void note(Annotations annotations, PositionRange position) {
    annotations.incompatibleTypes(lhsType, op.symbol(), rhsType, position);
  }
}
