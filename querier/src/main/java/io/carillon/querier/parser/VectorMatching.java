package io.carillon.querier.parser;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the series of two vectors meet.
 *
 * @param cardinality how many series of each side may meet
 * @param matchingLabels labels of on or ignoring
 * @param isOn whether the labels are those to compare; else those to leave out
 * @param include labels of group_left or group_right
 * @param fillLhs value for series missing on the left side; null for none
 * @param fillRhs value for series missing on the right side; null for none
 */
public record VectorMatching(
    Cardinality cardinality,
    List<String> matchingLabels,
    boolean isOn,
    List<String> include,
    @Nullable Double fillLhs,
    @Nullable Double fillRhs) {
  public VectorMatching {
    matchingLabels = List.copyOf(matchingLabels);
    include = List.copyOf(include);
  }

  /** How many series of the left and right side may share a match group. */
  public enum Cardinality {
    ONE_TO_ONE("one-to-one"),
    MANY_TO_ONE("many-to-one"),
    ONE_TO_MANY("one-to-many"),
    MANY_TO_MANY("many-to-many");

    private final String text;

    Cardinality(String text) {
      this.text = text;
    }

    /** The name in JSON. */
    public String text() {
      return text;
    }
  }
}
