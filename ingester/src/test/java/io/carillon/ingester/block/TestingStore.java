package io.carillon.ingester.block;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.carillon.common.column.ColumnFrame;
import io.carillon.common.column.SampleColumn;
import io.carillon.common.labels.Labels;
import io.carillon.common.labels.Matcher;
import io.carillon.common.store.UnvouchedRange;
import io.carillon.common.tenant.TenantId;
import io.carillon.ingester.file.ChecksummedFile;
import io.carillon.ingester.file.FaultyFileStore;
import io.carillon.ingester.index.MergingCursor;
import io.carillon.ingester.index.SeriesRun;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** A store over a file store of a test. */
final class TestingStore implements AutoCloseable {
  static {
    // Tests damage data on purpose; what is said about it is not news.
    ((Logger) LoggerFactory.getLogger("io.carillon.ingester")).setLevel(Level.OFF);
  }

  static final Path DATA = Path.of("/data");
  static final Path BLOCKS = DATA.resolve("blocks");
  static final Path MANIFEST = DATA.resolve("MANIFEST");
  static final long HOUR_MS = Duration.ofHours(1).toMillis();
  static final long DAY_MS = Duration.ofDays(1).toMillis();

  /** A time in 2026, the beginning of a day. */
  static final long NOW_MS = 1_790_035_200_000L;

  static final TenantId TENANT = new TenantId("team-a");

  final FaultyFileStore files;
  final Gaps gaps;
  final BlockStore store;

  TestingStore(FaultyFileStore files) {
    this(files, options(0, 1 << 20), MergeSettings.PLAIN);
  }

  TestingStore(FaultyFileStore files, BlockOptions options, MergeSettings settings) {
    this.files = files;
    try {
      gaps = new Gaps(new ChecksummedFile(files, DATA.resolve("GAPS"), 1, 1));
      gaps.load();
      store =
          new BlockStoreOpener(
                  files,
                  BLOCKS,
                  MANIFEST,
                  options,
                  settings,
                  gaps,
                  new BlockMetrics(new PrometheusRegistry()))
              .open(false);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static BlockOptions options(long maxBytes, long cacheBytes) {
    return new BlockOptions(
        2, 3, Duration.ofDays(100).toMillis(), maxBytes, cacheBytes, cacheBytes);
  }

  /** Writes and installs a file of at least one series. */
  BlockMeta add(int mergeLevel, Map<TenantId, ? extends SortedMap<Labels, SampleColumn>> content) {
    try (BlockWriter writer = store.newBlock(mergeLevel)) {
      for (var tenant : new TreeMap<>(content).entrySet()) {
        for (var series : tenant.getValue().entrySet()) {
          writer.add(tenant.getKey(), series.getKey(), series.getValue());
        }
      }
      BlockMeta meta = Objects.requireNonNull(writer.finish());
      store.installSealed(List.of(meta), 0, 1);
      return meta;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Map<Labels, SampleColumn> select(TenantId tenant, long fromMs, long toMs, Matcher... matchers) {
    Map<Labels, SampleColumn> answer = new LinkedHashMap<>();
    try (BlockView view = store.view(fromMs, toMs);
        MergingCursor cursor =
            new MergingCursor(view.select(tenant, List.of(matchers), fromMs, toMs))) {
      for (List<SeriesRun> runs = cursor.next(); runs != null; runs = cursor.next()) {
        answer.put(runs.getFirst().labels(), ColumnFrame.join(MergingCursor.frames(runs)));
      }
    }
    return answer;
  }

  Map<Labels, SampleColumn> all() {
    return select(TENANT, Long.MIN_VALUE, Long.MAX_VALUE);
  }

  List<Labels> series(TenantId tenant, long fromMs, long toMs, Matcher... matchers) {
    List<Labels> series = new ArrayList<>();
    try (BlockView view = store.view(fromMs, toMs)) {
      view.collectSeries(tenant, List.of(matchers), fromMs, toMs, series);
    }
    return series.stream().sorted().distinct().toList();
  }

  List<String> names(TenantId tenant, @Nullable List<Matcher> matchers) {
    List<String> names = new ArrayList<>();
    try (BlockView view = store.view(Long.MIN_VALUE, Long.MAX_VALUE)) {
      view.collectNames(tenant, matchers, names);
    }
    return names.stream().sorted().distinct().toList();
  }

  List<String> values(TenantId tenant, String name, @Nullable List<Matcher> matchers) {
    List<String> values = new ArrayList<>();
    try (BlockView view = store.view(Long.MIN_VALUE, Long.MAX_VALUE)) {
      view.collectValues(tenant, name, matchers, values);
    }
    return values.stream().sorted().distinct().toList();
  }

  List<UnvouchedRange> unvouched() {
    return gaps.unvouched();
  }

  /** A copy of all files. */
  static FaultyFileStore copy(FaultyFileStore files) {
    FaultyFileStore copy = new FaultyFileStore();
    for (Path file : files.allFiles()) {
      copy.setContent(file, files.content(file));
    }
    return copy;
  }

  @Override
  public void close() {
    store.close();
  }
}
