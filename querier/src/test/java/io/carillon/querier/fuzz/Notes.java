package io.carillon.querier.fuzz;

import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Warnings and infos as far as they are compared. */
final class Notes {
  private static final Pattern POSITION = Pattern.compile(" \\([^()]*\\)$");
  private static final Pattern MONOTONICITY = Pattern.compile(", from buckets .* to [^ ]*");

  private Notes() {}

  /**
   * The texts without the figures of forced monotonicity, which are about all steps together. Of a
   * note that several places have, the last place counts; steps are evaluated in another order than
   * series, so positions are compared for instant queries only.
   */
  static Set<String> comparable(Set<String> notes, boolean withPositions) {
    return notes.stream()
        .map(note -> MONOTONICITY.matcher(note).replaceAll(""))
        .map(note -> withPositions ? note : POSITION.matcher(note).replaceAll(""))
        .collect(Collectors.toSet());
  }
}
