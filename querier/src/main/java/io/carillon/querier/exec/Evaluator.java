package io.carillon.querier.exec;

import io.carillon.common.histogram.FloatHistogram;
import io.carillon.querier.budget.SampleStats;
import io.carillon.querier.function.MutableHistogram;
import io.carillon.querier.function.ScalarOperators;
import io.carillon.querier.parser.BinaryOp;
import io.carillon.querier.parser.ValueType;
import io.carillon.querier.plan.Plan;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Evaluates plans on grids: a vector is a list of series over the steps, a scalar one number for
 * each step. Delegates each kind of node to a class of its own. Used by one thread for one query.
 */
final class Evaluator {
  private final QueryContext context;
  private final SelectorReader selectors;
  private final WindowCalls windowCalls;
  private final VectorCalls vectorCalls;
  private final Aggregations aggregations;
  private final BinaryOperations binaryOperations;

  Evaluator(QueryContext context, SeriesPipeline pipeline, SharedSelects shared) {
    this.context = context;
    selectors = new SelectorReader(context, pipeline, shared);
    windowCalls = new WindowCalls(context, selectors, pipeline, this);
    vectorCalls = new VectorCalls(context, selectors, this);
    aggregations = new Aggregations(context, this);
    binaryOperations = new BinaryOperations(context, this);
  }

  /** Where parts of this query read selectors. */
  SelectorReader selectors() {
    return selectors;
  }

  /** All series of an instant vector; what they hold is charged until the caller releases it. */
  List<StepSeries> vector(Plan plan, Grid grid) {
    context.checkAlive();
    QueryBudget.Mark before = context.budget().mark();
    List<StepSeries> result = grid.count() == 0 ? List.of() : compute(plan, grid);
    context.budget().release(before);
    result.forEach(context.budget()::charge);
    return result;
  }

  private List<StepSeries> compute(Plan plan, Grid grid) {
    SeriesFlow flow = flow(plan, grid);
    if (flow != null) {
      return collect(flow);
    }
    return switch (plan) {
      case Plan.Call call when windowCalls.handles(call) -> windowCalls.vector(call, grid);
      case Plan.Call call -> vectorCalls.call(call, grid);
      case Plan.Aggregation aggregation -> aggregations.aggregate(aggregation, grid);
      case Plan.Binary binary -> binaryOperations.vector(binary, grid);
      case Plan.Unary unary -> unary(unary, grid);
      case Plan.StepInvariant invariant -> repeat(invariant, grid);
      default -> throw new IllegalArgumentException("no vector: " + plan.type());
    };
  }

  private List<StepSeries> collect(SeriesFlow flow) {
    List<StepSeries> result = new ArrayList<>();
    selectors.run(
        flow,
        series -> {
          context.budget().charge(series);
          result.add(series);
        });
    return result;
  }

  /** Hands over the series of an instant vector one by one, so that none has to be kept. */
  void stream(Plan plan, Grid grid, SeriesSink sink) {
    SeriesFlow flow = grid.count() == 0 ? null : flow(plan, grid);
    if (flow == null) {
      vector(plan, grid).forEach(sink::accept);
    } else {
      selectors.run(flow, sink);
    }
  }

  /** A part as a flow, when each of its series comes of one series of the source; else null. */
  @Nullable SeriesFlow flow(Plan plan, Grid grid) {
    return switch (plan) {
      case Plan.InstantSelector selector ->
          selectors.instant(selector, grid, SelectorReader.Wanted.VALUE);
      case Plan.Call call when windowCalls.handles(call) -> windowCalls.flow(call, grid);
      case Plan.Call call -> vectorCalls.flow(call, grid);
      case Plan.Binary binary -> binaryOperations.flow(binary, grid);
      case Plan.Unary unary -> {
        SeriesFlow operand = flow(unary.operand(), grid);
        yield unary.isNegation() && operand != null ? renaming(operand, this::negated) : operand;
      }
      default -> null;
    };
  }

  /**
   * A flow with a further step that takes the names away; null where that may make series the same,
   * which are then to be united.
   */
  @Nullable SeriesFlow renaming(SeriesFlow flow, SeriesFlow.Step step) {
    if (context.delaysNameRemoval()) {
      return flow.then(step);
    }
    SeriesFlow result = flow.then(step).withoutNames();
    return result.mayCollide() ? null : result;
  }

