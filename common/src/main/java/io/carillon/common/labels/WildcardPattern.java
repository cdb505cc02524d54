package io.carillon.common.labels;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The regular expressions that dashboards have most: literals with {@code .*} and {@code .+}
 * between them, matched by searching for the literals from left to right. Immutable.
 */
final class WildcardPattern {
  /** One more than there are gaps: what stands before, between and after them. */
  private final List<String> literals;

  /** For each gap the least number of characters in it, 0 or 1. */
  private final List<Integer> gaps;

  private WildcardPattern(List<String> literals, List<Integer> gaps) {
    this.literals = literals;
    this.gaps = gaps;
  }

  /** The pattern of an expression that compiles; null when it has anything else in it. */
  static @Nullable WildcardPattern parse(String expression) {
    List<String> literals = new ArrayList<>();
    List<Integer> gaps = new ArrayList<>();
    StringBuilder literal = new StringBuilder();
    int i = 0;
    while (i < expression.length()) {
      char c = expression.charAt(i);
      if (c == '.' && isGap(expression, i)) {
        literals.add(literal.toString());
        literal.setLength(0);
        gaps.add(expression.charAt(i + 1) == '+' ? 1 : 0);
        i += 2;
      } else if (c == '\\' && RegexMatcher.isEscapedMeta(expression, i)) {
        literal.append(expression.charAt(i + 1));
        i += 2;
      } else if (RegexMatcher.META.indexOf(c) >= 0) {
        return null;
      } else {
        literal.append(c);
        i++;
      }
    }
    literals.add(literal.toString());
    return gaps.isEmpty() || literals.subList(1, gaps.size()).contains("")
        ? null
        : new WildcardPattern(literals, gaps);
  }

  private static boolean isGap(String expression, int dot) {
    return dot + 1 < expression.length() && "*+".indexOf(expression.charAt(dot + 1)) >= 0;
  }

  /** Whether the whole value fits. */
  boolean matches(String value) {
    String prefix = literals.getFirst();
    String suffix = literals.getLast();
    if (!value.startsWith(prefix) || !value.endsWith(suffix)) {
      return false;
    }
    int at = prefix.length();
    for (int gap = 0; gap < gaps.size() - 1; gap++) {
      String next = literals.get(gap + 1);
      int found = value.indexOf(next, at + gaps.get(gap));
      if (found < 0) {
        return false;
      }
      at = found + next.length();
    }
    return at + gaps.getLast() <= value.length() - suffix.length();
  }
}
