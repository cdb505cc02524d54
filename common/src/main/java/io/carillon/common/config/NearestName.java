package io.carillon.common.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds what someone may have meant, by edit distance (Levenshtein). */
final class NearestName {
  /** One edit in three characters still looks like the same word. */
  private static final int CHARACTERS_PER_EDIT = 3;

  private NearestName() {}

  /** The nearest of some names, or null when all are far. */
  static @Nullable String of(String text, List<String> names) {
    String nearest = null;
    int best = Math.max(1, text.length() / CHARACTERS_PER_EDIT) + 1;
    for (String name : names) {
      int distance = distance(text, name);
      if (distance < best) {
        best = distance;
        nearest = name;
      }
    }
    return nearest;
  }

  private static int distance(String a, String b) {
    int[] previous = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      previous[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int[] current = new int[b.length() + 1];
      current[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        current[j] = Math.min(replaced, Math.min(previous[j], current[j - 1]) + 1);
      }
      previous = current;
    }
    return previous[b.length()];
  }
}
