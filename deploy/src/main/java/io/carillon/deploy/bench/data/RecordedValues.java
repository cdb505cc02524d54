package io.carillon.deploy.bench.data;

import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;

/**
 * Recorded values of one series as whole numbers in the coarsest unit that gives back each of them
 * exactly, so that what is made of them has the digits that an exporter's values have.
 */
final class RecordedValues {
  private static final int MAX_DECIMALS = 9;
  private static final long[] SIZES = {4096, 1024, 512, 8};
  private static final double MAX_EXACT = 1L << 53;
  private static final double MILLI = 0.001;

  /** How a whole number becomes a value again. */
  @FunctionalInterface
  private interface Unit {
    double value(double number);
  }

  private final long[] numbers;
  private final Unit unit;

  private RecordedValues(long[] numbers, Unit unit) {
    this.numbers = numbers;
    this.unit = unit;
  }

  /** Finds the unit; null when there is none and values can only be repeated. */
  static @Nullable RecordedValues of(double[] values) {
    for (long size : SIZES) {
      RecordedValues found = in(values, 1.0 / size, number -> number * size);
      if (found != null) {
        return found;
      }
    }
    for (int decimals = 0; decimals <= MAX_DECIMALS; decimals++) {
      double power = Math.pow(10, decimals);
      RecordedValues found = in(values, power, number -> number / power);
      if (found != null) {
        return found;
      }
    }
    return in(values, 1 / MILLI, number -> number * MILLI);
  }

  private static @Nullable RecordedValues in(double[] values, double factor, Unit unit) {
    double[] numbers = DoubleStream.of(values).map(value -> Math.rint(value * factor)).toArray();
    for (int i = 0; i < values.length; i++) {
      if (unit.value(numbers[i]) != values[i] || Math.abs(numbers[i]) > MAX_EXACT) {
        return null;
      }
    }
    return new RecordedValues(DoubleStream.of(numbers).mapToLong(n -> (long) n).toArray(), unit);
  }

  /** Whether the numbers never fall, but change. */
  boolean isCounter() {
    for (int i = 1; i < numbers.length; i++) {
      if (numbers[i] < numbers[i - 1]) {
        return false;
      }
    }
    return numbers[0] != numbers[numbers.length - 1];
  }

  /** The i-th number. */
  long number(int i) {
    return numbers[i];
  }

  /** The value that a number stands for. */
  double value(long number) {
    return unit.value((double) number);
  }
}
