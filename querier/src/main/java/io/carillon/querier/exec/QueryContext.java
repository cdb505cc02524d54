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
import io.carillon.querier.function.Annotations;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What all parts of one running query share. Used by one thread. */
final class QueryContext {
  private final TenantId tenant;
  private final SeriesSource source;
  private final EngineConfig config;
  private final MonotonicClock clock;
  private final long lookbackMs;
  private final long startNanos;
  private final long timeoutNanos;
  private final Annotations annotations = new Annotations();
  private final QueryBudget budget;
  private long samplesRead;

  QueryContext(Query query, SeriesSource source, EngineConfig config, MonotonicClock clock) {
    this.tenant = query.tenant();
    this.source = source;
    this.config = config;
    this.clock = clock;
    lookbackMs = query.lookbackMs() > 0 ? query.lookbackMs() : config.lookbackMs();
    long timeoutMs = query.timeoutMs() > 0 ? query.timeoutMs() : config.timeoutMs();
    timeoutNanos = TimeUnit.MILLISECONDS.toNanos(timeoutMs);
    startNanos = clock.nanoTime();
    budget = new QueryBudget(config);
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

  /** Samples that were read from the source so far. */
  long samplesRead() {
    return samplesRead;
  }

  void countSamplesRead(long samples) {
    samplesRead += samples;
  }

  /**
   * To be called often.
   *
   * @throws CarillonException with CANCELED after the thread was interrupted, with TIMEOUT after
   *     the time is over
   */
  void checkAlive() {
    if (Thread.currentThread().isInterrupted()) {
      throw new CarillonException(
          ErrorCode.CANCELED, "query was canceled in expression evaluation");
    }
    if (clock.nanoTime() - startNanos > timeoutNanos) {
      throw new CarillonException(ErrorCode.TIMEOUT, "query timed out in expression evaluation");
    }
  }

  /** Series with samples from {@code minMs} to {@code maxMs}, both inclusive. */
  SeriesStream select(List<Matcher> matchers, long minMs, long maxMs, SelectHints hints) {
    return source.select(new SelectRequest(tenant, 0, minMs, maxMs, matchers, hints));
  }

  /** An error by the query's own fault. */
  static CarillonException failed(String text) {
    return new CarillonException(ErrorCode.EXECUTION, text);
  }
}
