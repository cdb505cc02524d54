package io.carillon.querier.plan;

import io.carillon.common.labels.Utf8Order;
import io.carillon.querier.parser.AggregateOp;
import io.carillon.querier.parser.DurationExpr;
import io.carillon.querier.parser.Expr;
import io.carillon.querier.parser.TimeModifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Turns a parsed query into a plan, as Prometheus' {@code PreprocessExpr} (promql/engine.go) does:
 * what is constant for a query becomes a number, and the largest parts that do not change from step
 * to step are wrapped in {@link Plan.StepInvariant}. Then come the passes that save work.
 */
public final class Planner {
  /** Functions whose value depends on the evaluation time even when their arguments do not. */
  private static final Set<String> DEPENDS_ON_EVALUATION_TIME =
      Set.of(
          "days_in_month",
          "day_of_month",
          "day_of_week",
          "day_of_year",
          "end",
          "hour",
          "minute",
          "month",
          "year",
          "predict_linear",
          "range",
          "start",
          "step",
          "time",
          "timestamp");

  private final QueryTimes times;
  private final DurationEvaluator durations;

  private Planner(QueryTimes times) {
    this.times = times;
    this.durations = new DurationEvaluator(times);
  }

  /**
   * The plan of a query.
   *
   * @throws io.carillon.common.error.CarillonException with BAD_DATA when a duration is not valid
   */
  public static Plan plan(Expr expr, QueryTimes times) {
    Plan plan = new Planner(times).plan(expr, SelectorUse.PLAIN).wrapped();
    return MatcherPropagation.apply(ConstantFolding.apply(plan));
  }

  /**
   * A planned part.
   *
   * @param isInvariant whether it is the same at every step
   * @param isWrappable whether marking it saves work; literals and range selectors stay as they are
   */
  private record Part(Plan plan, boolean isInvariant, boolean isWrappable) {
    Plan wrapped() {
      return isWrappable ? new Plan.StepInvariant(plan) : plan;
    }
  }

  private Part plan(Expr expr, SelectorUse use) {
    return switch (expr) {
      case Expr.NumberLiteral n -> literal(new Plan.Constant(n.value(), n.position()));
      case Expr.StringLiteral s -> literal(new Plan.Text(s.value(), s.position()));
      case Expr.Paren p -> plan(p.expr(), use);
      case Expr.Unary u -> {
        Part part = plan(u.expr(), use);
        yield new Part(
            new Plan.Unary(u.isNegation(), part.plan(), u.position()),
            part.isInvariant(),
            part.isWrappable());
      }
      case Expr.VectorSelector v -> {
        TimeShift time = shift(v.modifier());
        Plan plan = new Plan.InstantSelector(v.matchers(), time, v.extension(), use, v.position());
        yield new Part(plan, time.isFixed(), time.isFixed());
      }
      case Expr.MatrixSelector m -> planRangeSelector(m, use);
      case Expr.Subquery s -> planSubquery(s, use);
      case Expr.Call call -> planCall(call, use);
      case Expr.Aggregation a -> planAggregation(a, use);
      case Expr.Binary b -> planBinary(b, use);
    };
  }

  private static Part literal(Plan plan) {
    return new Part(plan, true, false);
  }

  private Part planRangeSelector(Expr.MatrixSelector selector, SelectorUse use) {
    Expr.VectorSelector vector = selector.vector();
    TimeShift time = shift(vector.modifier());
    Plan plan =
        new Plan.RangeSelector(
            vector.matchers(),
            time,
            durations.positiveMs(selector.range()),
            vector.extension(),
            use,
            selector.position());
    return new Part(plan, time.isFixed(), false);
  }

