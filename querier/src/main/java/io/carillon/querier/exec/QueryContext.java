package io.carillon.querier.exec;

import io.carillon.common.error.CarillonException;
import io.carillon.common.error.ErrorCode;
import io.carillon.common.labels.Matcher;
import io.carillon.common.store.SelectHints;
import io.carillon.common.store.SelectRequest;
import io.carillon.common.store.SeriesSource;
import io.carillon.common.store.SeriesStream;
import io.carillon.common.tenant.TenantId;
import io.carillon.common.time.MonotonicClock;
import io.carillon.querier.budget.MemoryPools;
import io.carillon.querier.budget.SampleStats;
import io.carillon.querier.budget.SelectorStats;
import io.carillon.querier.function.Annotations;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * What all parts of one running query share. Budget, counters and {@link #checkAlive} may be used
 * by several threads at once, annotations by one.
 */
final class QueryContext implements AutoCloseable {
  /** Phase while the query waits until fewer run. */
  static final String QUEUE = "query queue";

  /** Phase from then on. */
  static final String EVALUATION = "expression evaluation";

  private final TenantId tenant;
  private final SeriesSource source;
  private final EngineConfig config;
  private final MonotonicClock clock;
  private final long lookbackMs;
  private final long startNanos;
  private final long timeoutMs;
  private final Annotations annotations = new Annotations();
  private final QueryBudget budget;
  private final SampleStats samples;
  private final List<SelectorStats> selectors = new CopyOnWriteArrayList<>();
  private final AtomicReference<@Nullable Ending> ending = new AtomicReference<>();

  private volatile String phase = QUEUE;

  private record Ending(ErrorCode code, String text) {}

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
    timeoutMs =
        query.timeoutMs() > 0
            ? Math.min(query.timeoutMs(), config.timeoutMs())
            : config.timeoutMs();
    startNanos = clock.nanoTime();
    samples = new SampleStats(query.stepCount(), config.features().countsSamplesByStep());
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
    return config.features().delaysNameRemoval();
  }

  /** Whether samples know since when they count. */
  boolean usesStartTimestamps() {
    return config.features().usesStartTimestamps();
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

  /** Begins a phase, which errors name. */
  void enter(String newPhase) {
    phase = newPhase;
  }

  /** What the query does now, in Prometheus' words. */
  String phase() {
    return phase;
  }

  /** Time of a clock that only goes on, to measure by. */
  long nanoTime() {
    return clock.nanoTime();
  }

  /** How long the query may take from its beginning, waiting included. */
  long timeoutMs() {
    return timeoutMs;
  }

  long ageMs() {
    return TimeUnit.NANOSECONDS.toMillis(clock.nanoTime() - startNanos);
  }

  /** What is left of the query's time; not above 0 when it is over. */
  long leftNanos() {
    return leftNanos(clock.nanoTime());
  }

  private long leftNanos(long nowNanos) {
    return startNanos + TimeUnit.MILLISECONDS.toNanos(timeoutMs) - nowNanos;
  }

  /**
   * Ends the query soon: {@link #checkAlive} fails from now on. The first reason counts. Threads
   * that wait for something else are to be interrupted besides.
   */
  void cancel(ErrorCode code, String reason) {
    ending.compareAndSet(null, new Ending(code, reason));
  }

  /** Whether the query was ended by {@link #cancel}, its time-out or an interrupt. */
  boolean isCancelled() {
    return ending.get() != null;
  }

  /** Why the query failed: the reason of its end when it was ended, whatever came of that. */
  RuntimeException reasonOf(RuntimeException seen) {
    Ending reason = ending.get();
    boolean isSaid =
        seen instanceof CarillonException error
            && reason != null
            && reason.text().equals(error.getMessage());
    return reason == null || isSaid ? seen : cancellation(seen);
  }

  private CarillonException cancellation(@Nullable Exception seen) {
    Ending reason = Objects.requireNonNull(ending.get(), "the query is alive");
    return new CarillonException(reason.code(), reason.text(), seen);
  }

  /** The query's time is over. */
  CarillonException timedOut() {
    cancel(ErrorCode.TIMEOUT, "query timed out in " + phase);
    return cancellation(null);
  }

  /** The thread was interrupted: by {@link #cancel}'s caller, or since nobody waits any more. */
  CarillonException interrupted(@Nullable Exception seen) {
    cancel(ErrorCode.CANCELED, "query was canceled in " + phase);
    return cancellation(seen);
  }

  /**
   * To be called often, by each thread that works for the query.
   *
   * @throws CarillonException with the reason of {@link #cancel}; with CANCELED after the thread
   *     was interrupted; with TIMEOUT after the time is over
   */
  void checkAlive() {
    checkAlive(clock.nanoTime());
  }

  /** The same for who has asked what time it is by {@link #nanoTime}. */
  void checkAlive(long nowNanos) {
    if (isCancelled()) {
      throw cancellation(null);
    }
    if (Thread.currentThread().isInterrupted()) {
      throw interrupted(null);
    }
    if (leftNanos(nowNanos) < 0) {
      throw timedOut();
    }
  }

  /** Where to count what one more read of a selector costs. */
  SelectorStats newStats(List<Matcher> matchers) {
    SelectorStats stats = new SelectorStats(matchers);
    selectors.add(stats);
    return stats;
  }

  /** Series with samples from {@code minMs} to {@code maxMs}, both inclusive. */
  SelectorStream select(List<Matcher> matchers, long minMs, long maxMs, SelectHints hints) {
    SelectorStats stats = new SelectorStats(matchers);
    selectors.add(stats);
    long fromNanos = clock.nanoTime();
    SeriesStream stream =
        source.select(new SelectRequest(tenant, 0, minMs, maxMs, matchers, hints));
    stats.addWaitNanos(clock.nanoTime() - fromNanos);
    return new SelectorStream(stream, stats, budget, clock);
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
