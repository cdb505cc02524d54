package io.carillon.querier.fuzz;

import io.carillon.common.histogram.FloatHistogram;
import io.carillon.common.labels.Labels;
import org.jspecify.annotations.Nullable;

/**
 * An element of an instant vector.
 *
 * @param dropsName whether the name is to go at the end of the query
 * @param histogram null for a float
 */
record Element(Labels labels, boolean dropsName, double value, @Nullable FloatHistogram histogram) {
  Element with(double newValue) {
    return new Element(labels, dropsName, newValue, null);
  }

  Element with(FloatHistogram newHistogram) {
    return new Element(labels, dropsName, 0, newHistogram);
  }

  Element with(Labels newLabels, boolean newDropsName) {
    return new Element(newLabels, newDropsName, value, histogram);
  }

  boolean isFloat() {
    return histogram == null;
  }
}
