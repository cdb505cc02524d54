package io.carillon.querier.parser;

import java.util.Random;

/** Draws valid queries that return instant vectors. */
final class RandomQueries {
  private static final int MAX_DEPTH = 6;

  private final Random random;

  RandomQueries(long seed) {
    this.random = new Random(seed);
  }

  String next() {
    return vector(0);
  }

  private String vector(int depth) {
    if (depth >= MAX_DEPTH) {
      return selector();
    }
    return switch (random.nextInt(9)) {
      case 0, 1 -> selector() + modifiers();
      case 2 -> "(" + vector(depth + 1) + ")";
      case 3 -> pick("-", "+", "- ") + vector(depth + 1);
      case 4 -> aggregation(depth);
      case 5 -> pick("abs", "sort", "Sum") + "(" + vector(depth + 1) + ")";
      case 6 -> pick("rate", "changes") + "(" + matrix(depth) + ")";
      case 7 -> vector(depth + 1) + matchedOperator() + vector(depth + 1);
      default -> "(" + vector(depth + 1) + pick(" ^ ", " % ", " < bool ", " != ") + scalar() + ")";
    };
  }

  private String aggregation(int depth) {
    String grouping = pick(" by ", " without ") + labels();
    boolean hasParam = random.nextBoolean();
    String op = hasParam ? pick("topk", "quantile") : pick("sum", "STDDEV");
    String args = "(" + (hasParam ? scalar() + ", " : "") + vector(depth + 1) + ")";
    return op + pick(args, grouping + " " + args, args + grouping);
  }

  private String matrix(int depth) {
    return random.nextBoolean()
        ? selector() + "[" + duration(0) + "]" + pick("", " anchored") + modifiers()
        : vector(depth + 1).transform(v -> "(" + v + ")")
            + "["
            + pick("5m", "1h * 2", "(300)") // Prometheus wants a number in front of the colon.
            + ":"
            + pick("", duration(0))
            + "]"
            + modifiers();
  }

  private String selector() {
    return pick("m", "on:m", "by", "{\"a.b\"}", "m{}")
        .transform(s -> s.equals("m") ? s + pick("", "{a=\"b\",c!~\"d.*\",\"e f\"=\"\\n\"}") : s);
  }

  private String modifiers() {
    String offset =
        pick("", " offset 5m", " offset -1h30m", " offset -(step() * 2)", " offset range()");
    String at = pick("", " @ 5", " @ -1.5", " @ start()", " @ end()");
    return random.nextBoolean() ? offset + at : at + offset;
  }

  private String duration(int depth) {
    if (depth > 2) {
      return pick("5m", "300", "1d12h", "step()", "range()");
    }
    return switch (random.nextInt(5)) {
      case 0 -> duration(depth + 1) + pick(" + ", " - ", " * ", " ^ ") + duration(depth + 1);
      case 1 -> "(" + duration(depth + 1) + ")";
      case 2 ->
          pick("min_of", "max_of") + "(" + duration(depth + 1) + "," + duration(depth + 1) + ")";
      default -> duration(3);
    };
  }

  private String matchedOperator() {
    String bool = pick("", " bool");
    String operator = bool.isEmpty() ? pick(" + ", " / ", " == ", " atan2 ") : pick(" > ", " <= ");
    String matching =
        pick("", " on " + labels(), " ignoring (x) group_left (y, z)", " on (x) group_right ()");
    String fill = pick("", "", " fill (0)", " fill_left (-1.5)", " fill_right (NaN)");
    return operator.stripTrailing() + bool + matching + fill + " ";
  }

  private String labels() {
    return pick("()", "(a)", "(a, b)", "(\"a.b\", sum)");
  }

  private String scalar() {
    return pick("1", "0.25", "1e300", "Inf", "NaN", "5m", "time()", "(1 + 2)", "010");
  }

  private String pick(String... choices) {
    return choices[random.nextInt(choices.length)];
  }
}
