package io.carillon.deploy.bench.engine;

import java.util.Collection;
import java.util.List;

/** Order statistics of measurements. */
final class Medians {
  private Medians() {}

  /** The one in the middle. */
  static double of(Collection<Double> measured) {
    return quantile(measured, 0.5);
  }

  /** The smallest that so large a part, up to 1, does not exceed; NaN of nothing. */
  static double quantile(Collection<Double> measured, double part) {
    List<Double> sorted = measured.stream().sorted().toList();
    return sorted.isEmpty()
        ? Double.NaN
        : sorted.get((int) Math.min(sorted.size() - 1, part * sorted.size()));
  }
}
