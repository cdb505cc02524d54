package io.carillon.querier.fuzz;

import java.util.List;

/**
 * A generated instant vector.
 *
 * @param labels names of the labels that tell its series apart, as far as that is known
 * @param isNative whether it mostly has native histograms
 */
record Generated(String text, List<String> labels, boolean isNative) {
  Generated {
    labels = List.copyOf(labels);
  }

  /** A function of it that keeps the labels. */
  Generated as(String newText) {
    return new Generated(newText, labels, isNative);
  }

  /** A function of it that keeps the labels and gives floats. */
  Generated asFloats(String newText) {
    return new Generated(newText, labels, false);
  }
}
