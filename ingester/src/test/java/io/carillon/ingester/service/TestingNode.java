package io.carillon.ingester.service;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.carillon.common.column.ColumnFrame;
import io.carillon.common.column.SampleColumn;
import io.carillon.common.column.SampleMerger;
import io.carillon.common.labels.Labels;
import io.carillon.common.labels.Matcher;
import io.carillon.common.store.ExemplarsRequest;
import io.carillon.common.store.LabelsRequest;
import io.carillon.common.store.MetricMetadata;
import io.carillon.common.store.PushAck;
import io.carillon.common.store.PushBatch;
import io.carillon.common.store.SelectHints;
import io.carillon.common.store.SelectRequest;
import io.carillon.common.store.SelectedSeries;
import io.carillon.common.store.SeriesExemplars;
import io.carillon.common.store.SeriesSamples;
import io.carillon.common.store.SeriesStream;
import io.carillon.common.store.Trailer;
import io.carillon.common.tenant.TenantId;
import io.carillon.ingester.exemplar.ExemplarLimits;
import io.carillon.ingester.file.FileStore;
import io.carillon.ingester.shard.ConflictRule;
import io.carillon.ingester.wal.SegmentedLog;
import io.carillon.ingester.wal.SyncMode;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.random.RandomGenerator;
import org.awaitility.Awaitility;
import org.slf4j.LoggerFactory;

/**
 * An ingester with small bounds over a file store of a test, without background work: sealing and
 * merging happen when the test says so.
 */
final class TestingNode implements AutoCloseable {
  static {
    // Tests damage data on purpose; what is said about it is not news.
    ((Logger) LoggerFactory.getLogger("io.carillon.ingester")).setLevel(Level.OFF);
  }

  static final Path DATA = Path.of("/data");
  static final String ID = "ingester-1";
  static final TenantId TENANT = new TenantId("team-a");

  /** The wall clock: a time in 2026. */
  static final long NOW_MS = 1_790_000_000_000L;

  static final long HOUR_MS = 3_600_000;

  final TestingRingView ring = new TestingRingView(TestingRingView.single(ID, 3));
  final List<Throwable> fatal = new CopyOnWriteArrayList<>();
  final PrometheusRegistry registry = new PrometheusRegistry();
  final Ingester ingester;

  TestingNode(FileStore files) {
    this(files, config());
  }

  TestingNode(FileStore files, IngesterConfig config) {
    this(files, config, new TestingClock());
  }

  TestingNode(FileStore files, IngesterConfig config, TestingClock clock) {
    ingester =
        Ingester.open(
            config,
            ID,
            ring,
            new IngesterEnvironment(
                files, clock, clock, RandomGenerator.of("L64X128MixRandom"), registry, fatal::add));
  }

  /** Whether a file is a segment of the log. */
  static boolean isLog(Path file) {
    return file.toString().endsWith(".wal");
  }

  /** Whether a file holds sealed samples. */
  static boolean isBlock(Path file) {
    return file.toString().endsWith(".block");
  }

  static IngesterConfig config() {
    return config(DATA, 64 << 20, 0);
  }

  static IngesterConfig config(Path dataDir, long maxHeadBytes, long minFreeDiskBytes) {
    return new IngesterConfig(
        dataDir,
        Duration.ofDays(15),
        0,
        minFreeDiskBytes,
        new LogConfig(
            8 << 10,
            1 << 20,
            1 << 20,
            SyncMode.ALWAYS,
            Duration.ofSeconds(1),
            Duration.ZERO,
            Duration.ofMillis(1)),
        new HeadConfig(
            2, maxHeadBytes, 16, Duration.ofDays(1), Duration.ofMinutes(30), ConflictRule.MERGE),
        new FilesConfig(3, 256 << 10, 256 << 10, 1L << 40),
        ExemplarLimits.DEFAULT,
        Duration.ofDays(1),
        100);
  }

  /** Waits until the log has noticed that there is space again. */
  void awaitSpace() {
    Awaitility.await()
        .pollInterval(Duration.ofMillis(1))
        .atMost(Duration.ofSeconds(10))
        .until(() -> ingester.parts().log().admit(1) == SegmentedLog.Admission.ADMITTED);
  }

  /** Seals everything. */
  void flush() {
    var _ = ingester.flush(false);
  }

  /** Seals everything, and merges all that can be merged. */
  void flushAndMerge() {
    var _ = ingester.flush(true);
  }

  static PushBatch batch(SeriesSamples... series) {
    return batch(TENANT, List.of(series), List.of());
  }

  static PushBatch batch(
      TenantId tenant, List<SeriesSamples> series, List<MetricMetadata> metadata) {
    return new PushBatch(tenant, 3, 0, series, metadata);
  }

