package io.carillon.ingester.shard;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.common.column.ColumnAssertions;
import io.carillon.common.column.RandomColumns;
import io.carillon.common.column.SampleColumn;
import io.carillon.common.column.SampleColumnBuilder;
import io.carillon.common.column.SampleMerger;
import io.carillon.common.labels.LabelHash;
import io.carillon.common.labels.Labels;
import io.carillon.common.labels.Matcher;
import io.carillon.common.store.Rejection;
import io.carillon.common.store.SeriesSamples;
import io.carillon.common.tenant.TenantId;
import io.carillon.ingester.index.SeriesCursor;
import io.carillon.ingester.index.SeriesIndex;
import io.carillon.ingester.index.SeriesRun;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Random operations against a model, from one seed that a failure prints. More rounds: {@code
 * -Dcarillon.test.rounds=1000}, one seed again: {@code -Dcarillon.test.seed=7}.
 */
final class ShardsModelTest {
  private static final int STEPS = 200;
  private static final int SHARDS = 3;
  private static final List<TenantId> TENANTS = List.of(new TenantId("a"), new TenantId("b"));

  @Test
  void isWhatWasAppendedOverSealsEvictionsAndReplays() {
    long first = Long.getLong("carillon.test.seed", 1);
    int rounds =
        System.getProperty("carillon.test.seed") != null
            ? 1
            : Integer.getInteger("carillon.test.rounds", 20);
    for (long seed = first; seed < first + rounds; seed++) {
      try (Round round = new Round(seed)) {
        round.run();
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
      }
    }
  }

  /** A label set of a tenant. */
  private record Key(int tenant, Labels labels) implements Comparable<Key> {
    @Override
    public int compareTo(Key other) {
      return tenant != other.tenant ? tenant - other.tenant : labels.compareTo(other.labels);
    }
  }

  /** What a cursor has to give, from the moment when it was opened. */
  private record OpenCursor(SeriesCursor cursor, NavigableMap<Labels, SampleColumn> expected) {}

  private static final class Round implements AutoCloseable {
    private final Random random;
    private final RandomColumns columns;
    private final TestingLog log;
    private final SeriesIndex index = new SeriesIndex();
    private final Shards shards;
    private long nowNs;

    private final List<NavigableMap<Key, SampleColumn>> current = new ArrayList<>();
    private final List<NavigableMap<Key, SampleColumn>> frozen = new ArrayList<>();
    private final @Nullable FrozenShard[] seals = new FrozenShard[SHARDS];
    private final long[] cuts = new long[SHARDS];
    private final Map<Integer, Key> seriesFile = new TreeMap<>();
    private final List<OpenCursor> open = new ArrayList<>();
    private final List<Labels> pool = new ArrayList<>();
    private long scrapeMs = 1_700_000_000_000L;

    Round(long seed) {
      random = new Random(seed);
      columns = new RandomColumns(seed);
      log = new TestingLog(2 + random.nextInt(40));
      shards = new Shards(SHARDS, ConflictRule.MERGE, index, () -> nowNs);
      for (int i = 0; i < SHARDS; i++) {
        current.add(new TreeMap<>());
        frozen.add(new TreeMap<>());
      }
      for (int i = 0; i < 40; i++) {
        pool.add(Labels.of("__name__", "m" + i % 7, "instance", "i" + i));
      }
    }

    void run() {
      for (int step = 0; step < STEPS; step++) {
        nowNs += 1_000_000_000L;
        switch (random.nextInt(12)) {
          case 0 -> appendAnything();
          case 1 -> seal();
          case 2 -> release();
          case 3 -> check(shards);
          case 4 -> openCursor();
          case 5 -> closeCursor();
          case 6 -> evict();
          case 7 -> appendAgain();
          default -> scrape();
        }
      }
      check(shards);
      while (!open.isEmpty()) {
        closeCursor();
      }
      replay();
    }

    private void scrape() {
      scrapeMs += random.nextInt(4) == 0 ? 15_007 : 15_000;
      int tenant = random.nextInt(2);
      List<SeriesSamples> batch = new ArrayList<>();
      boolean jitters = random.nextInt(3) == 0;
      for (int i = 0; i < pool.size(); i++) {
        if (random.nextInt(20) > 0) {
          long timeMs = scrapeMs + (jitters ? random.nextInt(5) : 0);
          double value = i % 3 == 0 ? 7 : i % 3 == 1 ? scrapeMs / 1000.0 : columns.value();
          batch.add(new SeriesSamples(label(i), one(timeMs, value)));
        }
      }
      append(tenant, batch);
    }

    /** The same object again, or one that is equal. */
    private Labels label(int i) {
      return random.nextInt(4) == 0 ? pool.get(i).toBuilder().build() : pool.get(i);
    }

    private static SampleColumn one(long timeMs, double value) {
      return SampleColumn.floats(new long[] {timeMs}, new double[] {value});
    }

