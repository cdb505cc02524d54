package io.carillon.querier.exec;

import io.carillon.common.histogram.CounterResetHint;
import io.carillon.common.histogram.FloatHistogram;
import io.carillon.querier.function.Annotations;
import io.carillon.querier.function.Annotations.HistogramOperation;
import io.carillon.querier.function.HistogramOutcome;
import io.carillon.querier.function.HistogramResets;
import io.carillon.querier.function.HistogramTrim;
import io.carillon.querier.function.MutableHistogram;
import io.carillon.querier.function.ScalarOperators;
import io.carillon.querier.parser.BinaryOp;
import io.carillon.querier.parser.PositionRange;
import org.jspecify.annotations.Nullable;

/** A binary operator on two samples, and its last result. Not thread-safe. */
final class ElementOperation {
  private final BinaryOp op;
  private final PositionRange position;
  private double value;
  private @Nullable FloatHistogram histogram;
  private boolean isKept;
  private boolean isFailed;
  private @Nullable Note note;

  /** Something to say about a result or its absence. */
  @FunctionalInterface
  interface Note {
    void addTo(Annotations annotations);
  }

  /**
   * An operator.
   *
   * @param position of the operation, for notes
   */
  ElementOperation(BinaryOp op, PositionRange position) {
    this.op = op;
    this.position = position;
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
    isFailed = false;
    isKept = true;
    histogram = null;
    note = null;
    if (lhsHistogram == null) {
      if (rhsHistogram == null) {
        applyFloats(lhs, rhs);
      } else {
        applyRight(lhs, rhsHistogram);
      }
    } else if (rhsHistogram == null) {
      applyLeft(lhsHistogram, rhs);
    } else {
      applyHistograms(lhsHistogram, rhsHistogram);
    }
  }

  private void applyFloats(double lhs, double rhs) {
    if (op.isComparison()) {
      isKept = ScalarOperators.compare(op, lhs, rhs);
      value = lhs;
    } else if (op == BinaryOp.TRIM_LOWER || op == BinaryOp.TRIM_UPPER) {
      refuse("float", "float");
    } else {
      value = ScalarOperators.calculate(op, lhs, rhs);
    }
  }

  private void applyRight(double lhs, FloatHistogram rhs) {
    if (op == BinaryOp.MUL) {
      histogram = MutableHistogram.of(rhs).multiply(lhs).compact().toHistogram();
    } else {
      refuse("float", "histogram");
    }
  }

  private void applyLeft(FloatHistogram lhs, double rhs) {
    switch (op) {
      case MUL -> histogram = MutableHistogram.of(lhs).multiply(rhs).compact().toHistogram();
      case DIV -> histogram = MutableHistogram.of(lhs).divide(rhs).compact().toHistogram();
      case TRIM_UPPER -> histogram = HistogramTrim.trim(lhs, rhs, true);
      case TRIM_LOWER -> histogram = HistogramTrim.trim(lhs, rhs, false);
      default -> refuse("histogram", "float");
    }
  }

  private void applyHistograms(FloatHistogram lhs, FloatHistogram rhs) {
    switch (op) {
      case ADD -> combine(lhs, rhs, HistogramOperation.ADDITION);
      case SUB -> combine(lhs, rhs, HistogramOperation.SUBTRACTION);
      case EQL, NEQ -> {
        histogram = lhs;
        isKept = HistogramResets.areEqual(lhs, rhs) == (op == BinaryOp.EQL);
      }
      default -> refuse("histogram", "histogram");
    }
  }

  private void combine(FloatHistogram lhs, FloatHistogram rhs, HistogramOperation operation) {
    MutableHistogram result = MutableHistogram.of(lhs);
    MutableHistogram other = MutableHistogram.of(rhs);
    boolean isAddition = operation == HistogramOperation.ADDITION;
    HistogramOutcome outcome = isAddition ? result.add(other) : result.subtract(other);
    if (outcome.isIncompatible()) {
      fail(annotations -> annotations.incompatibleBuckets(op.symbol(), position));
      return;
    }
    if (outcome.doHintsCollide()) {
      // Upstream has a result here too, but takes the warning for an error.
      fail(annotations -> annotations.conflictingResets(operation, position));
      return;
    }
    if (outcome.areBoundsReconciled()) {
      note = annotations -> annotations.reconciledBounds(operation, position);
    }
    if (!isAddition) {
      result.setResetHint(CounterResetHint.GAUGE);
    }
    histogram = result.compact().toHistogram();
  }

  private void refuse(String lhsType, String rhsType) {
    fail(annotations -> annotations.incompatibleTypes(lhsType, op.symbol(), rhsType, position));
  }

  private void fail(Note reason) {
    isFailed = true;
    isKept = false;
    note = reason;
  }

  /** Whether there is nothing, not even for bool. */
  boolean isFailed() {
    return isFailed;
  }

  /** Whether there is a result; for a comparison, whether it holds. */
  boolean isKept() {
    return isKept;
  }

  /** What is to be said; null for nothing. */
  @Nullable Note note() {
    return note;
  }

  /** Puts the result into a series. */
  void set(StepSeriesBuilder builder, int step) {
    if (histogram == null) {
      builder.set(step, value);
    } else {
      builder.set(step, histogram);
    }
  }
}
