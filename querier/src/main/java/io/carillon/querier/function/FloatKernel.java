package io.carillon.querier.function;

/**
 * A function of windows that hold floats only, computed for all steps in one pass over the samples.
 * Gives the same bits as the {@link WindowFunction} of the same name. Stateless; thread-safe.
 */
@FunctionalInterface
public interface FloatKernel {
  /**
   * Sets or clears every step of the column.
   *
   * @param values of the samples at the times of the windows; not to be changed
   */
  void evaluate(FloatWindows windows, double[] values, FloatColumn out);
}
