package io.carillon.ingester.service;

import io.carillon.common.column.SampleColumn;
import io.carillon.common.column.StaleMarker;
import io.carillon.common.histogram.NativeHistogram;
import io.carillon.common.labels.Labels;
import io.carillon.common.store.Exemplar;
import io.carillon.common.store.MetricMetadata;
import io.carillon.common.store.PushBatch;
import io.carillon.common.store.SeriesExemplars;
import io.carillon.common.store.SeriesSamples;
import io.carillon.common.tenant.TenantId;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Draws what clients send: scrapes, late and early samples, duplicates, long columns. */
final class SampleGenerator {
  private static final double[] ODD_VALUES = {
    -0.0,
    0.0,
    Double.NaN,
    Double.longBitsToDouble(0x7ff8000000000001L),
    Double.longBitsToDouble(0xfff8000000000123L),
    StaleMarker.VALUE,
    Double.POSITIVE_INFINITY,
    Double.NEGATIVE_INFINITY,
    Double.MIN_VALUE,
    -Double.MAX_VALUE,
    0.1 + 0.2
  };

  private static final List<String> TYPES = List.of("counter", "gauge", "histogram", "");

  /** Late times lie on a grid, so that they meet. */
  private static final long GRID_MS = 360_000;

  private final RandomGenerator random;
  private final TestingClock clock;
  private final RoundTotals totals;
  private int churned;

  SampleGenerator(RandomGenerator random, TestingClock clock, RoundTotals totals) {
    this.random = random;
    this.clock = clock;
    this.totals = totals;
  }

  PushBatch batch(TenantId tenant) {
    List<SeriesSamples> series =
        switch (random.nextInt(20)) {
          case 0, 1, 2 -> someSeries(1 + random.nextInt(4), true);
          case 3 -> List.of(new SeriesSamples(labels(), longColumn()));
          case 4 -> withNewSeries();
          default -> someSeries(1 + random.nextInt(9), false);
        };
    List<MetricMetadata> metadata =
        random.nextInt(12) == 0 ? List.of(metadata(), metadata()) : List.of();
    List<SeriesExemplars> exemplars =
        random.nextInt(12) == 0
            ? List.of(exemplars(series.getFirst().labels()), exemplars(TestingSeries.ALL.get(1)))
            : List.of();
    return new PushBatch(tenant, 3, 0, series, metadata, exemplars);
  }

  private SeriesExemplars exemplars(Labels labels) {
    List<Exemplar> exemplars = new ArrayList<>();
    for (int i = random.nextInt(3); i >= 0; i--) {
      totals.add(Total.EXEMPLARS, 1);
      String id = Integer.toHexString(random.nextInt(1000));
      exemplars.add(
          new Exemplar(
              random.nextInt(8) == 0 ? Labels.EMPTY : Labels.of("trace_id", id),
              random.nextInt(8) == 0 ? oddValue() : random.nextDouble(),
              random.nextInt(4) == 0 ? lateMs() : clock.millis() - random.nextInt(15_000)));
    }
    return new SeriesExemplars(labels, exemplars);
  }

  private double oddValue() {
    return ODD_VALUES[random.nextInt(ODD_VALUES.length)];
  }

  private MetricMetadata metadata() {
    return new MetricMetadata(
        "m" + random.nextInt(8),
        TYPES.get(random.nextInt(TYPES.size())),
        "help " + random.nextInt(3),
        random.nextBoolean() ? "" : "bytes");
  }

  /** Neighbours in the list of all series: of one scrape, or each with late samples. */
  private List<SeriesSamples> someSeries(int count, boolean late) {
    long tickMs = clock.millis() - random.nextInt(4) * 15_000L;
    int first = random.nextInt(TestingSeries.ALL.size() - count);
    List<SeriesSamples> series = new ArrayList<>(count);
    for (int i = first; i < first + count; i++) {
      Labels labels = TestingSeries.ALL.get(i);
      boolean isCopy = random.nextInt(16) == 0;
      long atMs = late ? lateMs() : tickMs + (random.nextInt(8) == 0 ? random.nextInt(1000) : 0);
      SampleColumn column =
          late && random.nextBoolean() ? shortColumn(labels) : column(labels, atMs);
      series.add(new SeriesSamples(isCopy ? TestingSeries.copy(labels) : labels, column));
    }
    return series;
  }