  /** The value of a scalar at each step. */
  double[] scalar(Plan plan, Grid grid) {
    context.checkAlive();
    return switch (plan) {
      case Plan.Constant constant -> filled(constant.value(), grid);
      case Plan.StepInvariant invariant ->
          filled(grid.count() == 0 ? 0 : firstScalar(invariant, grid), grid);
      case Plan.Unary unary -> {
        double[] values = scalar(unary.operand(), grid);
        if (unary.isNegation()) {
          Arrays.setAll(values, i -> -values[i]);
        }
        yield values;
      }
      case Plan.Binary binary -> {
        double[] lhs = scalar(binary.lhs(), grid);
        double[] rhs = scalar(binary.rhs(), grid);
        BinaryOp op = binary.op();
        Arrays.setAll(lhs, i -> ScalarOperators.apply(op, lhs[i], rhs[i]));
        yield lhs;
      }
      case Plan.Call call -> vectorCalls.scalar(call, grid);
      default -> throw new IllegalArgumentException("no scalar: " + plan.type());
    };
  }

  private double firstScalar(Plan.StepInvariant invariant, Grid grid) {
    try (SampleStats.Nested part = context.samples().nest()) {
      double once = scalar(invariant.inner(), grid.first())[0];
      part.countAtEach(grid.count());
      return once;
    }
  }

  private static double[] filled(double value, Grid grid) {
    double[] values = new double[grid.count()];
    Arrays.fill(values, value);
    return values;
  }

  private List<StepSeries> unary(Plan.Unary unary, Grid grid) {
    List<StepSeries> operand = vector(unary.operand(), grid);
    if (!unary.isNegation()) {
      return operand;
    }
    List<StepSeries> result = operand.stream().map(this::negated).toList();
    return context.delaysNameRemoval() ? result : SameLabels.merge(result, grid.count());
  }

  private StepSeries negated(StepSeries series) {
    double[] values = new double[series.values().length];
    Arrays.setAll(values, i -> -series.value(i));
    return dropName(
        new StepSeries(
            series.labels(), true, values, series.present(), negated(series.histograms())));
  }

  private static @Nullable FloatHistogram @Nullable [] negated(
      @Nullable FloatHistogram @Nullable [] histograms) {
    if (histograms == null) {
      return null;
    }
    @Nullable FloatHistogram[] result = new FloatHistogram[histograms.length];
    for (int i = 0; i < result.length; i++) {
      FloatHistogram histogram = histograms[i];
      if (histogram != null) {
        result[i] = MutableHistogram.of(histogram).multiply(-1).toHistogram();
      }
    }
    return result;
  }

  /** The series without its metric name, or with the mark to drop it at the end. */
  StepSeries dropName(StepSeries series) {
    return context.delaysNameRemoval()
        ? series.withLabels(series.labels(), true)
        : series.withLabels(Names.drop(series.labels()), true);
  }

  /** Results of something that is evaluated step by step: the same labels must not meet. */
  List<StepSeries> checkSameLabels(List<StepSeries> series, Grid grid) {
    return context.delaysNameRemoval() && grid.isSingle()
        ? series
        : SameLabels.merge(series, grid.count());
  }

  private List<StepSeries> first(Plan.StepInvariant invariant, Grid grid) {
    try (SampleStats.Nested part = context.samples().nest()) {
      List<StepSeries> once = vector(invariant.inner(), grid.first());
      part.countAtEach(grid.count());
      return once;
    }
  }

  private List<StepSeries> repeat(Plan.StepInvariant invariant, Grid grid) {
    if (invariant.type() != ValueType.VECTOR) {
      throw new IllegalArgumentException("no vector: " + invariant.type());
    }
    List<StepSeries> once = first(invariant, grid);
    if (grid.isSingle()) {
      return once;
    }
    BitSet all = new BitSet(grid.count());
    all.set(0, grid.count());
    List<StepSeries> result = new ArrayList<>(once.size());
    for (StepSeries series : once) {
      if (series.isEmpty()) {
        continue;
      }
      context.budget().charge(grid.count(), 0);
      StepSeriesBuilder builder = new StepSeriesBuilder(grid.count());
      FloatHistogram histogram = series.histogram(0);
      for (int step = 0; step < grid.count(); step++) {
        if (histogram == null) {
          builder.set(step, series.value(0));
        } else {
          builder.set(step, histogram);
        }
      }
      result.add(builder.build(series.labels(), series.dropsName()));
    }
    return result;
  }
}
