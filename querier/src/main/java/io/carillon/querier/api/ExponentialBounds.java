package io.carillon.querier.api;

/**
 * Bounds of the buckets of exponential native histograms: bucket i of schema s ends at 2^(i *
 * 2^-s). Prometheus takes them from a table (model/histogram/generic.go) that is up to four units
 * in the last place below or one above the true values; clients see the table's, so they are
 * reproduced here.
 */
final class ExponentialBounds {
  private static final int FINEST_SCHEMA = 8;
  private static final int LAST_EXPONENT = 1024;

  /**
   * For each of the 256 bounds of schema 8 in [0.5, 1): 1 more than the number of units in the last
   * place by which the table's lies below {@code StrictMath.pow}'s. Coarser schemas take every
   * second, fourth, … of them.
   */
  private static final String CORRECTIONS =
      "1111112111211111112311222222222211211121122211221122112211221222"
          + "1111112222332122112111211121111111221011213311221121112122321222"
          + "1122213322321232212222322333224421211121223321322233223222332232"
          + "3243223233433333333333444455435422323333324422333243223333543344";

  private static final double[] FRACTIONS = fractions();

  private ExponentialBounds() {}

  /**
   * The upper bound of a bucket on the positive side.
   *
   * @param schema -4 to 8
   */
  static double upper(int index, int schema) {
    if (schema < 0) {
      long exponent = (long) index << -schema;
      return exponent == LAST_EXPONENT ? Double.MAX_VALUE : scale(1, exponent);
    }
    int step = 1 << (FINEST_SCHEMA - schema);
    double fraction = FRACTIONS[(index & ((1 << schema) - 1)) * step];
    int exponent = (index >> schema) + 1;
    // The bucket below the one for infinity ends at the largest number.
    return fraction == 0.5 && exponent == LAST_EXPONENT + 1
        ? Double.MAX_VALUE
        : scale(fraction, exponent);
  }

  private static double scale(double fraction, long exponent) {
    return Math.scalb(fraction, Math.clamp(exponent, -2 * LAST_EXPONENT, 2 * LAST_EXPONENT));
  }

  private static double[] fractions() {
    double[] fractions = new double[1 << FINEST_SCHEMA];
    for (int i = 0; i < fractions.length; i++) {
      double exact = StrictMath.pow(2, (double) i / fractions.length - 1);
      int unitsBelow = CORRECTIONS.charAt(i) - '1';
      fractions[i] = Double.longBitsToDouble(Double.doubleToLongBits(exact) - unitsBelow);
    }
    return fractions;
  }
}
