package io.carillon.querier.exec;

import io.carillon.common.labels.Labels;
import io.carillon.querier.function.GoFormat;
import io.carillon.querier.function.GoMath;
import io.carillon.querier.plan.Plan;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Evaluates aggregations. Groups consume series as they come and keep numbers for each step. */
final class Aggregations {
  private static final double MIN_LONG = -0x1p63;
  private static final double MAX_LONG = 0x1p63;

  private final QueryContext context;
  private final Evaluator evaluator;

  Aggregations(QueryContext context, Evaluator evaluator) {
    this.context = context;
    this.evaluator = evaluator;
  }

  List<StepSeries> aggregate(Plan.Aggregation aggregation, Grid grid) {
    return switch (aggregation.op()) {
      case COUNT_VALUES ->
          evaluator.checkSameLabels(
              CountValues.evaluate(
                  aggregation, evaluator.vector(aggregation.input(), grid), grid.count()),
              grid);
      case TOPK, BOTTOMK, LIMITK, LIMIT_RATIO -> select(aggregation, grid);
      case QUANTILE -> quantile(aggregation, grid);
      case SUM, AVG, COUNT, MIN, MAX, GROUP, STDDEV, STDVAR -> grouped(aggregation, grid, null);
    };
  }

  /**
   * The parameter of an aggregation over all steps.
   *
   * @param min the smallest, NaN when any is
   * @param max the largest, NaN when any is
   */
  @SuppressWarnings("ArrayRecordComponent") // Columns of numbers; identity is never asked.
  private record Param(double[] values, double min, double max, boolean hasNaN) {
    static Param of(double[] values) {
      double min = Double.MAX_VALUE;
      double max = -Double.MAX_VALUE;
      boolean hasNaN = false;
      for (double value : values) {
        min = GoMath.min(min, value);
        max = GoMath.max(max, value);
        hasNaN |= Double.isNaN(value);
      }
      return new Param(values, min, max, hasNaN);
    }
  }

  private Param param(Plan.Aggregation aggregation, Grid grid) {
    Plan param = aggregation.param();
    return Param.of(param == null ? new double[0] : evaluator.scalar(param, grid));
  }

  private List<StepSeries> quantile(Plan.Aggregation aggregation, Grid grid) {
    Param param = param(aggregation, grid);
    List<StepSeries> result = grouped(aggregation, grid, param.values());
    if (param.hasNaN()) {
      warnInvalidQuantile(Double.NaN, aggregation);
    }
    if (param.max() > 1) {
      warnInvalidQuantile(param.max(), aggregation);
    }
    if (param.min() < 0) {
      warnInvalidQuantile(param.min(), aggregation);
    }
    return result;
  }

  private void warnInvalidQuantile(double quantile, Plan.Aggregation aggregation) {
    context.annotations().invalidQuantile(quantile, paramOf(aggregation).position());
  }

  private static Plan paramOf(Plan.Aggregation aggregation) {
    return Objects.requireNonNull(aggregation.param());
  }

  /** A group of series. */
  private static final class Group {
    private final Accumulator accumulator;
    private int lastStep = -1;
    private boolean dropsName;

    Group(Accumulator accumulator) {
      this.accumulator = accumulator;
    }

    void add(StepSeries series) {
      accumulator.add(series);
      int last = series.present().length() - 1;
      // The name goes when any series of the group at its last step says so.
      dropsName = last > lastStep ? series.dropsName() : dropsName || series.dropsName();
      lastStep = Math.max(lastStep, last);
    }
  }

  private List<StepSeries> grouped(
      Plan.Aggregation aggregation, Grid grid, double @Nullable [] quantiles) {
    Grouping grouping = new Grouping(aggregation.grouping(), aggregation.isWithout());
    Map<Labels, Group> groups = new LinkedHashMap<>();
    AggregationNotes notes = AggregationNotes.of(aggregation, context);
    evaluator.stream(
        aggregation.input(),
        grid,
        series -> {
          Labels labels = grouping.of(series.labels());
          Group group = groups.get(labels);
          if (group == null) {
            context.budget().charge(grid.count(), grid.count() * 24L);
            group = new Group(Accumulators.of(aggregation.op(), grid.count(), quantiles, notes));
            groups.put(labels, group);
          }
          group.add(series);
        });
    List<StepSeries> result = new ArrayList<>(groups.size());
    groups.forEach(
        (labels, group) -> {
          StepSeriesBuilder builder = new StepSeriesBuilder(grid.count());
          group.accumulator.finish(builder);
          if (!builder.isEmpty()) {
            result.add(builder.build(labels, group.dropsName));
          }
        });
    return result;
  }

  private List<StepSeries> select(Plan.Aggregation aggregation, Grid grid) {
    Param param = param(aggregation, grid);
    List<StepSeries> input = evaluator.vector(aggregation.input(), grid);
    boolean isPossible =
        switch (aggregation.op()) {
          case LIMIT_RATIO -> checkRatio(param, aggregation);
          default -> checkCount(param);
        };
    return isPossible
        ? new Selection(aggregation, param.values(), context).select(input, grid)
        : List.of();
  }

  private static boolean checkCount(Param param) {
    if (param.max() < 1) {
      return false;
    }
    if (param.hasNaN()) {
      throw QueryContext.failed("Parameter value is NaN");
    }
    if (param.min() <= MIN_LONG) {
      throw QueryContext.failed(
          "Scalar value " + GoFormat.general(param.min()) + " underflows int64");
    }
    if (param.max() >= MAX_LONG) {
      throw QueryContext.failed(
          "Scalar value " + GoFormat.general(param.max()) + " overflows int64");
    }
    return true;
  }

  private boolean checkRatio(Param param, Plan.Aggregation aggregation) {
    if (param.max() == 0 && param.min() == 0) {
      return false;
    }
    if (param.hasNaN()) {
      throw QueryContext.failed("Ratio value is NaN");
    }
    if (param.max() > 1) {
      context.annotations().invalidRatio(param.max(), 1, paramOf(aggregation).position());
    }
    if (param.min() < -1) {
      context.annotations().invalidRatio(param.min(), -1, paramOf(aggregation).position());
    }
    return true;
  }
}