    private void appendAnything() {
      List<SeriesSamples> batch = new ArrayList<>();
      for (int i = random.nextInt(pool.size()); i < pool.size(); i += 1 + random.nextInt(9)) {
        batch.add(new SeriesSamples(label(i), anything()));
      }
      append(random.nextInt(2), batch);
    }

    private SampleColumn anything() {
      return switch (random.nextInt(4)) {
        case 0 -> one(scrapeMs - random.nextInt(100) * 15_000L, random.nextInt(3));
        case 1 -> columns.column(12);
        case 2 -> unsorted();
        default -> history();
      };
    }

    private SampleColumn unsorted() {
      SampleColumnBuilder out = new SampleColumnBuilder(8);
      for (int i = 0; i < 8; i++) {
        out.add(scrapeMs - 15_000L * random.nextInt(9), columns.value(), null, 0);
      }
      return out.build();
    }

    private SampleColumn history() {
      SampleColumnBuilder out = new SampleColumnBuilder(8);
      for (int i = 0; i < 1 + random.nextInt(200); i++) {
        out.addFloat(scrapeMs + 10L * i, i < 20 ? 5 : i);
      }
      scrapeMs += 1000;
      return out.build();
    }

    private void appendAgain() {
      List<SeriesSamples> batch = new ArrayList<>();
      for (NavigableMap<Key, SampleColumn> shard : current) {
        shard.forEach(
            (key, column) -> {
              if (key.tenant == 0 && random.nextInt(5) == 0) {
                int at = random.nextInt(column.size());
                SampleColumnBuilder out = new SampleColumnBuilder(1);
                out.add(column, at);
                batch.add(new SeriesSamples(key.labels, out.build()));
              }
            });
      }
      append(0, batch);
    }

    private void append(int tenant, List<SeriesSamples> batch) {
      List<Rejection> rejections = new ArrayList<>();
      long before = log.nextLsn();
      long lsn = shards.append(TENANTS.get(tenant), batch, log, rejections);
      assertThat(rejections).isEmpty();
      assertThat(lsn).isEqualTo(log.nextLsn() == before ? 0 : log.nextLsn() - 1);
      for (SeriesSamples series : batch) {
        Key key = new Key(tenant, series.labels());
        SampleColumn column = TimeOrder.sorted(series.samples());
        current.get(shardOf(key)).merge(key, column, SampleMerger::merge);
      }
    }

    private static int shardOf(Key key) {
      return Batch.shardOf(new LabelHash().hash(TENANTS.get(key.tenant), key.labels), SHARDS);
    }

    private void seal() {
      int shard = random.nextInt(SHARDS);
      if (seals[shard] != null) {
        return;
      }
      FrozenShard sealing = shards.freeze(shard, random.nextInt(4) == 0, log::nextLsn);
      assertThat(shards.hasUnsealed(shard)).isEqualTo(sealing != null);
      if (sealing == null) {
        assertThat(current.get(shard)).isEmpty();
        cuts[shard] = log.nextLsn();
        return;
      }
      assertThat(sealing.cutLsn()).isEqualTo(log.nextLsn());
      seals[shard] = sealing;
      frozen.get(shard).putAll(current.get(shard));
      current.get(shard).clear();
      checkFrozen(sealing, frozen.get(shard));
    }

    private static void checkFrozen(FrozenShard sealing, NavigableMap<Key, SampleColumn> expected) {
      NavigableMap<Key, SampleColumn> actual = new TreeMap<>();
      for (TenantId tenant : sealing.tenants()) {
        NavigableMap<Labels, SampleColumn> read = read(sealing.series(tenant));
        read.forEach((labels, c) -> actual.put(new Key(TENANTS.indexOf(tenant), labels), c));
      }
      assertThat(actual.keySet()).isEqualTo(expected.keySet());
      expected.forEach(
          (key, column) ->
              ColumnAssertions.assertSameSamples(Objects.requireNonNull(actual.get(key)), column));
    }

    private void release() {
      int shard = random.nextInt(SHARDS);
      FrozenShard sealing = seals[shard];
      if (sealing == null) {
        return;
      }
      sealing.forEachNewSeries(
          (ref, tenant, labels) -> seriesFile.put(ref, new Key(TENANTS.indexOf(tenant), labels)));
      cuts[shard] = sealing.cutLsn();
      sealing.release();
      frozen.get(shard).clear();
      seals[shard] = null;
    }

    private void evict() {
      int before = shards.seriesCount();
      int evicted = shards.evictIdle(random.nextInt(20_000));
      assertThat(shards.seriesCount()).isEqualTo(before - evicted);
      Set<Integer> known = new HashSet<>();
      shards.forEachSeries((ref, tenant, labels) -> known.add(ref));
      assertThat(known).hasSize(shards.seriesCount());
      seriesFile.keySet().retainAll(known);
    }

