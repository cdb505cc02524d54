package io.carillon.querier.promqltest;

import io.carillon.querier.parser.DurationExpr;
import io.carillon.querier.parser.Expr;
import io.carillon.querier.parser.RangeExtension;
import io.carillon.querier.parser.TimeModifier;
import io.carillon.querier.parser.VectorMatching;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Counts the parts of the language that expressions use, by their keywords. */
final class LanguageUse {
  private final Map<String, Integer> counts = new TreeMap<>();

  /** How often a function, aggregation, operator or modifier was used. */
  int of(String part) {
    return counts.getOrDefault(part, 0);
  }

  private void use(String part) {
    counts.merge(part, 1, Integer::sum);
  }

  void add(Expr expr) {
    switch (expr) {
      case Expr.NumberLiteral _ -> use("number");
      case Expr.StringLiteral _ -> use("string");
      case Expr.Paren paren -> add(paren.expr());
      case Expr.Unary unary -> {
        use(unary.isNegation() ? "unary -" : "unary +");
        add(unary.expr());
      }
      case Expr.VectorSelector selector -> add(selector);
      case Expr.MatrixSelector selector -> {
        add(selector.vector());
        add(selector.range());
      }
      case Expr.Subquery subquery -> {
        use(subquery.step() == null ? "[:]" : "[:step]");
        add(subquery.expr());
        add(subquery.range());
        add(subquery.step());
        add(subquery.modifier());
      }
      case Expr.Call call -> {
        use(call.function().name() + "()");
        call.args().forEach(this::add);
      }
      case Expr.Aggregation aggregation -> add(aggregation);
      case Expr.Binary binary -> {
        use(binary.op().symbol());
        if (binary.returnsBool()) {
          use("bool");
        }
        add(binary.matching());
        add(binary.lhs());
        add(binary.rhs());
      }
    }
  }

  private void add(Expr.VectorSelector selector) {
    if (selector.extension() != RangeExtension.NONE) {
      use(selector.extension() == RangeExtension.ANCHORED ? "anchored" : "smoothed");
    }
    selector.matchers().forEach(matcher -> use("{" + matcher.type().operator() + "}"));
    add(selector.modifier());
  }

  private void add(Expr.Aggregation aggregation) {
    use(aggregation.op().keyword() + " aggregation");
    if (aggregation.isWithout()) {
      use("without");
    } else if (!aggregation.grouping().isEmpty()) {
      use("by");
    }
    Expr param = aggregation.param();
    if (param != null) {
      add(param);
    }
    add(aggregation.expr());
  }

  private void add(@Nullable VectorMatching matching) {
    if (matching == null) {
      return;
    }
    if (matching.isOn()) {
      use("on");
    } else if (!matching.matchingLabels().isEmpty()) {
      use("ignoring");
    }
    switch (matching.cardinality()) {
      case MANY_TO_ONE -> use("group_left");
      case ONE_TO_MANY -> use("group_right");
      case ONE_TO_ONE, MANY_TO_MANY -> {}
    }
    if (matching.fillLhs() != null) {
      use(matching.fillLhs().equals(matching.fillRhs()) ? "fill" : "fill_left");
    }
    if (matching.fillRhs() != null && !matching.fillRhs().equals(matching.fillLhs())) {
      use("fill_right");
    }
  }

  private void add(TimeModifier modifier) {
    if (modifier.offset() != null) {
      use("offset");
      add(modifier.offset());
    }
    switch (modifier.at()) {
      case null -> {}
      case TimeModifier.At.Time _ -> use("@");
      case TimeModifier.At.Start _ -> use("@ start()");
      case TimeModifier.At.End _ -> use("@ end()");
    }
  }

  private void add(@Nullable DurationExpr duration) {
    switch (duration) {
      case null -> {}
      case DurationExpr.Literal _ -> use("duration");
      case DurationExpr.Step _ -> use("duration step()");
      case DurationExpr.Range _ -> use("duration range()");
      case DurationExpr.Extremum extremum -> {
        use(extremum.isMin() ? "duration min_of()" : "duration max_of()");
        add(extremum.a());
        add(extremum.b());
      }
      case DurationExpr.Signed signed -> {
        use("duration sign");
        add(signed.operand());
      }
      case DurationExpr.Arithmetic arithmetic -> {
        use("duration " + arithmetic.op().symbol());
        add(arithmetic.lhs());
        add(arithmetic.rhs());
      }
      case DurationExpr.Group group -> {
        use("duration ()");
        add(group.inner());
      }
    }
  }
}
