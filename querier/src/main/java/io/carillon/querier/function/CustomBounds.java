package io.carillon.querier.function;

import java.util.Arrays;

/** Bounds of custom buckets. */
final class CustomBounds {
  private CustomBounds() {}

  /** The bounds that are in both, which are ascending. */
  static double[] intersection(double[] a, double[] b) {
    double[] result = new double[Math.min(a.length, b.length)];
    int size = 0;
    int i = 0;
    int j = 0;
    while (i < a.length && j < b.length) {
      if (a[i] == b[j]) {
        result[size++] = a[i++];
        j++;
      } else if (a[i] < b[j]) {
        i++;
      } else {
        j++;
      }
    }
    return Arrays.copyOf(result, size);
  }
}
