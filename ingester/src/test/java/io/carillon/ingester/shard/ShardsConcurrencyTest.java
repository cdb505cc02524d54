package io.carillon.ingester.shard;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.common.column.SampleColumn;
import io.carillon.common.labels.Labels;
import io.carillon.common.store.SeriesSamples;
import io.carillon.common.tenant.TenantId;
import io.carillon.common.time.MonotonicClock;
import io.carillon.ingester.index.SeriesCursor;
import io.carillon.ingester.index.SeriesIndex;
import io.carillon.ingester.index.SeriesRun;
import io.carillon.ingester.wal.RecordLog;
import io.carillon.ingester.wal.RecordType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class ShardsConcurrencyTest {
  private static final int SHARDS = 2;
  private static final int SERIES = 3000;
  private static final int SCRAPES = 300;
  private static final int INTERVAL_MS = 15_000;
  private static final TenantId TENANT = new TenantId("a");

  private final SeriesIndex index = new SeriesIndex();
  private final Shards shards =
      new Shards(SHARDS, ConflictRule.MERGE, index, MonotonicClock.system());
  private final List<Labels> labels = new ArrayList<>();
  private final AtomicBoolean isOver = new AtomicBoolean();

  /** Takes records and keeps nothing. */
  private static final class CountingLog implements RecordLog {
    private final AtomicLong lsn = new AtomicLong();

    @Override
    public long segment() {
      return 1;
    }

    @Override
    public long append(
        long segment, int shard, RecordType type, byte[] body, int offset, int length) {
      return lsn.incrementAndGet();
    }
  }

  @Test
  void readersSeeWholeBatchesWhileOthersAppendAndSeal()
      throws InterruptedException, ExecutionException {
    for (int i = 0; i < SERIES; i++) {
      labels.add(Labels.of("__name__", "m", "i", "i" + i));
    }
    CountingLog log = new CountingLog();
    try (ExecutorService threads = Executors.newFixedThreadPool(3)) {
      Future<Integer> reader = threads.submit(untilOver(this::read));
      Future<Integer> sealer = threads.submit(untilOver(() -> seal(log)));
      try {
        for (int scrape = 0; scrape < SCRAPES; scrape++) {
          append(scrape, log);
        }
      } finally {
        isOver.set(true);
      }
      assertThat(reader.get()).isPositive();
      assertThat(sealer.get()).isPositive();
    }
    shards.close();
    index.close();
  }

  /** Counts how often an action was done. */
  private Callable<Integer> untilOver(Runnable action) {
    return () -> {
      int rounds = 0;
      while (!isOver.get()) {
        action.run();
        rounds++;
      }
      return rounds;
    };
  }

  private void append(int scrape, CountingLog log) {
    List<SeriesSamples> batch = new ArrayList<>();
    long[] timestampsMs = {(long) scrape * INTERVAL_MS};
    for (int i = 0; i < SERIES; i++) {
      double[] values = {value(i, scrape)};
      batch.add(new SeriesSamples(labels.get(i), SampleColumn.floats(timestampsMs, values)));
    }
    shards.append(TENANT, batch, log, new ArrayList<>());
  }

  /** Every third series is constant. */
  private static double value(int series, int scrape) {
    return series % 3 == 0 ? series : series + scrape / 1000.0;
  }

  private void seal(CountingLog log) {
    for (int shard = 0; shard < SHARDS; shard++) {
      FrozenShard frozen = shards.freeze(shard, true, () -> log.lsn.get() + 1);
      if (frozen != null) {
        try (SeriesCursor cursor = frozen.series(TENANT)) {
          check(cursor);
        }
        frozen.release();
      }
    }
  }

  private void read() {
    try (SeriesCursor cursor = shards.select(TENANT, List.of(), 0, Long.MAX_VALUE)) {
      check(cursor);
    }
  }

  /** A series has no holes and the right values; those of a shard end together. */
  private void check(SeriesCursor cursor) {
    Map<Integer, Long> lastMs = new HashMap<>();
    for (@Nullable SeriesRun run = cursor.next(); run != null; run = cursor.next()) {
      SampleColumn column = run.frame().column();
      int series = Integer.parseInt(run.labels().get("i").substring(1));
      for (int i = 0; i < column.size(); i++) {
        long expectedMs = column.timestampsMs()[0] + (long) i * INTERVAL_MS;
        if (column.timestampsMs()[i] != expectedMs
            || column.values()[i] != value(series, (int) (expectedMs / INTERVAL_MS))) {
          throw new AssertionError("sample " + i + " of " + run.labels() + ": " + column);
        }
      }
      Long others = lastMs.putIfAbsent(shards.shardOf(TENANT, run.labels()), run.maxMs());
      assertThat(others == null || others == run.maxMs()).isTrue();
    }
  }
}
