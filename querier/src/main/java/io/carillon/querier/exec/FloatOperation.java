package io.carillon.querier.exec;

import io.carillon.querier.function.ScalarOperators;
import io.carillon.querier.parser.BinaryOp;
import io.carillon.querier.plan.Plan;
import java.util.Arrays;
import java.util.BitSet;

/** Binary operators on columns of floats, a column at a time. */
final class FloatOperation {
  private FloatOperation() {}

  /** Whether floats have a result. */
  static boolean handles(BinaryOp op) {
    return op != BinaryOp.TRIM_LOWER && op != BinaryOp.TRIM_UPPER;
  }

  /** A series and a number for each step; a comparison keeps the values of the series. */
  static StepSeries withScalars(
      Plan.Binary binary, StepSeries series, double[] scalars, boolean isScalarLeft) {
    double[] lhs = isScalarLeft ? scalars : series.values();
    double[] rhs = isScalarLeft ? series.values() : scalars;
    return apply(binary, lhs, rhs, series);
  }

  /**
   * Two columns.
   *
   * @param kept its labels and steps the result has, and its values where a comparison holds
   */
  static StepSeries apply(Plan.Binary binary, double[] lhs, double[] rhs, StepSeries kept) {
    BinaryOp op = binary.op();
    if (!op.isComparison()) {
      return new StepSeries(
          kept.labels(), kept.dropsName(), calculate(op, lhs, rhs), kept.present(), null);
    }
    BitSet holds = new BitSet(lhs.length);
    BitSet present = kept.present();
    for (int step = present.nextSetBit(0); step >= 0; step = present.nextSetBit(step + 1)) {
      if (ScalarOperators.compare(op, lhs[step], rhs[step])) {
        holds.set(step);
      }
    }
    if (!binary.returnsBool()) {
      return kept.withPresent(holds);
    }
    double[] verdicts = new double[lhs.length];
    holds.stream().forEach(step -> verdicts[step] = 1);
    return new StepSeries(kept.labels(), kept.dropsName(), verdicts, present, null);
  }

  private static double[] calculate(BinaryOp op, double[] lhs, double[] rhs) {
    double[] result = new double[lhs.length];
    switch (op) {
      case ADD -> {
        for (int i = 0; i < result.length; i++) {
          result[i] = lhs[i] + rhs[i];
        }
      }
      case SUB -> {
        for (int i = 0; i < result.length; i++) {
          result[i] = lhs[i] - rhs[i];
        }
      }
      case MUL -> {
        for (int i = 0; i < result.length; i++) {
          result[i] = lhs[i] * rhs[i];
        }
      }
      case DIV -> {
        for (int i = 0; i < result.length; i++) {
          result[i] = lhs[i] / rhs[i];
        }
      }
      default -> Arrays.setAll(result, i -> ScalarOperators.calculate(op, lhs[i], rhs[i]));
    }
    return result;
  }
}
