package io.carillon.common.column;

/**
 * The staleness marker: a NaN of its own bits, in the value of a float sample or the sum of a
 * histogram (prometheus/model/value/value.go).
 */
public final class StaleMarker {
  /** The bits of the marker; an ordinary NaN is 0x7ff8000000000001 or 0x7ff8000000000000. */
  public static final long BITS = 0x7ff0000000000002L;

  /** The marker as a double. Compare bits, never values. */
  public static final double VALUE = Double.longBitsToDouble(BITS);

  private StaleMarker() {}

  /** Whether the value is the marker. */
  public static boolean is(double value) {
    return Double.doubleToRawLongBits(value) == BITS;
  }
}
