package io.carillon.common.histogram;

/** What the sender knows about a counter reset before this histogram. Numbers are on disk. */
public enum CounterResetHint {
  UNKNOWN(0),
  RESET(1),
  NOT_RESET(2),
  GAUGE(3);

  private static final CounterResetHint[] VALUES = values();

  private final int number;

  CounterResetHint(int number) {
    this.number = number;
  }

  /** The number of the hint on disk and wire, as remote write numbers them. */
  public int number() {
    return number;
  }

  /**
   * The hint of a number on disk or wire.
   *
   * @throws IllegalArgumentException for an unknown number
   */
  public static CounterResetHint of(int number) {
    if (number < 0 || number >= VALUES.length) {
      throw new IllegalArgumentException("expected a reset hint of 0 to 3, got " + number);
    }
    return VALUES[number];
  }
}
