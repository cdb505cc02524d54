package io.carillon.querier.exec;

import io.carillon.common.error.CarillonException;
import io.carillon.common.error.ErrorCode;
import io.carillon.common.store.SeriesSource;
import io.carillon.common.time.MonotonicClock;
import io.carillon.querier.budget.MemoryPools;
import io.carillon.querier.budget.SampleStats;
import io.carillon.querier.parser.ExperimentalCheck;
import io.carillon.querier.parser.Expr;
import io.carillon.querier.parser.PromqlParser;
import io.carillon.querier.parser.ValueType;
import io.carillon.querier.plan.Plan;
import io.carillon.querier.plan.Planner;
import io.carillon.querier.plan.QueryTimes;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Parses, plans and evaluates PromQL over a source of series, coordinated by the thread that asks,
 * within the limits of the configuration. Answers equal those of Prometheus 3.14. Thread-safe.
 */
public final class PromqlEngine implements QueryEngine {
  private final SeriesSource source;
  private final EngineConfig config;
  private final MonotonicClock clock;
  private final @Nullable QueryWorkers workers;
  private final ActiveQueries activeQueries = new ActiveQueries();
  private final Semaphore slots;
  private final MemoryPools pools;
  private final BudgetMetrics budgetMetrics;
  private final EngineMetrics metrics;

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
    this.source = source;
    this.config = config;
    this.clock = clock;
    this.workers = workers;
    slots = new Semaphore(config.limits().concurrentQueries(), true);
    pools = new MemoryPools(config.limits().processBytes(), config.limits().tenantBytes());
    budgetMetrics = new BudgetMetrics(registry, config.limits(), pools);
    metrics = new EngineMetrics(registry);
  }

  /** The queries that wait or run here. */
  public ActiveQueries activeQueries() {
    return activeQueries;
  }

  @Override
  public QueryResult execute(Query query) {
    try (ChargedResult charged = executeCharged(query)) {
      return charged.result();
    }
  }

  @Override
  public ChargedResult executeCharged(Query query) {
    long startNanos = clock.nanoTime();
    String outcome = ErrorCode.INTERNAL.errorType();
    try {
      ChargedResult result = execute(query, parse(query));
      outcome = "success";
      return result;
    } catch (CarillonException e) {
      outcome = e.code().errorType();
      throw e;
    } finally {
      metrics.ended(outcome, clock.nanoTime() - startNanos);
    }
  }

  private Expr parse(Query query) {
    Expr expr = PromqlParser.parse(query.text());
    if (!config.features().allowsExperimental()) {
      ExperimentalCheck.refuse(expr, query.text());
    }
    ValueType type = expr.type();
    if (!query.isInstant() && type != ValueType.VECTOR && type != ValueType.SCALAR) {
      throw new CarillonException(
          ErrorCode.BAD_DATA,
          "invalid expression type \""
              + type.documented()
              + "\" for range query, must be Scalar or instant Vector");
    }
    return expr;
  }

  private ChargedResult execute(Query query, Expr expr) {
    QueryContext context = new QueryContext(query, source, config, clock, pools, budgetMetrics);
    boolean isAnswered = false;
    try (RunningQuery _ = activeQueries.begin(query, context)) {
      QueryResult result = executeInSlot(query, expr, context);
      isAnswered = true;
      return new ChargedResult(result, context::close);
    } catch (RuntimeException e) {
      throw context.reasonOf(e);
    } finally {
      metrics.read(context.samples().read());
      if (!isAnswered) {
        context.close();
      }
    }
  }

  private QueryResult executeInSlot(Query query, Expr expr, QueryContext context) {
    QueryTimer timer = new QueryTimer(clock);
    awaitSlot(context);
    try {
      metrics.started();
      context.enter(QueryContext.EVALUATION);
      timer.enter(QueryTimer.Phase.PREPARATION);
      Plan plan = plan(query, expr);
      timer.enter(QueryTimer.Phase.EVALUATION);
      QueryEvaluation evaluation = new QueryEvaluation(query, plan, context, timer, workers);
      QueryValue value =
          workers == null ? evaluation.evaluate() : workers.call(evaluation::evaluate);
      timer.enter(QueryTimer.Phase.DONE);
      return new QueryResult(
          value,
          context.annotations().warnings(query.text()),
          context.annotations().infos(query.text()),
          stats(context, timer));
    } finally {
      metrics.stopped();
      slots.release();
    }
  }

  private void awaitSlot(QueryContext context) {
    if (!slots.hasQueuedThreads() && slots.tryAcquire()) {
      return;
    }
    metrics.waits();
    try {
      if (!slots.tryAcquire(context.leftNanos(), TimeUnit.NANOSECONDS)) {
        throw context.timedOut();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw context.interrupted(e);
    } finally {
      metrics.waitsNoMore();
    }
  }

  private Plan plan(Query query, Expr expr) {
    return Planner.plan(
        expr,
        new QueryTimes(
            query.startMs(), query.endMs(), query.stepMs(), config.defaultSubqueryStepMs()));
  }

  private static QueryStats stats(QueryContext context, QueryTimer timer) {
    SampleStats samples = context.samples();
    QueryBudget budget = context.budget();
    return new QueryStats(
        timer.timings(),
        new QueryStats.Samples(
            samples.queryableByStep(), samples.queryable(), samples.read(), budget.peakSamples()),
        budget.peakBytes(),
        context.selectors());
  }
}
