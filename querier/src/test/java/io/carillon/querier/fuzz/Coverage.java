package io.carillon.querier.fuzz;

import io.carillon.querier.parser.AggregateOp;
import io.carillon.querier.parser.DurationExpr;
import io.carillon.querier.parser.Expr;
import io.carillon.querier.parser.RangeExtension;
import io.carillon.querier.parser.TimeModifier;
import io.carillon.querier.parser.VectorMatching;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** How often each part of the language was part of a compared query. Not thread-safe. */
public final class Coverage {
  private final Map<String, Integer> counts = new TreeMap<>();

  /** What a profile has: functions, operators, aggregations. */
  public static List<String> expected(Profile profile) {
    List<String> parts = new ArrayList<>();
    CallGenerator.known(profile).forEach(one -> parts.add(one.name() + "()"));
    QueryGenerator.knownOperators(profile).forEach(op -> parts.add("operator " + op.symbol()));
    Arrays.stream(AggregateOp.values())
        .map(AggregateOp::keyword)
        .filter(op -> profile.isModern() || !op.startsWith("limit"))
        .forEach(parts::add);
    parts.addAll(
        List.of(
            "bool",
            "on",
            "ignoring",
            "group_left",
            "group_right",
            "by",
            "without",
            "unary -",
            "offset",
            "@",
            "@ start()",
            "@ end()",
            "[]",
            "[:]",
            "= ",
            "!= ",
            "=~ ",
            "!~ "));
    if (profile.isModern()) {
      parts.addAll(List.of("fill", "anchored", "smoothed", "computed duration"));
    }
    return parts;
  }

  /** Counts all parts of an expression, each once. */
  public void add(Expr expr) {
    TreeMap<String, Integer> parts = new TreeMap<>();
    collect(expr, parts);
    parts.keySet().forEach(part -> counts.merge(part, 1, Integer::sum));
  }

  /** How many expressions had a part. */
  public int count(String part) {
    return counts.getOrDefault(part, 0);
  }

  private static void collect(Expr expr, Map<String, Integer> parts) {
    switch (expr) {
      case Expr.NumberLiteral _, Expr.StringLiteral _ -> {}
      case Expr.Paren e -> collect(e.expr(), parts);
      case Expr.Unary e -> {
        put(parts, e.isNegation() ? "unary -" : "unary +");
        collect(e.expr(), parts);
      }
      case Expr.VectorSelector e -> {
        e.matchers().forEach(m -> put(parts, m.type().operator() + " "));
        extension(e.extension(), parts);
        modifier(e.modifier(), parts);
      }
      case Expr.MatrixSelector e -> {
        put(parts, "[]");
        duration(e.range(), parts);
        collect(e.vector(), parts);
      }
      case Expr.Subquery e -> {
        put(parts, "[:]");
        duration(e.range(), parts);
        modifier(e.modifier(), parts);
        collect(e.expr(), parts);
      }
      case Expr.Call e -> {
        put(parts, e.function().name() + "()");
        e.args().forEach(arg -> collect(arg, parts));
      }
      case Expr.Aggregation e -> aggregation(e, parts);
      case Expr.Binary e -> binary(e, parts);
    }
  }

  private static void put(Map<String, Integer> parts, String part) {
    parts.put(part, 1);
  }

  private static void aggregation(Expr.Aggregation e, Map<String, Integer> parts) {
    put(parts, e.op().keyword());
    put(parts, e.isWithout() ? "without" : "by");
    collect(e.expr(), parts);
    if (e.param() != null) {
      collect(e.param(), parts);
    }
  }

  private static void binary(Expr.Binary e, Map<String, Integer> parts) {
    put(parts, "operator " + e.op().symbol());
    if (e.returnsBool()) {
      put(parts, "bool");
    }
    VectorMatching matching = e.matching();
    if (matching != null) {
      put(parts, matching.isOn() ? "on" : matching.matchingLabels().isEmpty() ? "" : "ignoring");
      switch (matching.cardinality()) {
        case MANY_TO_ONE -> put(parts, "group_left");
        case ONE_TO_MANY -> put(parts, "group_right");
        case ONE_TO_ONE, MANY_TO_MANY -> {}
      }
      if (matching.fillLhs() != null || matching.fillRhs() != null) {
        put(parts, "fill");
      }
    }
    collect(e.lhs(), parts);
    collect(e.rhs(), parts);
  }

  private static void extension(RangeExtension extension, Map<String, Integer> parts) {
    switch (extension) {
      case ANCHORED -> put(parts, "anchored");
      case SMOOTHED -> put(parts, "smoothed");
      case NONE -> {}
    }
  }

  private static void modifier(TimeModifier modifier, Map<String, Integer> parts) {
    if (modifier.offset() != null) {
      put(parts, "offset");
      duration(modifier.offset(), parts);
    }
    switch (modifier.at()) {
      case null -> {}
      case TimeModifier.At.Time _ -> put(parts, "@");
      case TimeModifier.At.Start _ -> put(parts, "@ start()");
      case TimeModifier.At.End _ -> put(parts, "@ end()");
    }
  }

  private static void duration(DurationExpr expr, Map<String, Integer> parts) {
    if (!(expr instanceof DurationExpr.Literal)) {
      put(parts, "computed duration");
    }
  }
}
