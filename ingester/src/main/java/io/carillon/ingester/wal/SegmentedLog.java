package io.carillon.ingester.wal;

import io.carillon.common.time.MonotonicClock;
import io.carillon.ingester.file.FileStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The write-ahead log. Any thread appends records to a buffer; one committer thread takes what is
 * there, writes it into the open segment, calls fdatasync, and then tells whoever waits. While it
 * does, the next group fills: the slower the disk, the larger the groups. Thread-safe.
 *
 * <p>When the disk is full, who waits is refused and nothing is admitted; the same bytes are tried
 * again at the same place until there is space, and then the log goes on. Any other failure of a
 * write, and every failure of fdatasync, is final: nothing is acknowledged any more and {@code
 * fatal} is told once.
 */
public final class SegmentedLog implements RecordLog, AutoCloseable {
  /** Whether a batch may be staged and appended. */
  public enum Admission {
    /** It may; appending does not fail. */
    ADMITTED,
    /** Too much waits to be durable. */
    FULL,
    /** There is no space; ends by itself. */
    DISK_FULL,
    /** The log has failed or is closed; {@link SegmentedLog#whyStopped} says more. */
    STOPPED
  }

  private final LogBuffer buffer;
  private final SpareSegments spares;
  private final RetainedSegments retained;
  private final Thread committer;

  /**
   * A log that continues after what was recovered; {@link #start} begins.
   *
   * @param found what {@link LogRecovery} found in the directory
   * @param fatal told once when the log has failed, on the committer thread; must not block
   */
  public SegmentedLog(
      FileStore files,
      Path directory,
      LogOptions options,
      LogRecovery.Result found,
      SegmentCipher cipher,
      RandomGenerator random,
      MonotonicClock clock,
      WalMetrics metrics,
      Consumer<Throwable> fatal) {
    buffer = new LogBuffer(options, random, clock, found.nextSegment(), found.nextLsn());
    spares = new SpareSegments(files, directory, options);
    retained = new RetainedSegments(found.segments());
    Committer work =
        new Committer(
            files, directory, options, found, buffer, spares, retained, cipher, clock, metrics,
            fatal);
    committer = Thread.ofPlatform().name("wal-committer").unstarted(work);
  }

  /** Starts the threads of the log. */
  public void start() throws IOException {
    spares.start();
    committer.start();
  }

  /**
   * Asks before a batch is staged. Bounds what waits, but for what those append who ask at the same
   * time.
   *
   * @param bytes that the batch will append, about
   */
  public Admission admit(long bytes) {
    Admission admission = buffer.admit(bytes);
    return admission == Admission.ADMITTED && spares.isDiskFull() ? Admission.DISK_FULL : admission;
  }

  @Override
  public long segment() {
    return buffer.segment();
  }

  /**
   * {@inheritDoc}
   *
   * <p>Once the log is stopped the record is dropped, and {@link #whenDurable} says so. A record
   * that nobody waits for is written after a moment.
   */
  @Override
  public long append(
      long segment, int shard, RecordType type, byte[] body, int offset, int length) {
    return buffer.append(segment, shard, type, body, offset, length);
  }

  /**
   * Tells a listener when a record and all before it are durable, or that nobody can say so: on the
   * committer thread, or at once on this one when it is known already.
   *
   * @param lsn of a record that was appended
   */
  public void whenDurable(long lsn, DurabilityListener listener) {
    buffer.whenDurable(lsn, listener);
  }

  /**
   * Gives up the segments that lie wholly below a record. That they are not needed must be durable
   * already. What a failure leaves behind is given up by the next call. One thread at a time.
   */
  public void recycleBelow(long lsn) throws IOException {
    for (SegmentInfo oldest = retained.oldestBelow(lsn);
        oldest != null;
        oldest = retained.oldestBelow(lsn)) {
      spares.recycle(oldest);
      retained.removeOldest();
    }
  }

  /** Bytes in all segments that are still needed. */
  public long retainedBytes() {
    return retained.usedBytes() + buffer.openSegmentBytes();
  }

  /** Number of the next record. */
  public long nextLsn() {
    return buffer.nextLsn();
  }

  /** Number of the last record that is durable, as far as the sync mode goes. */
  public long durableLsn() {
    return buffer.durableLsn();
  }

  /** Bytes that wait to be durable. */
  public long pendingBytes() {
    return buffer.pendingBytes();
  }

  /** Why the log takes nothing any more; null while it does. */
  public @Nullable String whyStopped() {
    return buffer.whyStopped();
  }

  /** Commits what waits, then ends the threads. */
  @Override
  public void close() {
    buffer.close();
    Joining.join(committer);
    spares.close();
  }
}
