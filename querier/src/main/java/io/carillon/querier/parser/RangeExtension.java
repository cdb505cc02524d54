package io.carillon.querier.parser;

/** How a selector treats the edges of its window. */
public enum RangeExtension {
  NONE,
  ANCHORED,
  SMOOTHED
}
