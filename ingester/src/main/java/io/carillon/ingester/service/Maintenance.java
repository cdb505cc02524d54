package io.carillon.ingester.service;

import io.carillon.common.error.CarillonException;
import io.carillon.common.error.ErrorCode;
import io.carillon.ingester.block.BlockMeta;
import io.carillon.ingester.file.DiskFullException;
import io.carillon.ingester.head.Head;
import java.io.IOException;
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

  private interface Task {
    void run() throws IOException;
  }

  private final IngesterParts parts;
  private final ScheduledExecutorService sealerThread = thread("ingester-sealer");
  private final ScheduledExecutorService mergerThread = thread("ingester-merger");
  private final AtomicBoolean sealRequested = new AtomicBoolean();

  Maintenance(IngesterParts parts) {
    this.parts = parts;
  }

  void start() {
    long intervalMs = parts.config().maintenanceInterval().toMillis();
    // Attempts never fail, so nobody asks these futures.
    var _ =
        sealerThread.scheduleWithFixedDelay(
            () -> attempt("seal", this::sealIfDue), intervalMs, intervalMs, TimeUnit.MILLISECONDS);
    var _ =
        mergerThread.scheduleWithFixedDelay(
            () -> attempt("merge", this::merge), intervalMs, intervalMs, TimeUnit.MILLISECONDS);
  }

  /** Asks for a seal of the frozen head. Never blocks. */
  void sealSoon() {
    if (sealRequested.compareAndSet(false, true)) {
      try {
        sealerThread.execute(
            () -> {
              sealRequested.set(false);
              attempt("seal", this::sealFrozen);
            });
      } catch (RejectedExecutionException _) {
        // The ingester is closing; it seals by itself.
      }
    }
  }

  /** Seals everything, and says so when it cannot. */
  void flush() {
    runAndWait(
        sealerThread,
        () -> {
          recordDamage();
          sealFrozen();
          if (parts.heads().cut()) {
            sealFrozen();
          } else if (parts.heads().hasUnsealed()) {
            throw new IOException("the log takes nothing any more");
          }
        });
  }

  /** Merges and deletes now what is due. */
  void mergeNow() {
    runAndWait(mergerThread, this::merge);
  }

  /** Ends both threads after what they are doing. */
  @Override
  public void close() {
    sealerThread.close();
    mergerThread.close();
  }

  private void sealIfDue() throws IOException {
    boolean isOld = parts.heads().activeAgeNs() >= parts.config().sealInterval().toNanos();
    boolean isLarge =
        parts.heads().view().active().sizeBytes() >= parts.config().maxHeadBytes()
            || parts.log().bytesSinceCut() >= parts.config().maxWalBytes();
    if (isOld || isLarge) {
      // Without effect while a head is frozen already.
      parts.heads().cut();
    }
    sealFrozen();
    recordDamage();
  }

  /** What readers found damaged, they took out of memory only. */
  private void recordDamage() throws IOException {
    parts.blocks().finishQuarantine();
    parts.gaps().save();
  }

  private void sealFrozen() throws IOException {
    Heads.Frozen frozen = parts.heads().view().frozen();
    if (frozen != null) {
      frozen.settled().join();
      parts.sealer().seal(frozen.head(), frozen.firstSegmentAfter());
      parts.heads().dropFrozen();
    }
  }

  private void merge() throws IOException {
    long cutMs = deletionBaseMs() - parts.config().retention().toMillis();
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
  private long deletionBaseMs() {
    long newestMs =
        parts.blocks().metas().stream().mapToLong(BlockMeta::maxMs).max().orElse(Long.MIN_VALUE);
    for (Head head : parts.heads().view().all()) {
      newestMs = Math.max(newestMs, head.maxMs());
    }
    long nowMs = parts.environment().wallClock().millis();
    return Math.min(nowMs, Math.max(newestMs, 0));
  }

  private void attempt(String what, Task task) {
    try {
      task.run();
    } catch (IOException | RuntimeException e) {
      parts.metrics().maintenanceFailed();
      LOG.warn("{} failed, it is tried again: {}", what, e.toString(), e);
    }
  }

  private static void runAndWait(ExecutorService thread, Task task) {
    try {
      CompletableFuture.runAsync(
              () -> {
                try {
                  task.run();
                } catch (IOException e) {
                  throw new CompletionException(e);
                }
              },
              thread)
          .join();
    } catch (CompletionException e) {
      Throwable cause = e.getCause();
      ErrorCode code =
          cause instanceof DiskFullException ? ErrorCode.STORAGE_FULL : ErrorCode.INTERNAL;
      throw new CarillonException(code, "cannot write sealed data: " + cause, cause);
    }
  }

  private static ScheduledExecutorService thread(String name) {
    return Executors.newSingleThreadScheduledExecutor(
        Thread.ofPlatform().name(name).daemon(true).factory());
  }
}