    private void openCursor() {
      int tenant = random.nextInt(2);
      long fromMs = random.nextInt(3) == 0 ? Long.MIN_VALUE : scrapeMs - random.nextInt(600_000);
      long toMs = random.nextInt(3) == 0 ? Long.MAX_VALUE : fromMs + random.nextInt(600_000);
      List<Matcher> matchers =
          random.nextBoolean()
              ? List.of()
              : List.of(Matcher.equal("__name__", "m" + random.nextInt(7)));
      SeriesCursor cursor = shards.select(TENANTS.get(tenant), matchers, fromMs, toMs);
      open.add(new OpenCursor(cursor, expected(tenant, matchers, fromMs, toMs)));
    }

    private void closeCursor() {
      if (open.isEmpty()) {
        return;
      }
      OpenCursor oldest = open.remove(random.nextInt(open.size()));
      if (random.nextInt(4) == 0 && open.size() > 1) {
        oldest.cursor.close();
      } else {
        assertSame(read(oldest.cursor), oldest.expected);
      }
    }

    private void check(Shards actual) {
      for (int tenant = 0; tenant < TENANTS.size(); tenant++) {
        SeriesCursor cursor =
            actual.select(TENANTS.get(tenant), List.of(), Long.MIN_VALUE, Long.MAX_VALUE);
        assertSame(read(cursor), expected(tenant, List.of(), Long.MIN_VALUE, Long.MAX_VALUE));
        List<Labels> labels = new ArrayList<>();
        actual.collectSeries(TENANTS.get(tenant), List.of(), scrapeMs, scrapeMs + 1000, labels);
        assertThat(labels)
            .containsAll(expected(tenant, List.of(), scrapeMs, scrapeMs + 1000).keySet());
      }
    }

    private NavigableMap<Labels, SampleColumn> expected(
        int tenant, List<Matcher> matchers, long fromMs, long toMs) {
      NavigableMap<Labels, SampleColumn> expected = new TreeMap<>();
      List<NavigableMap<Key, SampleColumn>> sources = new ArrayList<>(current);
      sources.addAll(frozen);
      for (NavigableMap<Key, SampleColumn> source : sources) {
        source.forEach(
            (key, column) -> {
              SampleColumn inRange =
                  fromMs > toMs ? SampleColumn.EMPTY : column.slice(fromMs, toMs);
              if (key.tenant == tenant
                  && inRange.size() > 0
                  && matchers.stream().allMatch(m -> m.matches(key.labels.get(m.name())))) {
                expected.merge(key.labels, inRange, SampleMerger::merge);
              }
            });
      }
      return expected;
    }

    /** What was not sealed comes back from the log; what was frozen is, since no cut says else. */
    private void replay() {
      SeriesIndex labels = new SeriesIndex();
      try (labels;
          Shards replayed = new Shards(SHARDS, ConflictRule.MERGE, labels, () -> nowNs)) {
        seriesFile.forEach(
            (ref, key) -> replayed.register(ref, TENANTS.get(key.tenant), key.labels));
        List<ShardReplay> readers = new ArrayList<>();
        for (int shard = 0; shard < SHARDS; shard++) {
          readers.add(replayed.replay(shard, cuts[shard]));
        }
        log.replay(readers::get, _ -> true);
        check(replayed);
        for (int shard = 0; shard < SHARDS; shard++) {
          NavigableMap<Key, SampleColumn> all = new TreeMap<>(frozen.get(shard));
          current.get(shard).forEach((key, c) -> all.merge(key, c, SampleMerger::merge));
          FrozenShard sealing = replayed.freeze(shard, true, log::nextLsn);
          checkFrozen(Objects.requireNonNull(sealing), all);
        }
      }
    }

    private static NavigableMap<Labels, SampleColumn> read(SeriesCursor cursor) {
      NavigableMap<Labels, SampleColumn> read = new TreeMap<>();
      try (cursor) {
        for (SeriesRun run = cursor.next(); run != null; run = cursor.next()) {
          assertThat(read.isEmpty() || read.lastKey().compareTo(run.labels()) < 0).isTrue();
          SampleColumn column = run.frame().column();
          assertThat(run.minMs()).isEqualTo(column.timestampsMs()[0]);
          assertThat(run.maxMs()).isEqualTo(column.timestampsMs()[column.size() - 1]);
          read.put(run.labels(), column);
        }
      }
      return read;
    }

    private static void assertSame(
        NavigableMap<Labels, SampleColumn> actual, NavigableMap<Labels, SampleColumn> expected) {
      assertThat(actual.keySet()).isEqualTo(expected.keySet());
      expected.forEach(
          (labels, column) ->
              ColumnAssertions.assertSameSamples(
                  Objects.requireNonNull(actual.get(labels)), column));
    }

    @Override
    public void close() {
      shards.close();
      open.forEach(each -> each.cursor.close()); // Memory stays until the last reader is gone.
      index.close();
    }
  }
}
