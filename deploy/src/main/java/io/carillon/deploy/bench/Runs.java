package io.carillon.deploy.bench;

import java.util.Collection;
import java.util.List;

/**
 * Repeated measurements of one thing.
 *
 * @param count how many
 * @param isBest whether the smallest stands for all, which helps on a busy machine; else the median
 */
record Runs(int count, boolean isBest) {
  Runs {
    if (count < 1) {
      throw new IllegalArgumentException("expected at least one run, got " + count);
    }
  }

  /** The number that stands for all. */
  double result(Collection<Double> measured) {
    List<Double> sorted = measured.stream().sorted().toList();
    return sorted.get(isBest ? 0 : sorted.size() / 2);
  }
}
