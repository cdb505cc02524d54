package io.carillon.ingester.wal;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.carillon.ingester.file.DiskFullException;
import io.carillon.ingester.file.FileStore;
import io.carillon.ingester.file.FixedFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Locale;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Files that wait to become segments. A thread of its own makes one ahead whenever there is none,
 * so that the committer does not wait for the zeros to be written. Thread-safe.
 */
final class SpareSegments {
  private static final Logger LOG = LoggerFactory.getLogger(SpareSegments.class);

  /** One that is taken next and one for a burst; more would only take space. */
  private static final int MAX_KEPT = 2;

  private final FileStore files;
  private final Path directory;
  private final LogOptions options;
  private final Thread maker;

  /** Held while a spare is made; taken before {@link #lock}. */
  private final ReentrantLock making = new ReentrantLock();

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  @GuardedBy("lock")
  private final ArrayDeque<Path> spares = new ArrayDeque<>();

  @GuardedBy("lock")
  private long nextName;

  @GuardedBy("lock")
  private boolean isDiskFull;

  @GuardedBy("lock")
  private boolean isClosed;

  /** Has its name, which is not durable yet. Of the thread that recycles. */
  private @Nullable Path renamed;

  SpareSegments(FileStore files, Path directory, LogOptions options) {
    this.files = files;
    this.directory = directory;
    this.options = options;
    this.maker = Thread.ofPlatform().name("wal-spares").daemon().unstarted(this::run);
  }

  /** Takes what an earlier process left and begins. */
  void start() throws IOException {
    for (String name : files.list(directory)) {
      Path file = directory.resolve(name);
      if (name.endsWith(LogFormat.TEMPORARY_SUFFIX)) {
        files.delete(file);
      } else if (name.endsWith(LogFormat.SPARE_SUFFIX)) {
        adopt(file);
      }
    }
    maker.start();
  }

  /** Whether there is no spare because there is no space for one. */
  boolean isDiskFull() {
    lock.lock();
    try {
      return isDiskFull && spares.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Gives a file the name of a segment and opens it. The name is durable once the directory is
   * synced.
   *
   * @throws DiskFullException when there is no space; then nothing has changed
   */
  FixedFile take(long number, long sizeBytes) throws IOException {
    Path spare = sizeBytes == options.segmentBytes() ? takeOrMake() : make(sizeBytes);
    Path segment = LogFormat.path(directory, number);
    try {
      files.rename(spare, segment);
    } catch (DiskFullException e) {
      files.delete(spare);
      throw e;
    }
    return files.openFixed(segment);
  }

  /**
   * Makes a spare of a segment that is not needed any more, or deletes it. Goes on where an earlier
   * call failed. One thread at a time.
   */
  void recycle(SegmentInfo segment) throws IOException {
    keepRenamed();
    Path file = LogFormat.path(directory, segment.number());
    if (!files.exists(file)) {
      return; // An earlier call went so far before it failed.
    }
    if (segment.fileBytes() == options.segmentBytes() && count() < MAX_KEPT) {
      Path spare = nextPath();
      files.rename(file, spare);
      renamed = spare;
      keepRenamed();
    } else {
      files.delete(file);
    }
  }

  private void keepRenamed() throws IOException {
    if (renamed != null) {
      // Before it is used again: it must not come back under its old name with new content.
      files.syncDirectory(directory);
      keep(renamed);
      renamed = null;
    }
  }

  /** Ends the maker. */
  void close() {
    lock.lock();
    try {
      isClosed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    Joining.join(maker);
  }

  private void adopt(Path file) throws IOException {
    lock.lock();
    try {
      nextName = Math.max(nextName, spareNumber(file) + 1);
    } finally {
      lock.unlock();
    }
    if (count() == MAX_KEPT) {
      files.delete(file);
      return;
    }
    try (FixedFile spare = files.openFixed(file)) {
      if (spare.sizeBytes() == options.segmentBytes()) {
        // An earlier life may have begun a segment in it whose name did not last.
        spare.write(0, ByteBuffer.allocate(LogFormat.HEADER_BYTES));
        spare.sync();
        keep(file);
        return;
      }
    }
    files.delete(file);
  }

  private Path takeOrMake() throws IOException {
    Path spare = poll();
    if (spare != null) {
      return spare;
    }
    making.lock();
    try {
      spare = poll();
      return spare == null ? make(options.segmentBytes()) : spare;
    } finally {
      making.unlock();
    }
  }

  private @Nullable Path poll() {
    lock.lock();
    try {
      changed.signalAll();
      return spares.pollFirst();
    } finally {
      lock.unlock();
    }
  }

  private Path make(long sizeBytes) throws IOException {
    Path spare = nextPath();
    Path temporary = spare.resolveSibling(spare.getFileName() + LogFormat.TEMPORARY_SUFFIX);
    files.createFixed(temporary, sizeBytes).close();
    try {
      files.rename(temporary, spare);
    } catch (DiskFullException e) {
      files.delete(temporary);
      throw e;
    }
    return spare;
  }

  private void keep(Path spare) {
    lock.lock();
    try {
      spares.addLast(spare);
      isDiskFull = false;
    } finally {
      lock.unlock();
    }
  }

  private int count() {
    lock.lock();
    try {
      return spares.size();
    } finally {
      lock.unlock();
    }
  }

  private Path nextPath() {
    lock.lock();
    try {
      return directory.resolve(
          String.format(Locale.ROOT, "%012d%s", nextName++, LogFormat.SPARE_SUFFIX));
    } finally {
      lock.unlock();
    }
  }

  private static long spareNumber(Path file) {
    String name = file.getFileName().toString();
    String digits = name.substring(0, name.length() - LogFormat.SPARE_SUFFIX.length());
    return digits.matches("[0-9]{12,18}") ? Long.parseLong(digits) : 0;
  }

  /* ---- The maker ---- */

  private void run() {
    boolean mayTry = true;
    while (awaitNeed(mayTry)) {
      mayTry = makeAhead();
    }
  }

  /** Waits until there is no spare; false when it is over. */
  private boolean awaitNeed(boolean mayTry) {
    lock.lock();
    try {
      long pauseNs = mayTry ? 0 : options.spaceRetry().toNanos();
      while (!isClosed && pauseNs > 0) {
        pauseNs = changed.awaitNanos(pauseNs);
      }
      while (!isClosed && !spares.isEmpty()) {
        changed.await();
      }
      return !isClosed;
    } catch (InterruptedException _) {
      return false;
    } finally {
      lock.unlock();
    }
  }

  /** Whether it worked. */
  private boolean makeAhead() {
    making.lock();
    try {
      if (count() == 0) {
        keep(make(options.segmentBytes()));
      }
      return true;
    } catch (DiskFullException e) {
      noteDiskFull(e);
      return false;
    } catch (IOException e) {
      // The committer meets it as well when it needs the space, and then it counts.
      LOG.warn("cannot make a segment ahead: directory={} error={}", directory, e.getMessage());
      return false;
    } finally {
      making.unlock();
    }
  }

  private void noteDiskFull(DiskFullException cause) {
    lock.lock();
    try {
      if (!isDiskFull) {
        LOG.warn(
            "disk full, writes are refused until there is space for a segment of the log:"
                + " directory={} error={}",
            directory,
            cause.getMessage());
      }
      isDiskFull = true;
    } finally {
      lock.unlock();
    }
  }
}
