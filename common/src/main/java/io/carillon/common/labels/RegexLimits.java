package io.carillon.common.labels;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Bounds what a regular expression costs before it is compiled. RE2J takes time in proportion to
 * the square of a literal's length, and stack for each level of nesting and each branch in a row.
 * Measured on a stack of 1 MiB: it overflows at some 8000 branches and 5000 levels; 32 Ki literal
 * characters take 0.8 s. Only estimates: what is not valid is for the compiler to say.
 */
final class RegexLimits {
  private static final int MAX_LEVELS = 1000;
  private static final int MAX_BRANCHES = 4000;
  private static final long MAX_STEPS = 32 << 10;

  /**
   * How often a part may be repeated in all, also by repetitions within repetitions; Go's limit.
   */
  private static final int MAX_REPEATS = 1000;

  /** What is wrong, in Go's words, and with which part. */
  record Excess(String reason, String part) {}

  /** Steps and branches of a part, and how often its most repeated step is in it. */
  private record Size(long steps, long branches, long repeats) {
    static final Size NONE = new Size(0, 0, 1);
    static final Size ONE = new Size(1, 0, 1);
    static final Size BRANCH = new Size(1, 1, 1);

    Size plus(Size other) {
      return new Size(
          steps + other.steps, branches + other.branches, Math.max(repeats, other.repeats));
    }

    Size times(long count) {
      return new Size(steps * count, branches * count, repeats * Math.max(1, count));
    }
  }

  private final String expression;
  private int next;

  /** What is before the last item of the innermost group, and that item. */
  private Size before = Size.NONE;

  private Size last = Size.NONE;

  /** The same two of the groups around. */
  private final Deque<Size> outer = new ArrayDeque<>();

  private @Nullable Excess excess;

  private RegexLimits(String expression) {
    this.expression = expression;
  }

  /** How an expression exceeds the limits; null when it does not. */
  static @Nullable Excess excess(String expression) {
    RegexLimits limits = new RegexLimits(expression);
    while (limits.next < expression.length() && limits.excess == null) {
      limits.read(expression.charAt(limits.next));
    }
    return limits.excess;
  }

  private void read(char c) {
    next++;
    switch (c) {
      case '\\' -> escape();
      case '[' -> characterClass();
      case '(' -> enterGroup();
      case ')' -> {
        if (!outer.isEmpty()) {
          leaveGroup();
        }
      }
      case '*', '?', '+' -> grow(last.plus(Size.BRANCH));
      case '{' -> repeat();
      case '|' -> item(Size.BRANCH);
      default -> item(Size.ONE);
    }
  }

  private void item(Size size) {
    before = before.plus(last);
    grow(size);
  }

  /** Sets the last item and looks whether all before it is too much with it. */
  private void grow(Size size) {
    last = size;
    Size all = before.plus(last);
    if (all.steps() > MAX_STEPS || all.branches() > MAX_BRANCHES) {
      excess = new Excess("expression too large", expression);
    }
  }

  private void enterGroup() {
    outer.push(before.plus(last));
    before = Size.NONE;
    last = Size.NONE;
    if (outer.size() > MAX_LEVELS) {
      excess = new Excess("expression nests too deeply", expression);
    }
  }

  private void leaveGroup() {
    Size group = before.plus(last).plus(Size.ONE);
    before = outer.pop();
    grow(group);
  }

  private void escape() {
    next++;
    item(Size.ONE);
  }

  private void characterClass() {
    // A bracket right behind the opening one, or behind its ^, stands for itself.
    int end = next < expression.length() && expression.charAt(next) == '^' ? next + 2 : next + 1;
    while (end < expression.length() && expression.charAt(end) != ']') {
      end += expression.charAt(end) == '\\' ? 2 : 1;
    }
    next = Math.min(end + 1, expression.length());
    item(Size.ONE);
  }

  /** {@code {n}}, {@code {n,}} and {@code {n,m}}; a brace that is none of them is a character. */
  private void repeat() {
    int end = expression.indexOf('}', next);
    String[] bounds = end < 0 ? new String[0] : expression.substring(next, end).split(",", -1);
    if (bounds.length == 0 || bounds.length > 2 || !bounds[0].matches("\\d{1,4}")) {
      item(Size.ONE);
      return;
    }
    int least = Integer.parseInt(bounds[0]);
    boolean isOpen = bounds.length == 2 && !bounds[1].matches("\\d{1,4}");
    int most = bounds.length == 1 || isOpen ? least : Integer.parseInt(bounds[1]);
    Size optional = last.plus(Size.BRANCH).times(Math.max(0, most - least) + (isOpen ? 1 : 0));
    long repeats = last.repeats() * Math.max(1, Math.max(least, most));
    grow(last.times(least).plus(optional));
    last = new Size(last.steps(), last.branches(), repeats);
    if (repeats > MAX_REPEATS) {
      excess = new Excess("invalid repeat count", expression.substring(next - 1, end + 1));
    }
    next = end + 1;
  }
}
