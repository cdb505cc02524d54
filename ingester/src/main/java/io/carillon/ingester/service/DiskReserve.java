package io.carillon.ingester.service;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.carillon.common.time.MonotonicClock;
import io.carillon.ingester.file.FileStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says whether the disk still has the space that is kept free. Thread-safe. */
final class DiskReserve {
  private static final Logger LOG = LoggerFactory.getLogger(DiskReserve.class);
  private static final long CHECK_INTERVAL_NS = TimeUnit.SECONDS.toNanos(1);

  private final FileStore files;
  private final Path directory;
  private final long minFreeBytes;
  private final MonotonicClock clock;

  private volatile boolean isLow;

  @GuardedBy("this")
  private long nextCheckNs;

  DiskReserve(FileStore files, Path directory, long minFreeBytes, MonotonicClock clock) {
    this.files = files;
    this.directory = directory;
    this.minFreeBytes = minFreeBytes;
    this.clock = clock;
    this.nextCheckNs = clock.nanoTime();
  }

  /** Whether less than the reserve is free; looks at most once a second. */
  boolean isLow() {
    if (minFreeBytes > 0) {
      checkIfDue();
    }
    return isLow;
  }

  private synchronized void checkIfDue() {
    long nowNs = clock.nanoTime();
    if (nowNs - nextCheckNs < 0) {
      return;
    }
    nextCheckNs = nowNs + CHECK_INTERVAL_NS;
    try {
      long usableBytes = files.usableBytes(directory);
      boolean nowLow = usableBytes < minFreeBytes;
      if (nowLow && !isLow) {
        LOG.warn(
            "disk nearly full, writes are refused until there is space: directory={}"
                + " usable_bytes={} reserve_bytes={}",
            directory,
            usableBytes,
            minFreeBytes);
      } else if (isLow && !nowLow) {
        LOG.info("disk has space again, writes are taken: directory={}", directory);
      }
      isLow = nowLow;
    } catch (IOException e) {
      LOG.warn("cannot ask for the free space: directory={}", directory, e);
    }
  }
}