  static SeriesSamples series(Labels labels, long timestampMs, double value) {
    return new SeriesSamples(
        labels, SampleColumn.floats(new long[] {timestampMs}, new double[] {value}));
  }

  PushAck push(SeriesSamples... series) {
    return push(batch(series));
  }

  PushAck push(PushBatch batch) {
    return await(ingester.push(batch));
  }

  static PushAck await(CompletableFuture<PushAck> ack) {
    try {
      return ack.get(30, TimeUnit.SECONDS);
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      throw new AssertionError("no ack", e);
    }
  }

  /** An answer to a select. */
  record Answer(SequencedMap<Labels, SampleColumn> series, Trailer trailer) {
    /** Values of a series; none when it is not there. */
    double[] values(Labels labels) {
      return series.getOrDefault(labels, SampleColumn.EMPTY).values();
    }
  }

  /** All values of a series. */
  double[] values(Labels labels) {
    return select(Long.MIN_VALUE, Long.MAX_VALUE, List.of()).values(labels);
  }

  SequencedMap<Labels, SampleColumn> select(Matcher... matchers) {
    return select(Long.MIN_VALUE, Long.MAX_VALUE, List.of(matchers)).series();
  }

  Answer select(long minMs, long maxMs, List<Matcher> matchers) {
    return select(TENANT, minMs, maxMs, matchers);
  }

  Answer select(TenantId tenant, long minMs, long maxMs, List<Matcher> matchers) {
    SequencedMap<Labels, SampleColumn> found = new LinkedHashMap<>();
    SelectRequest request = new SelectRequest(tenant, 3, minMs, maxMs, matchers, SelectHints.NONE);
    try (SeriesStream stream = ingester.select(request)) {
      Labels previous = null;
      for (SelectedSeries s = stream.next(); s != null; s = stream.next()) {
        if (previous != null && previous.compareTo(s.labels()) >= 0) {
          throw new AssertionError("out of order: " + previous + ", " + s.labels());
        }
        previous = s.labels();
        found.put(s.labels(), joined(s));
      }
      return new Answer(found, stream.trailer());
    }
  }

  /** The frames as one column; fails unless each is later than the one before. */
  private static SampleColumn joined(SelectedSeries series) {
    if (series.frames().size() == 1) {
      return ascending(series.labels(), series.frames().getFirst().column());
    }
    List<SampleColumn> columns = series.frames().stream().map(ColumnFrame::column).toList();
    int total = columns.stream().mapToInt(SampleColumn::size).sum();
    SampleColumn joined = SampleMerger.merge(columns);
    for (int i = 0; i < columns.size(); i++) {
      SampleColumn column = columns.get(i);
      if (column.size() == 0) {
        throw new AssertionError("empty frame of " + series.labels());
      }
      if (i > 0
          && columns.get(i - 1).timestampsMs()[columns.get(i - 1).size() - 1]
              >= column.timestampsMs()[0]) {
        throw new AssertionError("frames overlap in " + series.labels());
      }
    }
    if (joined.size() != total) {
      throw new AssertionError("a time comes twice in " + series.labels());
    }
    return joined;
  }

  private static SampleColumn ascending(Labels labels, SampleColumn column) {
    long[] timestampsMs = column.timestampsMs();
    for (int i = 1; i < timestampsMs.length; i++) {
      if (timestampsMs[i - 1] >= timestampsMs[i]) {
        throw new AssertionError("a time is not later than the one before in " + labels);
      }
    }
    if (timestampsMs.length == 0) {
      throw new AssertionError("empty frame of " + labels);
    }
    return column;
  }

  static LabelsRequest everything(List<List<Matcher>> matcherSets, int limit) {
    return new LabelsRequest(TENANT, 3, Long.MIN_VALUE, Long.MAX_VALUE, matcherSets, limit);
  }

  /** Exemplars of a tenant. */
  List<SeriesExemplars> exemplars(TenantId tenant, long minMs, long maxMs, List<Matcher> matchers) {
    List<List<Matcher>> sets = matchers.isEmpty() ? List.of() : List.of(matchers);
    return ingester.exemplars(new ExemplarsRequest(tenant, 3, minMs, maxMs, sets)).series();
  }

  /** Deletes samples: what is sent afterwards stays. */
  void delete(TenantId tenant, List<Matcher> matchers, long minMs, long maxMs) {
    var _ = ingester.delete(tenant, matchers, minMs, maxMs);
  }

  /** Ends this node's threads after its store was crashed or killed. */
  @Override
  public void close() {
    ingester.close();
  }
}
