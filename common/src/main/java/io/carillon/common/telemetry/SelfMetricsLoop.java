package io.carillon.common.telemetry;

import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Scrapes ourselves at once and then at an interval, and hands over what it found, one scrape at a
 * time on one thread. A scrape that fails is lost; the next is tried sooner, and the log says only
 * when failing begins and ends.
 */
public final class SelfMetricsLoop implements AutoCloseable {
  /** The interval of servers. */
  public static final Duration INTERVAL = Duration.ofSeconds(10);

  private static final Logger LOG = LoggerFactory.getLogger(SelfMetricsLoop.class);

  /** After a failure, so that a server that is just starting has samples soon. */
  private static final Duration RETRY = Duration.ofSeconds(1);

  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(2);

  private final SelfMetrics metrics;
  private final Consumer<SelfScrape> sink;
  private final InstantSource wallClock;
  private final Duration interval;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("self-metrics").daemon().factory());

  /** Touched by the thread only. */
  private boolean isFailing;

  /**
   * A loop that does not run yet.
   *
   * @param sink stores a scrape; may block for a bounded time, is interrupted on close, and throws
   *     when it cannot
   * @param interval between scrapes
   */
  public SelfMetricsLoop(
      SelfMetrics metrics, Consumer<SelfScrape> sink, InstantSource wallClock, Duration interval) {
    this.metrics = metrics;
    this.sink = sink;
    this.wallClock = wallClock;
    this.interval = interval;
  }

  /** Starts; the first scrape is at once. */
  public void start() {
    schedule(Duration.ZERO);
  }

  private void schedule(Duration delay) {
    try {
      var _ = thread.schedule(this::scrape, delay.toNanos(), TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException _) {
      // Closed in the meantime.
    }
  }

  private void scrape() {
    try {
      sink.accept(metrics.scrape(wallClock.millis()));
      if (isFailing) {
        LOG.info("event=self_metrics_stored_again");
      }
      isFailing = false;
    } catch (RuntimeException e) {
      if (!isFailing && !thread.isShutdown()) {
        LOG.warn("event=self_metrics_not_stored action=\"trying on\" reason=\"{}\"", e.toString());
      }
      isFailing = true;
    }
    schedule(isFailing && RETRY.compareTo(interval) < 0 ? RETRY : interval);
  }

  @Override
  public void close() {
    thread.shutdownNow();
    try {
      if (!thread.awaitTermination(CLOSE_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.warn("event=self_metrics_left_running");
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