  private Part planSubquery(Expr.Subquery subquery, SelectorUse use) {
    TimeShift time = shift(subquery.modifier());
    DurationExpr step = subquery.step();
    long rangeMs = durations.positiveMs(subquery.range());
    long stepMs = step == null ? times.defaultSubqueryStepMs() : durations.positiveMs(step);
    Part inner = plan(subquery.expr(), use.withinSubquery());
    // Also a literal is wrapped here: it is evaluated once for all steps of the subquery.
    Plan innerPlan = inner.isInvariant() ? new Plan.StepInvariant(inner.plan()) : inner.plan();
    Plan plan = new Plan.Subquery(innerPlan, rangeMs, stepMs, time, subquery.position());
    return new Part(plan, time.isFixed(), time.isFixed());
  }

  private Part planCall(Expr.Call call, SelectorUse use) {
    String name = call.function().name();
    Plan folded = fold(name, call);
    if (folded != null) {
      return literal(folded);
    }
    List<Part> args = new ArrayList<>();
    boolean argsInvariant = true;
    boolean onlyFixedSelectors = true;
    for (Expr arg : call.args()) {
      Part part = plan(arg, use.within(name));
      args.add(part);
      argsInvariant &= part.isInvariant();
      onlyFixedSelectors &= part.isInvariant() && part.plan() instanceof Plan.InstantSelector;
    }
    boolean isInvariant =
        DEPENDS_ON_EVALUATION_TIME.contains(name)
            ? name.equals("timestamp") && onlyFixedSelectors
            : argsInvariant;
    List<Plan> plans = args.stream().map(arg -> isInvariant ? arg.plan() : arg.wrapped()).toList();
    return new Part(
        new Plan.Call(name, plans, call.function().returnType(), call.position()),
        isInvariant,
        isInvariant);
  }

  private @Nullable Plan fold(String name, Expr.Call call) {
    return switch (name) {
      case "start" -> new Plan.Constant(times.startMs() / 1000.0, call.position());
      case "end" -> new Plan.Constant(times.endMs() / 1000.0, call.position());
      case "range" ->
          new Plan.Constant((times.endMs() - times.startMs()) / 1000.0, call.position());
      case "step" ->
          new Plan.Constant(
              times.startMs() == times.endMs() ? 0 : times.stepMs() / 1000.0, call.position());
      default -> null;
    };
  }

  private Part planAggregation(Expr.Aggregation aggregation, SelectorUse use) {
    Part input = plan(aggregation.expr(), use.within(aggregation.op().keyword()));
    Expr param = aggregation.param();
    Plan paramPlan = param == null ? null : plan(param, SelectorUse.PLAIN).wrapped();
    List<String> grouping = new ArrayList<>(aggregation.grouping());
    if (aggregation.op() == AggregateOp.COUNT_VALUES
        && !aggregation.isWithout()
        && paramPlan instanceof Plan.Text label) {
      grouping.add(label.value());
    }
    grouping.sort(Utf8Order::compare);
    Plan plan =
        new Plan.Aggregation(
            aggregation.op(),
            input.plan(),
            paramPlan,
            grouping,
            aggregation.isWithout(),
            aggregation.position());
    return new Part(plan, input.isInvariant(), input.isWrappable());
  }

  private Part planBinary(Expr.Binary binary, SelectorUse use) {
    Part lhs = plan(binary.lhs(), use.within(binary.op()));
    Part rhs = plan(binary.rhs(), use.within(binary.op()));
    boolean isInvariant = lhs.isInvariant() && rhs.isInvariant();
    Plan plan =
        new Plan.Binary(
            binary.op(),
            isInvariant ? lhs.plan() : lhs.wrapped(),
            isInvariant ? rhs.plan() : rhs.wrapped(),
            binary.returnsBool(),
            binary.matching(),
            binary.position());
    return new Part(plan, isInvariant, isInvariant);
  }

  private TimeShift shift(TimeModifier modifier) {
    DurationExpr offset = modifier.offset();
    return new TimeShift(offset == null ? 0 : durations.anyMs(offset), atMs(modifier.at()));
  }

  private @Nullable Long atMs(TimeModifier.@Nullable At at) {
    return switch (at) {
      case null -> null;
      case TimeModifier.At.Time time -> time.timestampMs();
      case TimeModifier.At.Start _ -> times.startMs();
      case TimeModifier.At.End _ -> times.endMs();
    };
  }
}
