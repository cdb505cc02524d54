package io.carillon.distributor.validate;

/**
 * What a series may look like. Lengths are in bytes of UTF-8.
 *
 * @param maxLabelsPerSeries labels with a value, the metric name among them
 * @param maxLabelNameBytes longest label name
 * @param maxLabelValueBytes longest label value
 * @param maxFutureMs how far a sample may lie ahead of this node's clock, in milliseconds
 */
public record ValidationLimits(
    int maxLabelsPerSeries, int maxLabelNameBytes, int maxLabelValueBytes, long maxFutureMs) {
  /** Setting of {@link #maxLabelsPerSeries}. */
  public static final String MAX_LABELS_PER_SERIES = "max-labels-per-series";

  /** Setting of {@link #maxLabelNameBytes}. */
  public static final String MAX_LABEL_NAME_BYTES = "max-label-name-bytes";

  /** Setting of {@link #maxLabelValueBytes}. */
  public static final String MAX_LABEL_VALUE_BYTES = "max-label-value-bytes";

  /** Setting of {@link #maxFutureMs}. */
  public static final String MAX_FUTURE = "max-future";

  /**
   * Lengths as Mimir has them and twice its 30 labels, for Kubernetes labels turned into labels of
   * series; ten minutes ahead as Prometheus' receiver allows (storage/remote/write_handler.go).
   */
  public static final ValidationLimits DEFAULT = new ValidationLimits(64, 1024, 2048, 600_000);

  public ValidationLimits {
    requirePositive(MAX_LABELS_PER_SERIES, maxLabelsPerSeries);
    requirePositive(MAX_LABEL_NAME_BYTES, maxLabelNameBytes);
    requirePositive(MAX_LABEL_VALUE_BYTES, maxLabelValueBytes);
    requirePositive(MAX_FUTURE, maxFutureMs);
  }

  private static void requirePositive(String setting, long value) {
    if (value <= 0) {
      throw new IllegalArgumentException(setting + ": expected more than 0, got " + value);
    }
  }
}
