package io.carillon.querier.fuzz;

import io.carillon.common.histogram.FloatHistogram;
import io.carillon.querier.function.MutableHistogram;
import io.carillon.querier.parser.Expr;
import io.carillon.querier.parser.ValueType;
import java.util.ArrayList;
import java.util.List;

/**
 * Evaluates an expression at one step as PromQL's documentation says. The frame is the steps of
 * which this is one; it only matters where Prometheus looks at all of them together.
 */
final class StepInterpreter {
  private final Scope scope;
  private final SelectorRules selectors;
  private final CallRules calls;
  private final RangeCalls rangeCalls;
  private final AggregationRules aggregations;
  private final BinaryRules binaries;

  StepInterpreter(Scope scope, StatisticsUse statistics) {
    this.scope = scope;
    selectors = new SelectorRules(scope, statistics);
    calls = new CallRules(scope, this, selectors);
    rangeCalls = new RangeCalls(scope, this, selectors);
    aggregations = new AggregationRules(scope, this);
    binaries = new BinaryRules(scope, this);
  }

  /** An instant vector at a step. */
  List<Element> vector(Expr expr, Frame frame, long timeMs) {
    if (isEvaluatedOnce(expr, frame)) {
      return vector(expr, new Frame(frame.startMs(), frame.stepMs(), 1), frame.startMs());
    }
    return switch (expr) {
      case Expr.Paren e -> vector(e.expr(), frame, timeMs);
      case Expr.VectorSelector e -> selectors.instant(e, frame, timeMs);
      case Expr.Unary e -> unary(e, frame, timeMs);
      case Expr.Call e when e.args().stream().anyMatch(arg -> arg.type() == ValueType.MATRIX) ->
          rangeCalls.call(e, frame, timeMs);
      case Expr.Call e -> calls.vector(e, frame, timeMs);
      case Expr.Aggregation e -> aggregations.aggregate(e, frame, timeMs);
      case Expr.Binary e -> binaries.vector(e, frame, timeMs);
      default -> throw new IllegalArgumentException("no vector: " + expr);
    };
  }

  private static boolean isEvaluatedOnce(Expr expr, Frame frame) {
    return !frame.isSingle() && Invariance.isInvariant(expr);
  }

  private List<Element> unary(Expr.Unary expr, Frame frame, long timeMs) {
    List<Element> operand = vector(expr.expr(), frame, timeMs);
    if (!expr.isNegation()) {
      return operand;
    }
    List<Element> result = new ArrayList<>();
    for (Element element : operand) {
      FloatHistogram h = element.histogram();
      Element negated =
          h == null
              ? element.with(-element.value())
              : element.with(MutableHistogram.of(h).multiply(-1).toHistogram());
      result.add(scope.dropName(negated));
    }
    if (!scope.delaysNameRemoval()) {
      Scope.refuseSameLabels(result);
    }
    return result;
  }

  /** A number at a step. */
  double scalar(Expr expr, Frame frame, long timeMs) {
    if (isEvaluatedOnce(expr, frame)) {
      return scalar(expr, new Frame(frame.startMs(), frame.stepMs(), 1), frame.startMs());
    }
    return switch (expr) {
      case Expr.Paren e -> scalar(e.expr(), frame, timeMs);
      case Expr.NumberLiteral e -> e.value();
      case Expr.Unary e ->
          e.isNegation() ? -scalar(e.expr(), frame, timeMs) : scalar(e.expr(), frame, timeMs);
      case Expr.Call e -> calls.scalar(e, frame, timeMs);
      case Expr.Binary e ->
          FloatRules.scalar(e.op(), scalar(e.lhs(), frame, timeMs), scalar(e.rhs(), frame, timeMs));
      default -> throw new IllegalArgumentException("no scalar: " + expr);
    };
  }

  /** A number at all steps of a frame, for what looks at all of them before the first. */
  double[] scalars(Expr expr, Frame frame) {
    return scope.remember(
        expr,
        frame,
        double[].class,
        () -> {
          double[] values = new double[frame.count()];
          for (int i = 0; i < values.length; i++) {
            values[i] = scalar(expr, frame, frame.timeMs(i));
          }
          return values;
        });
  }

  /** The vectors of all steps of a frame. */
  record Vectors(List<List<Element>> bySteps) {}

  /** An instant vector at all steps of a frame. */
  List<List<Element>> vectors(Expr expr, Frame frame) {
    return scope
        .remember(
            expr,
            frame,
            Vectors.class,
            () -> {
              List<List<Element>> bySteps = new ArrayList<>();
              for (int i = 0; i < frame.count(); i++) {
                bySteps.add(vector(expr, frame, frame.timeMs(i)));
              }
              return new Vectors(bySteps);
            })
        .bySteps();
  }

  RangeCalls rangeCalls() {
    return rangeCalls;
  }
}
