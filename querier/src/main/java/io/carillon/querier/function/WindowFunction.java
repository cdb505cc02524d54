package io.carillon.querier.function;

/** A function of the samples in a window. Stateless; thread-safe. */
@FunctionalInterface
public interface WindowFunction {
  /** Gives the window its result, or none. Only called when there is a sample. */
  void apply(Window window);
}
