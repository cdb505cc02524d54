package io.carillon.querier.exec;

import io.carillon.common.column.SampleColumn;
import io.carillon.common.histogram.NativeHistogram;
import io.carillon.common.labels.Labels;
import io.carillon.querier.budget.SampleStats;
import io.carillon.querier.parser.ValueType;
import io.carillon.querier.plan.Plan;
import io.carillon.querier.plan.SharedSelectors;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes the result of one query of its plan. Used by the thread that coordinates the query. */
final class QueryEvaluation {
  /** An element or series of a result without its samples: objects and headers. */
  private static final long OVERHEAD_BYTES = 64;

  private static final long SAMPLE_BYTES = 16;

  private final Query query;
  private final Plan plan;
  private final QueryContext context;
  private final QueryTimer timer;
  private final Evaluator evaluator;

  /**
   * An evaluation.
   *
   * @param workers share the work; null for none
   */
  QueryEvaluation(
      Query query,
      Plan plan,
      QueryContext context,
      QueryTimer timer,
      @Nullable QueryWorkers workers) {
    this.plan = plan;
    this.query = query;
    this.context = context;
    this.timer = timer;
    evaluator =
        new Evaluator(
            context,
            new SeriesPipeline(context, workers),
            new SharedSelects(SharedSelectors.find(plan), context.budget()));
  }

  /** Evaluates; what the value holds stays charged. */
  QueryValue evaluate() {
    return query.isInstant() ? instant() : range();
  }

  private QueryValue instant() {
    Grid grid = Grid.single(query.startMs());
    return switch (plan.type()) {
      case SCALAR -> new QueryValue.Scalar(query.startMs(), evaluator.scalar(plan, grid)[0]);
      case VECTOR -> {
        List<StepSeries> series = evaluator.vector(plan, grid);
        timer.enter(QueryTimer.Phase.SORTING);
        yield vector(series, grid);
      }
      case STRING -> new QueryValue.Text(query.startMs(), ((Plan.Text) plan).value());
      case MATRIX -> new QueryValue.Matrix(matrix(plan, grid));
      case NONE -> throw new IllegalArgumentException("a query has a type");
    };
  }

  private List<QueryValue.Series> matrix(Plan part, Grid grid) {
    return switch (part) {
      case Plan.StepInvariant invariant -> matrix(invariant.inner(), grid);
      case Plan.RangeSelector selector -> {
        List<QueryValue.Series> series =
            RangeVectors.ofSelector(selector, grid, evaluator.selectors(), context);
        series.forEach(one -> countQueryable(one.samples()));
        yield series;
      }
      case Plan.Subquery subquery -> {
        try (SampleStats.Nested nested = context.samples().nest()) {
          List<QueryValue.Series> series =
              ofSteps(subquery.inner(), WindowCalls.subqueryGrid(subquery, grid));
          nested.countAtEach(grid.count());
          yield series;
        }
      }
      default -> throw new IllegalArgumentException("no range vector: " + part.type());
    };
  }

  private void countQueryable(SampleColumn column) {
    long samples = column.size();
    if (column.histograms() != null) {
      for (int i = 0; i < column.size(); i++) {
        NativeHistogram histogram = column.histogram(i);
        samples += histogram == null ? 0 : Histograms.samples(histogram.toFloat()) - 1;
      }
    }
    context.samples().counter().add(0, samples);
  }

  private QueryValue range() {
    Grid grid = Grid.range(query.startMs(), query.endMs(), query.stepMs());
    if (plan.type() == ValueType.SCALAR) {
      return new QueryValue.Matrix(
          List.of(new QueryValue.Series(Labels.EMPTY, column(evaluator.scalar(plan, grid), grid))));
    }
    return new QueryValue.Matrix(ofSteps(plan, grid));
  }

  private List<QueryValue.Series> ofSteps(Plan part, Grid grid) {
    List<StepSeries> series = evaluator.vector(part, grid);
    timer.enter(QueryTimer.Phase.SORTING);
    long evaluatedBytes = chargeResult(series);
    List<QueryValue.Series> result = RangeVectors.ofSteps(finish(series, grid), grid);
    context.budget().release(0, evaluatedBytes);
    return result;
  }

  /** Charges the copy of the series that becomes the result; gives what was held before. */
  private long chargeResult(List<StepSeries> series) {
    long heldBytes = context.budget().bytes();
    long copyBytes = 0;
    for (StepSeries one : series) {
      copyBytes += OVERHEAD_BYTES + one.samples() * SAMPLE_BYTES;
    }
    context.budget().charge(0, copyBytes);
    return heldBytes;
  }

  /** Drops the names that were only marked, and the series that have nothing to show. */
  private List<StepSeries> finish(List<StepSeries> series, Grid grid) {
    List<StepSeries> filled = series.stream().filter(one -> !one.isEmpty()).toList();
    if (!context.delaysNameRemoval()) {
      return filled;
    }
    return SameLabels.merge(
        filled.stream()
            .map(one -> one.dropsName() ? one.withLabels(Names.drop(one.labels()), false) : one)
            .toList(),
        grid.count());
  }

  private QueryValue vector(List<StepSeries> series, Grid grid) {
    long evaluatedBytes = chargeResult(series);
    List<QueryValue.Element> elements =
        finish(series, grid).stream()
            .map(
                one ->
                    new QueryValue.Element(
                        one.labels(), query.startMs(), one.value(0), one.histogram(0)))
            .toList();
    context.budget().release(0, evaluatedBytes);
    return new QueryValue.Vector(elements);
  }

  private static SampleColumn column(double[] values, Grid grid) {
    long[] timesMs = new long[values.length];
    for (int step = 0; step < timesMs.length; step++) {
      timesMs[step] = grid.timeMs(step);
    }
    return SampleColumn.floats(timesMs, values);
  }
}
