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
   * @param windows before their first step
   */
  void evaluate(FloatWindows windows, FloatColumn out);
}
