package io.carillon.ingester.service;

import io.carillon.common.error.CarillonException;
import io.carillon.common.error.ErrorCode;
import io.carillon.ingester.block.BlockMeta;
import io.carillon.ingester.file.DiskFullException;
import io.carillon.ingester.wal.SeriesFile;
import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Seals, merges and deletes in the background: one thread seals, another merges and deletes, since
 * a long merge must not hold up a seal. What fails is tried again at the next interval.
 */
final class Maintenance implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Maintenance.class);

  /** Fewer are read at once, garbage or not. */
  private static final int SMALL_SERIES_FILE = 10_000;

  private static final int MAX_SERIES_FILES = 16;

  private interface Task {
    void run() throws IOException;
  }

  private final IngesterParts parts;
  private final Sealer sealer;
  private final SealPlan plan;
  private final ScheduledExecutorService sealerThread = thread("ingester-sealer");
  private final ScheduledExecutorService mergerThread = thread("ingester-merger");

  private final AtomicBoolean sealRequested = new AtomicBoolean();
  private volatile boolean sealFailed;

  Maintenance(IngesterParts parts, MemoryPressure pressure) {
    this.parts = parts;
    this.sealer = new Sealer(parts);
    this.plan = new SealPlan(parts, pressure);
  }

  void start() {
    long intervalMs = parts.config().maintenanceInterval().toMillis();
    // Attempts never fail, so nobody asks these futures.
    var _ =
        sealerThread.scheduleWithFixedDelay(
            () -> sealFailed = !attempt("seal", this::maintainSeries),
            intervalMs,
            intervalMs,
            TimeUnit.MILLISECONDS);
    var _ =
        mergerThread.scheduleWithFixedDelay(
            () -> {
              var _ = attempt("merge", this::merge);
            },
            intervalMs,
            intervalMs,
            TimeUnit.MILLISECONDS);
  }

  /**
   * Asks for a look at what is due, without waiting for the next interval; after a failure the
   * interval is waited for. Never blocks.
   */
  void sealSoon() {
    if (!sealFailed && sealRequested.compareAndSet(false, true)) {
      try {
        sealerThread.execute(
            () -> {
              sealRequested.set(false);
              sealFailed = !attempt("seal", this::sealWhatIsDue);
            });
      } catch (RejectedExecutionException _) {
        // The ingester is closing; it seals by itself.
      }
    }
  }

  /** Seals everything, merges all that can be merged if wanted, and says so when it cannot. */
  FlushReport flush(boolean merge) {
    Sealer.Sealed sealed =
        runAndWait(
            sealerThread,
            () -> {
              recordDamage();
              return sealer.sealAll();
            });
    if (merge) {
      mergeAll();
    }
    return new FlushReport(
        sealed.shards(),
        sealed.series(),
        sealed.samples(),
        sealed.sizeBytes(),
        parts.blocks().metas().size(),
        parts.blocks().metas().stream().mapToLong(BlockMeta::sizeBytes).sum());
  }

  private void mergeAll() {
    runAndWait(
        mergerThread,
        () -> {
          parts.blocks().mergeAll(deletionCutMs());
          return true;
        });
  }

  /** Seals everything, then runs a task on the thread that seals, so that nothing else does. */
  <T> T runSealed(Callable<T> task) {
    return runAndWait(
        sealerThread,
        () -> {
          var _ = sealer.sealAll();
          return task.call();
        });
  }

  /** Merges and deletes now what is due. */
  void mergeNow() {
    runAndWait(
        mergerThread,
        () -> {
          merge();
          return true;
        });
  }

  /** Lets series without samples leave memory that were idle for long enough. */
  void evictNow() {
    runAndWait(
        sealerThread,
        () -> {
          evictIdle();
          return true;
        });
  }

  /** Ends both threads after what they are doing. */
  @Override
  public void close() {
    sealerThread.close();
    mergerThread.close();
  }

  private void maintainSeries() throws IOException {
    sealWhatIsDue();
    evictIdle();
  }

  private void sealWhatIsDue() throws IOException {
    recordDamage();
    // So many at most, that writers who fill memory as fast as it is sealed hold up nothing else.
    int shard = plan.next();
    for (int i = 0; i < parts.shards().shardCount() && shard >= 0; i++) {
      var _ = sealer.seal(shard);
      shard = plan.next();
    }
  }

  private void evictIdle() throws IOException {
    int evicted = parts.shards().evictIdle(parts.config().head().idleTime().toMillis());
    if (evicted > 0) {
      LOG.info("idle series left memory: count={}", evicted);
    }
    rewriteSeriesFile();
  }

  /** When most of it is garbage: series that left, or that were there before a start. */
  private void rewriteSeriesFile() throws IOException {
    SeriesFile file = parts.seriesFile();
    boolean isGarbage = file.count() > 2L * parts.shards().seriesCount() + SMALL_SERIES_FILE;
    if (isGarbage || file.fileCount() > MAX_SERIES_FILES) {
      file.rewrite(parts.shards()::forEachSeries);
    }
  }

  /** What readers found damaged, they took out of memory only. */
  private void recordDamage() throws IOException {
    parts.blocks().finishQuarantine();
    parts.gaps().save();
  }

  private void merge() throws IOException {
    long cutMs = deletionCutMs();
    parts.blocks().expire(cutMs);
    parts.gaps().expire(cutMs);
    boolean more = true;
    while (more) {
      more = parts.blocks().mergeOnce(parts.environment().wallClock().millis(), cutMs);
    }
  }

  /**
   * Now, or the time of the newest sample if that is earlier: a clock that runs ahead must not
   * delete what is merely not older than before.
   */
  private long deletionCutMs() {
    long newestMs =
        parts.blocks().metas().stream().mapToLong(BlockMeta::maxMs).max().orElse(Long.MIN_VALUE);
    newestMs = Math.max(newestMs, parts.shards().maxMs());
    long nowMs = parts.environment().wallClock().millis();
    return Math.min(nowMs, Math.max(newestMs, 0)) - parts.config().retention().toMillis();
  }

  private boolean attempt(String what, Task task) {
    try {
      task.run();
      return true;
    } catch (IOException | RuntimeException e) {
      parts.metrics().maintenanceFailed();
      LOG.warn("{} failed, it is tried again: {}", what, e.toString(), e);
      return false;
    }
  }

  private static <T> T runAndWait(ExecutorService thread, Callable<T> task) {
    try {
      return CompletableFuture.supplyAsync(() -> unchecked(task), thread).join();
    } catch (CompletionException e) {
      Throwable cause = e.getCause();
      ErrorCode code =
          cause instanceof DiskFullException ? ErrorCode.STORAGE_FULL : ErrorCode.INTERNAL;
      throw new CarillonException(code, "cannot write sealed data: " + cause, cause);
    }
  }

  private static <T> T unchecked(Callable<T> task) {
    try {
      return task.call();
    } catch (Exception e) {
      throw new CompletionException(e);
    }
  }

  private static ScheduledExecutorService thread(String name) {
    return Executors.newSingleThreadScheduledExecutor(
        Thread.ofPlatform().name(name).daemon(true).factory());
  }
}
