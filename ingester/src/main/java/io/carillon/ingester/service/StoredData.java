package io.carillon.ingester.service;

import io.carillon.common.error.CarillonException;
import io.carillon.common.error.ErrorCode;
import io.carillon.common.ring.Ring;
import io.carillon.common.ring.RingView;
import io.carillon.common.store.SeriesSource;
import io.carillon.common.time.MonotonicClock;
import io.carillon.ingester.block.Gaps;
import io.carillon.ingester.file.ReadOnlyFileStore;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an ingester would answer that started on a directory, whose files stay as they are: sealed
 * samples and those of the log, which takes as much memory as a start does. Nothing expires.
 * Thread-safe.
 */
public final class StoredData implements AutoCloseable {
  /** Longer than anything is kept, and far from the end of a long. */
  private static final Duration ALL_TIME = Duration.ofMillis(Long.MAX_VALUE / 2);

  private static final RingView NO_RING =
      new RingView() {
        @Override
        public @Nullable Ring current() {
          return null;
        }

        @Override
        public boolean offer(Ring ring) {
          return false;
        }
      };

  private final IngesterParts parts;
  private final Reader reader;

  private StoredData(IngesterParts parts) {
    this.parts = parts;
    this.reader = new Reader(parts, "", NO_RING);
  }

  /**
   * Reads the log of a directory and opens its files; the directory must stay open longer.
   *
   * @throws CarillonException with INTERNAL when the directory cannot be read, FAILED_PRECONDITION
   *     when its files are of another format level
   */
  public static StoredData open(StoppedDirectory directory, MonotonicClock clock) {
    IngesterConfig config =
        IngesterConfig.defaults(directory.path(), Runtime.getRuntime().maxMemory())
            .withRetention(ALL_TIME, 0);
    IngesterEnvironment environment =
        new IngesterEnvironment(
            new ReadOnlyFileStore(),
            InstantSource.fixed(Instant.EPOCH),
            clock,
            () -> 0, // Salts of files that are not written.
            new PrometheusRegistry(),
            _ -> {});
    try {
      return new StoredData(Recovery.recover(config, environment));
    } catch (IOException e) {
      throw new CarillonException(
          ErrorCode.INTERNAL, "cannot read the data in " + directory.path() + ": " + e, e);
    }
  }

  /** Answers as an ingester does. */
  public SeriesSource source() {
    return reader;
  }

  /** What may be missing, also what reading has shown so far to be damaged. */
  public List<Gaps.Gap> gaps() {
    return parts.gaps().all();
  }

  @Override
  public void close() {
    try {
      parts.close();
    } catch (IOException e) {
      throw new CarillonException(ErrorCode.INTERNAL, "cannot close files: " + e, e);
    }
  }
}