  /** Series that were never there before, and will hardly come again. */
  private List<SeriesSamples> withNewSeries() {
    List<SeriesSamples> series = new ArrayList<>(someSeries(2, false));
    for (int i = random.nextInt(4); i >= 0; i--) {
      Labels labels = Labels.of("__name__", "once", "id", Integer.toHexString(churned++));
      series.add(new SeriesSamples(labels, column(labels, clock.millis())));
    }
    return series;
  }

  private Labels labels() {
    return TestingSeries.ALL.get(random.nextInt(TestingSeries.ALL.size()));
  }

  /** Late by minutes or days, or early. */
  private long lateMs() {
    totals.add(Total.LATE_SAMPLES, 1);
    long gridMs = Math.floorDiv(clock.millis(), GRID_MS) * GRID_MS;
    return switch (random.nextInt(16)) {
      case 0, 1 -> clock.millis() + random.nextInt(300_000);
      case 2 -> gridMs - random.nextInt(800) * GRID_MS;
      default -> gridMs - random.nextInt(20) * GRID_MS;
    };
  }

  private SampleColumn column(Labels labels, long timestampMs) {
    long[] timestampsMs = {timestampMs};
    return columnAt(labels, timestampsMs);
  }

  /** In any order, with times that come twice. */
  private SampleColumn shortColumn(Labels labels) {
    long[] timestampsMs = new long[random.nextInt(2, 12)];
    for (int i = 0; i < timestampsMs.length; i++) {
      timestampsMs[i] = lateMs();
    }
    return columnAt(labels, timestampsMs);
  }

  private SampleColumn longColumn() {
    int size = random.nextInt(20) == 0 ? random.nextInt(200, 1500) : random.nextInt(10, 60);
    long firstMs = lateMs();
    long stepMs = random.nextInt(1, 3) * 15_000L;
    int jitterMs = random.nextBoolean() ? 1 : 1 + random.nextInt(5);
    long[] timestampsMs = new long[size];
    for (int i = 0; i < size; i++) {
      timestampsMs[i] = firstMs - (size - i) * stepMs + random.nextInt(jitterMs);
    }
    return columnAt(labels(), timestampsMs);
  }

  private SampleColumn columnAt(Labels labels, long[] timestampsMs) {
    int size = timestampsMs.length;
    double[] values = new double[size];
    @Nullable NativeHistogram @Nullable [] histograms = null;
    long[] startMs = random.nextInt(12) == 0 ? new long[size] : null;
    for (int i = 0; i < size; i++) {
      long seed = labels.hashCode() * 31L + timestampsMs[i] + (random.nextInt(12) == 0 ? 1 : 0);
      boolean isHistogram = (labels.hashCode() & 7) == 6 ^ random.nextInt(60) == 0;
      if (isHistogram) {
        totals.add(Total.HISTOGRAMS, 1);
        histograms = histograms == null ? new NativeHistogram[size] : histograms;
        histograms[i] = TestingHistograms.of(seed);
      } else {
        values[i] = value(labels, timestampsMs[i], seed);
      }
      if (startMs != null) {
        startMs[i] = random.nextInt(4) == 0 ? 0 : timestampsMs[i] - random.nextInt(5) * 1000L;
      }
    }
    totals.add(Total.SAMPLES, size);
    return SampleColumn.of(timestampsMs, values, histograms, startMs);
  }

  /** Mostly the same whenever it is drawn for a time, so that duplicates are equal. */
  private static double value(Labels labels, long timestampMs, long seed) {
    long mixed = seed * 0x9E3779B97F4A7C15L;
    return switch (labels.hashCode() & 7) {
      case 0, 1 -> Math.floorDiv(seed, 1000) % 1_000_000;
      case 2 -> (mixed >>> 50) / 100.0;
      case 3 -> 42;
      case 4 -> Double.longBitsToDouble(mixed ^ (mixed >>> 29));
      case 5 -> ODD_VALUES[(int) ((mixed >>> 33) % ODD_VALUES.length)];
      default -> Math.floorMod(timestampMs / 15_000 + (seed & 1), 7);
    };
  }
}
