package io.carillon.ingester.wal;

import io.carillon.common.error.ErrorCode;
import io.carillon.common.time.MonotonicClock;
import io.carillon.ingester.file.DiskFullException;
import io.carillon.ingester.file.FileStore;
import io.carillon.ingester.wal.CommitQueue.Group;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The log. Any thread submits entries; they wait in groups. One committer thread takes the oldest
 * group, writes it, calls fdatasync, and then tells each entry. While it does, the next group
 * fills: the slower the disk, the larger the groups.
 *
 * <p>A group belongs to one segment. {@link #cut} ends the current group and starts one in a new
 * segment, so that everything before the cut lies in older segments.
 *
 * <p>When the disk is full, everything that waits is refused, what was written of it is taken back,
 * and the log goes on with the next entry. Any other failure of a write, and every failure of
 * fdatasync, is final: nothing is acknowledged any more and {@code fatal} is told once.
 */
public final class WriteAheadLog implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(WriteAheadLog.class);

  private static final int WRITE_BUFFER_BYTES = 256 << 10;

  /** What became of a submitted entry. */
  public enum Admission {
    /** It will be told. */
    ACCEPTED,
    /** It was prepared for a state that is gone. */
    STALE,
    /** Too much is waiting. */
    FULL,
    /** The log has failed or is closed; {@link WriteAheadLog#whyStopped} says more. */
    STOPPED
  }

  private final FileStore files;
  private final Path directory;
  private final RandomGenerator random;
  private final MonotonicClock clock;
  private final WalMetrics metrics;
  private final Consumer<Throwable> fatal;
  private final Thread committer;
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(WRITE_BUFFER_BYTES);

  private final CommitQueue queue;
  private volatile @Nullable String whyStopped;

  // Owned by the committer.
  private @Nullable SegmentWriter writer;
  private WalPosition lastDurable;
  private @Nullable Group inFlight;

  /**
   * A log that continues after what is there; {@link #start} begins.
   *
   * @param end where the log ends
   * @param nextSegment number of the segment to begin with, above all that are there
   * @param fatal told once when the log has failed; must not block
   */
  public WriteAheadLog(
      FileStore files,
      Path directory,
      WalOptions options,
      WalPosition end,
      long nextSegment,
      RandomGenerator random,
      MonotonicClock clock,
      WalMetrics metrics,
      Consumer<Throwable> fatal) {
    this.files = files;
    this.directory = directory;
    this.lastDurable = end;
    this.random = random;
    this.clock = clock;
    this.metrics = metrics;
    this.fatal = fatal;
    this.queue = new CommitQueue(options, nextSegment);
    this.committer = Thread.ofPlatform().name("wal-committer").unstarted(this::run);
  }

  /** Starts the committer. */
  public void start() {
    committer.start();
  }

  /** Submits an entry. Returns at once. */
  public Admission submit(WalEntry entry) {
    return queue.submit(entry);
  }

  /**
   * Divides the log: all that was submitted before lies in segments below a number, all that is
   * submitted later does not.
   *
   * @param marker told, durable or failed, after all entries before the cut were told
   * @param atCut given the number of the first segment after the cut, at the cut, under the log's
   *     lock; must be short
   * @return false when the log is stopped, then nothing happened
   */
  public boolean cut(WalEntry marker, LongConsumer atCut) {
    return queue.cut(marker, atCut);
  }

  /** Bytes submitted since the last cut. */
  public long bytesSinceCut() {
    return queue.bytesSinceCut();
  }

  /** Bytes that wait to be durable. */
  public long pendingBytes() {
    return queue.pendingBytes();
  }

  /** Why the log takes nothing any more; null while it does. */
  public @Nullable String whyStopped() {
    return whyStopped;
  }

  /** Commits what waits, then ends the committer. */
  @Override
  public void close() {
    queue.close();
    boolean interrupted = false;
    while (true) {
      try {
        committer.join();
        break;
      } catch (InterruptedException _) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /* ---- Committer ---- */

  private void run() {
    try {
      for (Group group = queue.take(); group != null; group = queue.take()) {
        commit(group);
      }
      if (writer != null) {
        writer.close();
      }
      whyStopped = "the write-ahead log is closed";
    } catch (Throwable e) { // Whatever it was: a log that may not be whole must not go on.
      stopFor(e);
    }
  }

  private void commit(Group group) throws IOException {
    inFlight = group;
    if (!group.frames().isEmpty()) {
      try {
        writerFor(group.segment()).write(group.frames());
      } catch (DiskFullException e) {
        takeBack(group, e);
        return;
      }
      syncWriter();
      metrics.written(group.sizeBytes());
    }
    queue.release(group);
    for (WalEntry entry : group.entries()) {
      entry.onDurable();
    }
    inFlight = null;
  }

  private SegmentWriter writerFor(long segment) throws IOException {
    SegmentWriter current = writer;
    if (current != null && current.durablePosition().segment() == segment) {
      return current;
    }
    if (current != null) {
      writer = null;
      current.close();
    }
    WalFormat.Header header =
        new WalFormat.Header(
            random.nextInt(), segment, lastDurable.segment(), lastDurable.offset());
    SegmentWriter created = SegmentWriter.create(files, directory, header, buffer);
    writer = created;
    lastDurable = created.durablePosition();
    return created;
  }

  private void syncWriter() throws IOException {
    SegmentWriter current = writer;
    if (current == null) {
      throw new IllegalStateException("no segment is open");
    }
    long startNs = clock.nanoTime();
    current.sync();
    metrics.synced((clock.nanoTime() - startNs) / (double) TimeUnit.SECONDS.toNanos(1));
    lastDurable = current.durablePosition();
  }

  /**
   * The disk is full: refuses the group and all that wait behind it, since they may use names of
   * series that the group was to bring.
   */
  private void takeBack(Group failed, DiskFullException cause) throws IOException {
    metrics.diskFull();
    LOG.warn(
        "disk full, writes are refused until there is space: directory={} error={}",
        directory,
        cause.getMessage());
    boolean clean = truncateWriter();
    List<Group> refused = new ArrayList<>();
    refused.add(failed);
    refused.addAll(queue.startOver(failed, clean, lastDurable));
    inFlight = null;
    refuse(refused, ErrorCode.STORAGE_FULL, "the disk of the ingester is full");
  }

  /** Whether the open segment ends where it is durable. */
  private boolean truncateWriter() {
    SegmentWriter current = writer;
    if (current == null) {
      return true;
    }
    try {
      current.truncateToDurable();
      return true;
    } catch (IOException e) {
      LOG.warn("cannot take back a torn write, a new segment follows: error={}", e.getMessage());
      return false;
    }
  }

  private void stopFor(Throwable cause) {
    String reason = "the write-ahead log failed, restart the ingester: " + cause;
    LOG.error("write-ahead log failed, nothing is acknowledged any more: {}", directory, cause);
    List<Group> refused = new ArrayList<>();
    if (inFlight != null) {
      refused.add(inFlight);
    }
    whyStopped = reason;
    refused.addAll(queue.stop());
    refuse(refused, ErrorCode.STORAGE_FULL, reason);
    fatal.accept(cause);
  }

  private static void refuse(List<Group> groups, ErrorCode code, String reason) {
    for (Group group : groups) {
      for (WalEntry entry : group.entries()) {
        entry.onFailed(code, reason);
      }
    }
  }
}
