package io.carillon.querier.exec;

import io.carillon.common.column.SampleColumn;
import io.carillon.common.error.CarillonException;
import io.carillon.common.error.ErrorCode;
import io.carillon.common.labels.Labels;
import io.carillon.common.store.SeriesSource;
import io.carillon.common.time.MonotonicClock;
import io.carillon.querier.budget.MemoryPools;
import io.carillon.querier.parser.Expr;
import io.carillon.querier.parser.PromqlParser;
import io.carillon.querier.parser.ValueType;
import io.carillon.querier.plan.Plan;
import io.carillon.querier.plan.Planner;
import io.carillon.querier.plan.QueryTimes;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Parses, plans and evaluates PromQL over a source of series, each query on the thread that asks.
 * Answers equal those of Prometheus 3.14. Thread-safe.
 */
public final class PromqlEngine implements QueryEngine {
  private static final double NANOS_PER_SECOND = 1e9;

  private final SeriesSource source;
  private final EngineConfig config;
  private final MonotonicClock clock;
  private final MemoryPools pools;
  private final BudgetMetrics budgetMetrics;
  private final Gauge running;
  private final Counter samplesRead;
  private final Histogram durations;
  private final @Nullable QueryWorkers workers;

  /** An engine that computes on the thread that asks, alone. */
  public PromqlEngine(
      SeriesSource source, EngineConfig config, MonotonicClock clock, PrometheusRegistry registry) {
    this(source, config, clock, registry, null);
  }

  /**
   * An engine.
   *
   * @param registry gets the engine's own metrics
   * @param workers share the work of queries; null for none
   */
  public PromqlEngine(
      SeriesSource source,
      EngineConfig config,
      MonotonicClock clock,
      PrometheusRegistry registry,
      @Nullable QueryWorkers workers) {
    this.workers = workers;
    this.source = source;
    this.config = config;
    this.clock = clock;
    pools = new MemoryPools(config.limits().processBytes(), config.limits().tenantBytes());
    budgetMetrics = new BudgetMetrics(registry, config.limits(), pools);
    running =
        Gauge.builder()
            .name("carillon_querier_queries_running")
            .help("Queries that are being evaluated.")
            .register(registry);
    samplesRead =
        Counter.builder()
            .name("carillon_querier_samples_read_total")
            .help("Samples that queries read from storage.")
            .register(registry);
    durations =
        Histogram.builder()
            .name("carillon_querier_query_duration_seconds")
            .help("Time to evaluate a query, by outcome: success or the error's code.")
            .labelNames("outcome")
            .register(registry);
  }

  @Override
  public QueryResult execute(Query query) {
    long startNanos = clock.nanoTime();
    running.inc();
    String outcome = ErrorCode.INTERNAL.errorType();
    try {
      QueryResult result = execute(query, PromqlParser.parse(query.text()));
      outcome = "success";
      return result;
    } catch (CarillonException e) {
      outcome = e.code().errorType();
      throw e;
    } finally {
      running.dec();
      durations.labelValues(outcome).observe((clock.nanoTime() - startNanos) / NANOS_PER_SECOND);
    }
  }

  private QueryResult execute(Query query, Expr expr) {
    ValueType type = expr.type();
    if (!query.isInstant() && type != ValueType.VECTOR && type != ValueType.SCALAR) {
      throw new CarillonException(
          ErrorCode.BAD_DATA,
          "invalid expression type \""
              + type.documented()
              + "\" for range query, must be Scalar or instant Vector");
    }
    Plan plan =
        Planner.plan(
            expr,
            new QueryTimes(
                query.startMs(), query.endMs(), query.stepMs(), config.defaultSubqueryStepMs()));
    QueryContext context = new QueryContext(query, source, config, clock, pools, budgetMetrics);
    try (context) {
      QueryValue value =
          query.isInstant() ? instant(plan, query, context) : range(plan, query, context);
      return new QueryResult(
          value,
          context.annotations().warnings(query.text()),
          context.annotations().infos(query.text()));
    } finally {
      samplesRead.inc(context.samples().read());
    }
  }

  private Evaluator evaluator(QueryContext context) {
    return new Evaluator(context, new SeriesPipeline(context, workers));
  }

  private QueryValue instant(Plan plan, Query query, QueryContext context) {
    Grid grid = Grid.single(query.startMs());
    Evaluator evaluator = evaluator(context);
    return switch (plan.type()) {
      case SCALAR -> new QueryValue.Scalar(query.startMs(), evaluator.scalar(plan, grid)[0]);
      case VECTOR -> vector(finish(evaluator.vector(plan, grid), grid, context), query.startMs());
      case STRING -> new QueryValue.Text(query.startMs(), ((Plan.Text) plan).value());
      case MATRIX -> new QueryValue.Matrix(matrix(plan, grid, evaluator, context));
      case NONE -> throw new IllegalArgumentException("a query has a type");
    };
  }

  private static List<QueryValue.Series> matrix(
      Plan plan, Grid grid, Evaluator evaluator, QueryContext context) {
    return switch (plan) {
      case Plan.StepInvariant invariant -> matrix(invariant.inner(), grid, evaluator, context);
      case Plan.RangeSelector selector ->
          RangeVectors.ofSelector(
              selector,
              grid,
              new SelectorReader(context, new SeriesPipeline(context, null)),
              context);
      case Plan.Subquery subquery -> {
        Grid inner = WindowCalls.subqueryGrid(subquery, grid);
        yield RangeVectors.ofSteps(
            finish(evaluator.vector(subquery.inner(), inner), inner, context), inner);
      }
      default -> throw new IllegalArgumentException("no range vector: " + plan.type());
    };
  }

  private QueryValue range(Plan plan, Query query, QueryContext context) {
    Grid grid = Grid.range(query.startMs(), query.endMs(), query.stepMs());
    Evaluator evaluator = evaluator(context);
    if (plan.type() == ValueType.SCALAR) {
      return new QueryValue.Matrix(
          List.of(new QueryValue.Series(Labels.EMPTY, column(evaluator.scalar(plan, grid), grid))));
    }
    return new QueryValue.Matrix(
        RangeVectors.ofSteps(finish(evaluator.vector(plan, grid), grid, context), grid));
  }

  /** Drops the names that were only marked, and the series that have nothing to show. */
  private static List<StepSeries> finish(List<StepSeries> series, Grid grid, QueryContext context) {
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

  private static QueryValue vector(List<StepSeries> series, long timestampMs) {
    return new QueryValue.Vector(
        series.stream()
            .map(
                one ->
                    new QueryValue.Element(
                        one.labels(), timestampMs, one.value(0), one.histogram(0)))
            .toList());
  }

  private static SampleColumn column(double[] values, Grid grid) {
    long[] timesMs = new long[values.length];
    for (int step = 0; step < timesMs.length; step++) {
      timesMs[step] = grid.timeMs(step);
    }
    return SampleColumn.floats(timesMs, values);
  }
}
