package io.carillon.ingester.wal;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.carillon.common.error.ErrorCode;
import io.carillon.common.time.MonotonicClock;
import io.carillon.ingester.file.FaultyFileStore;
import io.carillon.ingester.file.FileStore;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.random.RandomGenerator;
import org.slf4j.LoggerFactory;

/** A log over a file store of a test, and what was recovered when it was opened. */
final class TestingLog implements AutoCloseable {
  static {
    // Tests damage data on purpose; what is said about it is not news.
    ((Logger) LoggerFactory.getLogger("io.carillon.ingester")).setLevel(Level.OFF);
  }

  static final Path DIRECTORY = Path.of("/data/wal");
  static final int SHARDS = 4;

  /** A record as it was given to a visitor. */
  record Recovered(long segment, RecordType type, int shard, String body) {}

  final LogRecovery.Result found;
  final SortedMap<Long, Recovered> recovered;
  final List<Throwable> fatal = new CopyOnWriteArrayList<>();
  final PrometheusRegistry registry = new PrometheusRegistry();
  final SegmentedLog log;

  TestingLog(FileStore files, LogOptions options) {
    this(files, options, 0, 0, SegmentCipher.NONE);
  }

  TestingLog(
      FileStore files, LogOptions options, long lowestCut, long highestCut, SegmentCipher cipher) {
    try {
      recovered = Collections.synchronizedSortedMap(new TreeMap<>());
      found =
          LogRecovery.recover(
              files,
              DIRECTORY,
              new LogRecovery.Bounds(options.shardCount(), lowestCut, highestCut),
              cipher,
              List.of(new Collector(recovered), new Collector(recovered)));
      log =
          new SegmentedLog(
              files,
              DIRECTORY,
              options,
              found,
              cipher,
              RandomGenerator.of("L64X128MixRandom"),
              MonotonicClock.system(),
              new WalMetrics(registry),
              fatal::add);
      log.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  static LogOptions options(long segmentBytes) {
    return options(segmentBytes, SyncMode.ALWAYS);
  }

  static LogOptions options(long segmentBytes, SyncMode mode) {
    return new LogOptions(
        segmentBytes,
        1 << 20,
        SHARDS,
        mode,
        Duration.ofMillis(20),
        Duration.ZERO,
        Duration.ofMillis(2));
  }

  /** Opens, and closes at once. */
  static LogRecovery.Result reopen(FaultyFileStore files, LogOptions options) {
    try (TestingLog log = new TestingLog(files, options)) {
      return log.found;
    }
  }

  /** Appends a record, encoded anew as often as the log asks for. */
  long append(int shard, String body) {
    byte[] bytes = bytes(body);
    while (true) {
      long lsn = log.append(log.segment(), shard, RecordType.SAMPLES, bytes, 0, bytes.length);
      if (lsn != RecordLog.STALE_SEGMENT) {
        return lsn;
      }
    }
  }

  /** Done with the record's number, or fails with what the log says. */
  CompletableFuture<Long> whenDurable(long lsn) {
    CompletableFuture<Long> done = new CompletableFuture<>();
    log.whenDurable(
        lsn,
        new DurabilityListener() {
          @Override
          public void onDurable() {
            done.complete(lsn);
          }

          @Override
          public void onFailed(ErrorCode code, String reason) {
            done.completeExceptionally(new IllegalStateException(code + ": " + reason));
          }
        });
    return done;
  }

  /** Appends a record and waits until it is durable. */
  long write(int shard, String body) {
    return await(whenDurable(append(shard, body)));
  }

  static <T> T await(CompletableFuture<T> future) {
    try {
      return future.get(30, TimeUnit.SECONDS);
    } catch (InterruptedException | TimeoutException e) {
      throw new AssertionError("not in time", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException(String.valueOf(e.getCause()), e);
    }
  }

  /** Bodies of what was recovered, in order. */
  List<String> bodies() {
    return recovered.values().stream().map(Recovered::body).toList();
  }

  /** A body that differs from others of other lengths and letters. */
  static String body(int length, char letter) {
    char[] text = new char[length];
    Arrays.fill(text, letter);
    return new String(text);
  }

  private static byte[] bytes(String body) {
    return body.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    log.close();
  }

  /** Notes what comes, and that it comes in order. */
  private static final class Collector implements RecordVisitor {
    private final SortedMap<Long, Recovered> records;
    private final List<Long> lsns = new ArrayList<>();
    private long segment;

    Collector(SortedMap<Long, Recovered> records) {
      this.records = records;
    }

    @Override
    public void beginSegment(long number) {
      if (number <= segment) {
        throw new IllegalStateException("segment " + number + " after " + segment);
      }
      segment = number;
    }

    @Override
    public void record(
        long lsn, RecordType type, int shard, byte[] content, int offset, int length) {
      if (!lsns.isEmpty() && lsns.getLast() >= lsn) {
        throw new IllegalStateException("record " + lsn + " after " + lsns.getLast());
      }
      lsns.add(lsn);
      String body = new String(content, offset, length, StandardCharsets.UTF_8);
      records.put(lsn, new Recovered(segment, type, shard, body));
    }
  }
}
