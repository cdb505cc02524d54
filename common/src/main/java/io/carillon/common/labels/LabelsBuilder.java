package io.carillon.common.labels;

import java.util.Map;
import java.util.TreeMap;

/** Builds {@link Labels} from labels in any order. Not thread-safe. */
public final class LabelsBuilder {
  private final TreeMap<String, String> byName = new TreeMap<>(Utf8Order::compare);

  /**
   * Adds a label; one with an empty value is left out.
   *
   * @throws IllegalArgumentException when the name was added before
   */
  public LabelsBuilder add(String name, String value) {
    if (byName.putIfAbsent(name, value) != null) {
      throw new IllegalArgumentException(
          "label name " + LabelQuoting.quote(name) + " is not unique");
    }
    return this;
  }

  /** Sets a label, replacing what was there; an empty value removes it. */
  public LabelsBuilder set(String name, String value) {
    byName.put(name, value);
    return this;
  }

  /** Removes a label, if it is there. */
  public LabelsBuilder remove(String name) {
    byName.remove(name);
    return this;
  }

  /** The label set; the builder may be used further. */
  public Labels build() {
    byName.values().removeIf(String::isEmpty);
    if (byName.isEmpty()) {
      return Labels.EMPTY;
    }
    String[] pairs = new String[byName.size() * 2];
    int i = 0;
    for (Map.Entry<String, String> label : byName.entrySet()) {
      pairs[i++] = label.getKey();
      pairs[i++] = label.getValue();
    }
    return new Labels(pairs);
  }
}
