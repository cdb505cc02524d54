package io.carillon.querier.exec;

import io.carillon.common.error.CarillonException;
import io.carillon.common.error.ErrorCode;
import io.carillon.common.labels.Matcher;
import io.carillon.common.store.SelectHints;
import io.carillon.common.store.SelectRequest;
import io.carillon.common.store.SeriesSource;
import io.carillon.common.tenant.TenantId;
import io.carillon.common.time.MonotonicClock;
import io.carillon.querier.budget.MemoryPools;
import io.carillon.querier.budget.SampleStats;
import io.carillon.querier.budget.SelectorStats;
import io.carillon.querier.function.Annotations;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * What all parts of one running query share. Budget, counters and {@link #checkAlive} may be used
 * by several threads at once, annotations by one.
 */
final class QueryContext implements AutoCloseable {
  private static final String PHASE = "expression evaluation";

  private final TenantId tenant;
  private final SeriesSource source;
  private final EngineConfig config;
  private final MonotonicClock clock;
  private final long lookbackMs;
  private final long startNanos;
  private final long timeoutNanos;
  private final Annotations annotations = new Annotations();
  private final QueryBudget budget;
  private final SampleStats samples;
  private final List<SelectorStats> selectors = new CopyOnWriteArrayList<>();
  private final AtomicReference<@Nullable Ending> ending = new AtomicReference<>();

  private record Ending(ErrorCode code, String text) {
    CarillonException error() {
      return new CarillonException(code, text);
    }
  }

  /**
   * A query that begins now.
   *
   * @param pools where its memory comes from
   */
  QueryContext(
      Query query,
      SeriesSource source,
      EngineConfig config,
      MonotonicClock clock,
      MemoryPools pools,
      BudgetMetrics metrics) {
    this.tenant = query.tenant();
    this.source = source;
    this.config = config;
    this.clock = clock;
    lookbackMs = query.lookbackMs() > 0 ? query.lookbackMs() : config.lookbackMs();
    long timeoutMs = query.timeoutMs() > 0 ? query.timeoutMs() : config.timeoutMs();
    timeoutNanos = TimeUnit.MILLISECONDS.toNanos(timeoutMs);
    startNanos = clock.nanoTime();
    samples = new SampleStats(query.stepCount(), config.countsSamplesByStep());
    budget =
        new QueryBudget(
            config.limits(),
            pools.open(tenant),
            new BudgetErrors(tenant, config.limits(), metrics, this::selectors));
  }

  long lookbackMs() {
    return lookbackMs;
  }

  boolean delaysNameRemoval() {
    return config.delaysNameRemoval();
  }

  Annotations annotations() {
    return annotations;
  }

  QueryBudget budget() {
    return budget;
  }

  /** Where samples are counted for the statistics of the query. */
  SampleStats samples() {
    return samples;
  }

  void countSamplesRead(long read) {
    samples.read(read);
  }

  /** What each read of a selector cost until now, in the order of their beginning. */
  List<SelectorStats.Snapshot> selectors() {
    return selectors.stream().map(SelectorStats::snapshot).toList();
  }

  /**
   * Ends the query soon: {@link #checkAlive} fails from now on. The first reason counts. Threads
   * that wait for something else are to be interrupted besides.
   */
  void cancel(ErrorCode code, String reason) {
    ending.compareAndSet(null, new Ending(code, reason));
  }

  /** Why the query was ended by {@link #cancel}; null when it was not. */
  @Nullable CarillonException cancellation() {
    Ending reason = ending.get();
    return reason == null ? null : reason.error();
  }

  /**
   * To be called often, by each thread that works for the query.
   *
   * @throws CarillonException with the reason of {@link #cancel}; with CANCELED after the thread
   *     was interrupted; with TIMEOUT after the time is over
   */
  void checkAlive() {
    if (Thread.currentThread().isInterrupted()) {
      cancel(ErrorCode.CANCELED, "query was canceled in " + PHASE);
    } else if (clock.nanoTime() - startNanos > timeoutNanos) {
      cancel(ErrorCode.TIMEOUT, "query timed out in " + PHASE);
    }
    CarillonException reason = cancellation();
    if (reason != null) {
      throw reason;
    }
  }

  /** Series with samples from {@code minMs} to {@code maxMs}, both inclusive. */
  SelectorStream select(List<Matcher> matchers, long minMs, long maxMs, SelectHints hints) {
    SelectorStats stats = new SelectorStats(matchers);
    selectors.add(stats);
    return new SelectorStream(
        source.select(new SelectRequest(tenant, 0, minMs, maxMs, matchers, hints)),
        stats,
        budget,
        clock);
  }

  /** An error by the query's own fault. */
  static CarillonException failed(String text) {
    return new CarillonException(ErrorCode.EXECUTION, text);
  }

  /** Gives back what the query holds. */
  @Override
  public void close() {
    budget.close();
  }
}
