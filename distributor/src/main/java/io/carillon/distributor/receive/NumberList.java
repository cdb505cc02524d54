package io.carillon.distributor.receive;

import java.util.Arrays;

/** Grows an array of 64 bit numbers. */
final class NumberList {
  private static final int FIRST_CAPACITY = 16;

  private long[] numbers = new long[0];
  private int size;

  void add(long number) {
    if (size == numbers.length) {
      numbers = Arrays.copyOf(numbers, Math.max(FIRST_CAPACITY, 2 * size));
    }
    numbers[size++] = number;
  }

  long[] toLongs() {
    return Arrays.copyOf(numbers, size);
  }

  /** The numbers, taken as the raw bits of doubles. */
  double[] toDoubles() {
    double[] doubles = new double[size];
    for (int i = 0; i < size; i++) {
      doubles[i] = Double.longBitsToDouble(numbers[i]);
    }
    return doubles;
  }
}
