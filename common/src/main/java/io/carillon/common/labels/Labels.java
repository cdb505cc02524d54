package io.carillon.common.labels;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * An immutable label set, sorted by {@link Utf8Order} of the names, without duplicate names and
 * without empty values (an empty value means the same as a missing label). Natural order is by
 * name, value, name, value … as in Prometheus' {@code labels.Compare}.
 */
public final class Labels implements Comparable<Labels> {
  /** The name of the label that holds the metric name. */
  public static final String METRIC_NAME = "__name__";

  /** The label set without labels. */
  public static final Labels EMPTY = new Labels(new String[0]);

  /** name, value, name, value … */
  private final String[] pairs;

  private int hash;

  /** See {@link #place}; races are benign, since any of the values was written by its owner. */
  private long place;

  Labels(String[] pairs) {
    this.pairs = pairs;
  }

  /**
   * Labels from names and values in turn, in any order.
   *
   * @throws IllegalArgumentException when a name comes twice or the count is odd
   */
  public static Labels of(String... namesAndValues) {
    LabelsBuilder builder = new LabelsBuilder();
    if (namesAndValues.length % 2 != 0) {
      throw new IllegalArgumentException(
          "expected names and values in turn, got " + namesAndValues.length + " strings");
    }
    for (int i = 0; i < namesAndValues.length; i += 2) {
      builder.add(namesAndValues[i], namesAndValues[i + 1]);
    }
    return builder.build();
  }

  /** Labels from a map. */
  public static Labels of(Map<String, String> map) {
    LabelsBuilder builder = new LabelsBuilder();
    map.forEach(builder::add);
    return builder.build();
  }

  /**
   * Labels from names and values in turn that are already in label order, as contracts and files
   * carry them.
   *
   * @throws IllegalArgumentException when the order is broken, a name comes twice or a value is
   *     empty
   */
  public static Labels ofSorted(List<String> namesAndValues) {
    String[] pairs = namesAndValues.toArray(String[]::new);
    if (pairs.length % 2 != 0) {
      throw new IllegalArgumentException("expected names and values in turn, got " + pairs.length);
    }
    for (int i = 0; i < pairs.length; i += 2) {
      if (i > 0 && Utf8Order.compare(pairs[i - 2], pairs[i]) >= 0) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "expected label names in order, got \"%s\" before \"%s\"",
                pairs[i - 2],
                pairs[i]));
      }
      if (pairs[i + 1].isEmpty()) {
        throw new IllegalArgumentException(
            String.format(Locale.ROOT, "label \"%s\" has an empty value", pairs[i]));
      }
    }
    return pairs.length == 0 ? EMPTY : new Labels(pairs);
  }

  /**
   * Labels from names and values in turn that came from a label set once.
   *
   * @param pairs in label order, checked before; not to be changed afterwards
   */
  public static Labels ofTrusted(String[] pairs) {
    return pairs.length == 0 ? EMPTY : new Labels(pairs);
  }

  /**
   * A note of a store about where it keeps this series, so that a label set that comes again is
   * found without hashing it. Whoever reads it must be able to tell a note of its own from one of
   * another store, and to check that it still holds.
   *
   * @return 0 when there is none
   */
  public long place() {
    return place;
  }

  /** Replaces the note; no part of the value of this label set. */
  public void notePlace(long newPlace) {
    place = newPlace;
  }

  /** Number of labels. */
  public int size() {
    return pairs.length / 2;
  }

  public boolean isEmpty() {
    return pairs.length == 0;
  }

  /** Name of the i-th label. */
  public String name(int i) {
    return pairs[2 * i];
  }

  /** Value of the i-th label. */
  public String value(int i) {
    return pairs[2 * i + 1];
  }

  /** The value of a label, or null when it is not there. */
  public @Nullable String find(String name) {
    for (int i = 0; i < pairs.length; i += 2) {
      if (pairs[i].equals(name)) {
        return pairs[i + 1];
      }
    }
    return null;
  }

  /** The value of a label, or the empty string when it is not there. */
  public String get(String name) {
    String value = find(name);
    return value == null ? "" : value;
  }

  /** The metric name, or the empty string. */
  public String metricName() {
    return get(METRIC_NAME);
  }

  /** Calls {@code action} with each name and value, in order. */
  public void forEach(BiConsumer<String, String> action) {
    for (int i = 0; i < pairs.length; i += 2) {
      action.accept(pairs[i], pairs[i + 1]);
    }
  }

  /** The labels whose names the predicate keeps. */
  public Labels filter(Predicate<String> keepsName) {
    String[] kept = new String[pairs.length];
    int count = 0;
    for (int i = 0; i < pairs.length; i += 2) {
      if (keepsName.test(pairs[i])) {
        kept[count++] = pairs[i];
        kept[count++] = pairs[i + 1];
      }
    }
    if (count == pairs.length) {
      return this;
    }
    return count == 0 ? EMPTY : new Labels(Arrays.copyOf(kept, count));
  }

  /** name, value, name, value … in label order; not to be changed. */
  public List<String> asPairs() {
    return List.of(pairs);
  }

  /** A builder that starts with these labels. */
  public LabelsBuilder toBuilder() {
    LabelsBuilder builder = new LabelsBuilder();
    forEach(builder::add);
    return builder;
  }

  @Override
  public int compareTo(Labels other) {
    int length = Math.min(pairs.length, other.pairs.length);
    for (int i = 0; i < length; i++) {
      int order = Utf8Order.compare(pairs[i], other.pairs[i]);
      if (order != 0) {
        return order;
      }
    }
    return pairs.length - other.pairs.length;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Labels that && Arrays.equals(pairs, that.pairs);
  }

  @Override
  public int hashCode() {
    int h = hash;
    if (h == 0) {
      h = Arrays.hashCode(pairs);
      hash = h;
    }
    return h;
  }

  /** {@code {a="b", c="d"}} with values quoted as Go's {@code %q} does for plain text. */
  @Override
  public String toString() {
    StringBuilder out = new StringBuilder("{");
    for (int i = 0; i < pairs.length; i += 2) {
      if (i > 0) {
        out.append(", ");
      }
      out.append(LabelQuoting.name(pairs[i])).append('=').append(LabelQuoting.quote(pairs[i + 1]));
    }
    return out.append('}').toString();
  }
}
