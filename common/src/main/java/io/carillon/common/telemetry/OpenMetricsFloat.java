package io.carillon.common.telemetry;

import java.math.BigDecimal;

/**
 * Numbers in the labels {@code le} and {@code quantile} as Prometheus 3 stores them, whoever
 * exposed them (model/labels/float.go): shortest digits, with a point or an exponent.
 */
final class OpenMetricsFloat {
  private static final int MIN_PLAIN_EXPONENT = -4;
  private static final int MAX_PLAIN_EXPONENT = 5;

  private OpenMetricsFloat() {}

  static String format(double value) {
    if (value == Double.POSITIVE_INFINITY) {
      return "+Inf";
    }
    if (value == 0 || !Double.isFinite(value)) {
      return value == 0 ? "0.0" : value < 0 ? "-Inf" : "NaN";
    }
    BigDecimal shortest = new BigDecimal(Double.toString(value)).stripTrailingZeros();
    int exponent = shortest.precision() - shortest.scale() - 1;
    if (exponent >= MIN_PLAIN_EXPONENT && exponent <= MAX_PLAIN_EXPONENT) {
      String plain = shortest.toPlainString();
      return plain.indexOf('.') < 0 ? plain + ".0" : plain;
    }
    String digits = shortest.movePointLeft(exponent).stripTrailingZeros().toPlainString();
    String sign = exponent < 0 ? "e-" : "e+";
    int size = Math.abs(exponent);
    return digits + sign + (size < 10 ? "0" : "") + size;
  }
}
