package io.carillon.distributor.validate;

import io.carillon.common.labels.LabelQuoting;
import io.carillon.common.labels.Labels;
import io.carillon.common.labels.Utf8Order;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Checks labels and puts them in order. Immutable, thread-safe. */
final class LabelValidator {
  /** Bytes of UTF-8 that one char needs at most. */
  private static final int MAX_BYTES_PER_CHAR = 3;

  private final ValidationLimits limits;

  LabelValidator(ValidationLimits limits) {
    this.limits = limits;
  }

  /**
   * The labels in order, without those of empty value.
   *
   * @throws InvalidSampleException when the series cannot be kept
   */
  Labels check(UncheckedSeries series) throws InvalidSampleException {
    if (!series.isUtf8()) {
      throw new InvalidSampleException(
          RejectionReason.INVALID_UTF8, "label names and values must be valid UTF-8");
    }
    String[] pairs = series.namesAndValues().toArray(String[]::new);
    sort(pairs);
    checkNames(pairs);
    List<String> kept = withoutEmptyValues(pairs);
    checkValues(kept);
    return Labels.ofSorted(kept);
  }

  /** Senders are asked to sort, so one pass over the names is the rule. */
  static void sort(String[] pairs) {
    if (isSorted(pairs)) {
      return;
    }
    Integer[] order = new Integer[pairs.length / 2];
    Arrays.setAll(order, i -> i);
    String[] unsorted = pairs.clone();
    Arrays.sort(order, (a, b) -> Utf8Order.compare(unsorted[2 * a], unsorted[2 * b]));
    for (int i = 0; i < order.length; i++) {
      pairs[2 * i] = unsorted[2 * order[i]];
      pairs[2 * i + 1] = unsorted[2 * order[i] + 1];
    }
  }

  private static boolean isSorted(String[] pairs) {
    for (int i = 2; i < pairs.length; i += 2) {
      if (Utf8Order.compare(pairs[i - 2], pairs[i]) > 0) {
        return false;
      }
    }
    return true;
  }

  private void checkNames(String[] pairs) throws InvalidSampleException {
    for (int i = 0; i < pairs.length; i += 2) {
      String name = pairs[i];
      if (name.isEmpty()) {
        throw new InvalidSampleException(
            RejectionReason.EMPTY_LABEL_NAME, "expected a label name, got an empty one");
      }
      if (i > 0 && name.equals(pairs[i - 2])) {
        throw new InvalidSampleException(
            RejectionReason.DUPLICATE_LABEL_NAME,
            "label name " + quote(name) + " comes more than once");
      }
      if (isLonger(name, limits.maxLabelNameBytes())) {
        throw new InvalidSampleException(
            RejectionReason.LABEL_NAME_TOO_LONG,
            tooLong(
                "label name " + quote(name),
                limits.maxLabelNameBytes(),
                name,
                ValidationLimits.MAX_LABEL_NAME_BYTES));
      }
    }
  }

  static List<String> withoutEmptyValues(String[] pairs) {
    ArrayList<String> kept = new ArrayList<>(pairs.length);
    for (int i = 0; i < pairs.length; i += 2) {
      if (!pairs[i + 1].isEmpty()) {
        kept.add(pairs[i]);
        kept.add(pairs[i + 1]);
      }
    }
    return kept;
  }

  private void checkValues(List<String> kept) throws InvalidSampleException {
    boolean hasMetricName = false;
    for (int i = 0; i < kept.size(); i += 2) {
      hasMetricName |= kept.get(i).equals(Labels.METRIC_NAME);
      String value = kept.get(i + 1);
      if (isLonger(value, limits.maxLabelValueBytes())) {
        throw new InvalidSampleException(
            RejectionReason.LABEL_VALUE_TOO_LONG,
            tooLong(
                "value of label " + quote(kept.get(i)),
                limits.maxLabelValueBytes(),
                value,
                ValidationLimits.MAX_LABEL_VALUE_BYTES));
      }
    }
    if (!hasMetricName) {
      throw new InvalidSampleException(
          RejectionReason.MISSING_METRIC_NAME,
          "expected a metric name in label " + Labels.METRIC_NAME + ", got none");
    }
    if (kept.size() / 2 > limits.maxLabelsPerSeries()) {
      throw new InvalidSampleException(
          RejectionReason.TOO_MANY_LABELS,
          "expected at most "
              + limits.maxLabelsPerSeries()
              + " labels, got "
              + kept.size() / 2
              + " (setting "
              + ValidationLimits.MAX_LABELS_PER_SERIES
              + ")");
    }
  }

  private static boolean isLonger(String text, int maxBytes) {
    return text.length() > maxBytes / MAX_BYTES_PER_CHAR && utf8Bytes(text) > maxBytes;
  }

  private static int utf8Bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  private static String tooLong(String what, int maxBytes, String text, String setting) {
    return what
        + ": expected at most "
        + maxBytes
        + " bytes, got "
        + utf8Bytes(text)
        + " (setting "
        + setting
        + ")";
  }

  private static String quote(String text) {
    return LabelQuoting.quote(Excerpt.of(text));
  }
}
