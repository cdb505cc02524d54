package io.carillon.querier.function;

import java.util.BitSet;

/** A float for each step, or none; at first there is one everywhere. Used by one thread. */
@SuppressWarnings("ArrayRecordComponent") // Columns of numbers; identity is never asked.
public record FloatColumn(double[] values, BitSet present) {
  /** A column whose values are still to be set. */
  public static FloatColumn of(int steps) {
    BitSet present = new BitSet(steps);
    present.set(0, steps);
    return new FloatColumn(new double[steps], present);
  }

  void set(int step, double value) {
    values[step] = value;
  }

  /** There is no value at a step. */
  void clear(int step) {
    present.clear(step);
  }
}
