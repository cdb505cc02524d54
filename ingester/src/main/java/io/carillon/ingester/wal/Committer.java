package io.carillon.ingester.wal;

import io.carillon.common.error.ErrorCode;
import io.carillon.common.time.MonotonicClock;
import io.carillon.ingester.file.DiskFullException;
import io.carillon.ingester.file.FileStore;
import io.carillon.ingester.file.FixedFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes what waits in the buffer to the segments and says that it is durable. One thread. */
final class Committer implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(Committer.class);

  /** After this time a record is written although nobody waits for it. */
  private static final long IDLE_NS = TimeUnit.MILLISECONDS.toNanos(100);

  private static final double NS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);

  private final FileStore files;
  private final Path directory;
  private final LogOptions options;
  private final LogBuffer buffer;
  private final SpareSegments spares;
  private final RetainedSegments retained;
  private final SegmentCipher cipher;
  private final MonotonicClock clock;
  private final WalMetrics metrics;
  private final Consumer<Throwable> fatal;

  private @Nullable SegmentFile current;
  private long previousNumber;
  private long previousEnd;
  private long lastLsn;
  private long lastSyncNs;
  private long lastCommitNs;

  Committer(
      FileStore files,
      Path directory,
      LogOptions options,
      LogRecovery.Result found,
      LogBuffer buffer,
      SpareSegments spares,
      RetainedSegments retained,
      SegmentCipher cipher,
      MonotonicClock clock,
      WalMetrics metrics,
      Consumer<Throwable> fatal) {
    this.files = files;
    this.directory = directory;
    this.options = options;
    this.buffer = buffer;
    this.spares = spares;
    this.retained = retained;
    this.cipher = cipher;
    this.clock = clock;
    this.metrics = metrics;
    this.fatal = fatal;
    this.previousNumber = found.lastNumber();
    this.previousEnd = found.lastEnd();
    this.lastLsn = found.lastLsn();
    this.lastSyncNs = clock.nanoTime();
    this.lastCommitNs = lastSyncNs - options.commitSpacing().toNanos();
  }

  @Override
  public void run() {
    try {
      while (!buffer.isDrained()) {
        spaceOut();
        FrameGroup group = buffer.poll(IDLE_NS);
        if (group != null && !commit(group)) {
          buffer.stop(ErrorCode.STORAGE_FULL, "the write-ahead log was closed with a full disk");
          return;
        }
        syncIfDue();
      }
      finish();
      buffer.stop(ErrorCode.UNAVAILABLE, "the write-ahead log is closed");
    } catch (Throwable e) { // Whatever it was: a log that may not be whole must not go on.
      String reason = "the write-ahead log failed, restart the ingester: " + e;
      LOG.error("write-ahead log failed, nothing is acknowledged any more: {}", directory, e);
      buffer.stop(ErrorCode.STORAGE_FULL, reason);
      fatal.accept(e);
    }
  }

  /** A sync costs the same for few and for many: under load, many share one. */
  private void spaceOut() throws InterruptedException {
    long restNs = options.commitSpacing().toNanos() - (clock.nanoTime() - lastCommitNs);
    if (restNs > 0) {
      var _ = buffer.pause(restNs);
    }
  }

  /** False when the log was closed before there was space. */
  private boolean commit(FrameGroup group) throws IOException, InterruptedException {
    lastCommitNs = clock.nanoTime();
    SegmentFile file = write(group);
    if (file == null) {
      return false;
    }
    metrics.written(group.sizeBytes());
    metrics.appended(buffer.takeRecordBytes());
    if (options.syncMode() == SyncMode.ALWAYS) {
      sync(file);
    }
    buffer.complete(group);
    metrics.committed((clock.nanoTime() - group.firstAppendNs()) / NS_PER_SECOND);
    return true;
  }

  /** Where the group was written; null when the log was closed before there was space. */
  private @Nullable SegmentFile write(FrameGroup group) throws IOException, InterruptedException {
    boolean wasFull = false;
    while (true) {
      try {
        SegmentFile file = fileOf(group.segment());
        group.encrypt(cipher, file.header());
        file.write(group);
        lastLsn = file.lastLsn();
        if (wasFull) {
          LOG.info("there is space again, writes are admitted: directory={}", directory);
          buffer.hasSpace();
        }
        return file;
      } catch (DiskFullException e) {
        noteDiskFull(e, wasFull);
        wasFull = true;
        if (!buffer.pause(options.spaceRetry().toNanos())) {
          return null;
        }
      }
    }
  }

  private void noteDiskFull(DiskFullException cause, boolean wasFull) {
    if (wasFull) {
      return;
    }
    metrics.diskFull();
    LOG.warn(
        "disk full, writes are refused until there is space: directory={} error={}",
        directory,
        cause.getMessage());
    buffer.isFull("the disk of the ingester is full");
  }

  private SegmentFile fileOf(Segment segment) throws IOException {
    SegmentFile open = current;
    if (open != null && open.header().number() == segment.number()) {
      return open;
    }
    if (open != null) {
      leave(open);
    }
    FixedFile file = spares.take(segment.number(), segment.sizeBytes());
    SegmentHeader header =
        new SegmentHeader(
            segment.salt(),
            segment.number(),
            options.shardCount(),
            segment.firstLsn(),
            lastLsn,
            previousNumber,
            previousEnd,
            file.sizeBytes());
    SegmentFile next = new SegmentFile(files, directory, file, header);
    current = next;
    return next;
  }

  /** The next header says that all of this segment is durable. */
  private void leave(SegmentFile full) throws IOException {
    if (!full.isSynced()) {
      sync(full);
    }
    current = null;
    full.close();
    retained.add(full.info());
    previousNumber = full.header().number();
    previousEnd = full.end();
  }

  private void sync(SegmentFile file) throws IOException {
    long startNs = clock.nanoTime();
    file.sync();
    lastSyncNs = clock.nanoTime();
    metrics.synced((lastSyncNs - startNs) / NS_PER_SECOND);
    buffer.synced(file.lastLsn());
  }

  private void syncIfDue() throws IOException {
    SegmentFile file = current;
    if (options.syncMode() == SyncMode.INTERVAL
        && file != null
        && !file.isSynced()
        && clock.nanoTime() - lastSyncNs >= options.syncInterval().toNanos()) {
      sync(file);
    }
  }

  /** Marks the end, so that the next start can tell whether something is missing. */
  private void finish() throws IOException {
    SegmentFile file = current;
    if (file == null) {
      return;
    }
    if (!file.isSynced()) {
      sync(file);
    }
    FrameGroup mark = buffer.endMark();
    if (mark != null) {
      mark.encrypt(cipher, file.header());
      file.write(mark);
      file.sync();
    }
    file.close();
  }
}
