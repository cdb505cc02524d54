package io.carillon.querier.fuzz;

import io.carillon.common.column.StaleMarker;
import io.carillon.common.labels.Labels;
import io.carillon.common.labels.LabelsBuilder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Makes series of all kinds from a seed: counters with resets, gauges, gaps, staleness markers,
 * NaN, infinities, the negative zero, denormals, regular and jittered times, classic and native
 * histograms, and labels that look alike.
 */
public final class DataGenerator {
  private static final String[][] TARGETS = {
    {"api", "a:80"}, {"api", "b:80"}, {"web", "a:80"}, {"web", "c:80"}
  };
  private static final List<String> BOUNDS = List.of("0.1", "0.5", "1", "10", "+Inf");
  private static final Double[] ODD_VALUES = {
    Double.NaN,
    Double.POSITIVE_INFINITY,
    Double.NEGATIVE_INFINITY,
    -0.0,
    0.0,
    Double.MIN_VALUE,
    -3 * Double.MIN_VALUE,
    1.7e308,
    -1.7e308,
    Double.MAX_VALUE,
    -Double.MAX_VALUE,
    1e292,
    1e100,
    -1e100,
    0.1,
    3.0
  };

  private final Dice dice;
  private final Profile profile;
  private final long startMs;
  private final int samples;
  private final int intervalMs;
  private final List<FuzzSeries> series = new ArrayList<>();

  private DataGenerator(Dice dice, Profile profile, long startMs, int samples, int intervalMs) {
    this.dice = dice;
    this.profile = profile;
    this.startMs = startMs;
    this.samples = samples;
    this.intervalMs = intervalMs;
  }

  /**
   * New data.
   *
   * @param startMs time of the first samples; a multiple of a second
   * @param samples how many a series has at most
   * @param intervalMs from sample to sample; a multiple of a second
   */
  public static FuzzData generate(
      Dice dice, Profile profile, long startMs, int samples, int intervalMs) {
    DataGenerator generator = new DataGenerator(dice, profile, startMs, samples, intervalMs);
    for (Metric metric : Metric.ALL) {
      if (metric.isKnownTo(profile)) {
        generator.add(metric);
      }
    }
    return new FuzzData(generator.series, startMs, startMs + (long) samples * intervalMs);
  }

  private void add(Metric metric) {
    switch (metric.kind()) {
      case BUCKET -> addBuckets(metric);
      case NATIVE -> addNative(metric);
      case COUNTER, GAUGE, INFO -> addFloats(metric);
    }
  }

  private void addFloats(Metric metric) {
    if (metric.labels().isEmpty()) {
      series.add(new FuzzSeries(Labels.of(Labels.METRIC_NAME, metric.name()), floats(metric)));
      return;
    }
    if (metric.name().equals("my.metric")) {
      for (String value : Metric.VALUES.getOrDefault("l.x", List.of())) {
        Labels labels =
            Labels.of(
                Labels.METRIC_NAME, metric.name(), "job", dice.pick("api", "web"), "l.x", value);
        series.add(new FuzzSeries(labels, floats(metric)));
      }
      return;
    }
    for (String[] target : TARGETS) {
      for (String code : metric.labels().contains("code") ? List.of("200", "500") : List.of("")) {
        if (dice.chance(90)) {
          series.add(new FuzzSeries(labels(metric, target, code), floats(metric)));
        }
      }
    }
  }

  private Labels labels(Metric metric, String[] target, String code) {
    LabelsBuilder labels = target(metric.name(), target);
    for (String name : metric.labels()) {
      switch (name) {
        case "job", "instance" -> {}
        case "code" -> labels.set(name, code);
        default -> labels.set(name, dice.pick(Metric.VALUES.getOrDefault(name, List.of())));
      }
    }
    return labels.build();
  }

  private static LabelsBuilder target(String name, String[] target) {
    return new LabelsBuilder()
        .set(Labels.METRIC_NAME, name)
        .set("job", target[0])
        .set("instance", target[1]);
  }

  private List<Point> floats(Metric metric) {
    return switch (metric.kind()) {
      case COUNTER -> points(counter());
      case INFO -> points(() -> 1);
      default ->
          switch (metric.name()) {
            case "odd" -> points(() -> dice.pick(ODD_VALUES));
            case "up" -> points(() -> dice.chance(80) ? 1 : 0);
            default -> points(gauge());
          };
    };
  }

  /** The value of a sample after the other. */
  @FunctionalInterface
  private interface Values {
    double next();
  }

  private Values counter() {
    double[] value = {dice.chance(30) ? 0 : dice.between(0, 1000)};
    boolean isWhole = dice.chance(60);
    return () -> {
      if (dice.chance(4)) {
        value[0] = dice.chance(50) ? 0 : dice.between(0, 5);
      } else if (dice.chance(85)) {
        value[0] += isWhole ? dice.between(0, 60) : dice.fraction() * 60;
      }
      return value[0];
    };
  }

  private Values gauge() {
    double[] value = {dice.between(-20, 20)};
    boolean isWhole = dice.chance(50);
    boolean isConstant = dice.chance(10);
    return () -> {
      if (!isConstant && dice.chance(80)) {
        value[0] += isWhole ? dice.between(-8, 8) / 4.0 : dice.fraction() * 6 - 3;
      }
      return value[0];
    };
  }

  /** Samples with gaps and markers of a series that may begin late and end early. */
  private List<Point> points(Values values) {
    List<Point> points = new ArrayList<>();
    for (long timeMs : times()) {
      double value = values.next();
      points.add(Point.of(timeMs, marks(timeMs) ? StaleMarker.VALUE : value));
    }
    return points;
  }

  private final List<Long> markers = new ArrayList<>();

  private boolean marks(long timeMs) {
    return markers.contains(timeMs);
  }

  /** Times of the samples of a series; those that are to be staleness markers are noted. */
  List<Long> times() {
    markers.clear();
    List<Long> times = new ArrayList<>();
    int jitterMs = dice.chance(40) ? intervalMs / 3 : 0;
    int first = dice.chance(15) ? dice.between(0, samples / 2) : 0;
    int last = dice.chance(15) ? dice.between(samples / 2, samples) : samples;
    int gapPercent = dice.chance(50) ? 0 : 5;
    for (int i = first; i < last; i++) {
      long timeMs =
          startMs + (long) i * intervalMs + (jitterMs == 0 ? 0 : dice.between(-jitterMs, jitterMs));
      // An odd time is never the edge of a window: those are whole seconds.
      times.add(profile.isModern() ? timeMs : timeMs | 1);
      if (dice.chance(gapPercent)) {
        if (dice.chance(50)) {
          markers.add(times.getLast());
        }
        i += dice.between(1, 8);
      }
    }
    if (last < samples && dice.chance(50) && !times.isEmpty()) {
      markers.add(times.getLast());
    }
    return times;
  }

  private void addBuckets(Metric metric) {
    for (int i = 0; i < 3; i++) {
      String[] target = TARGETS[i];
      List<Long> times = times();
      List<Long> stale = List.copyOf(markers);
      double[] counts = new double[BOUNDS.size()];
      List<List<Point>> columns = new ArrayList<>();
      BOUNDS.forEach(_ -> columns.add(new ArrayList<>()));
      boolean isSloppy = dice.chance(30);
      for (long timeMs : times) {
        observe(counts);
        for (int b = 0; b < counts.length; b++) {
          double value = isSloppy && dice.chance(5) ? Math.max(0, counts[b] - 3) : counts[b];
          columns.get(b).add(Point.of(timeMs, stale.contains(timeMs) ? StaleMarker.VALUE : value));
        }
      }
      for (int b = 0; b < counts.length; b++) {
        series.add(
            new FuzzSeries(
                target(metric.name(), target).set("le", BOUNDS.get(b)).build(), columns.get(b)));
      }
      if (dice.chance(30)) {
        String oddBound = dice.pick("1.0", "bad");
        series.add(
            new FuzzSeries(
                target(metric.name(), target).set("le", oddBound).build(), columns.get(2)));
      }
    }
  }

  /** Adds observations to cumulative counts, sometimes after a reset. */
  private void observe(double[] counts) {
    if (dice.chance(4)) {
      Arrays.fill(counts, 0);
    }
    double added = 0;
    for (int b = 0; b < counts.length; b++) {
      added += dice.chance(60) ? dice.between(0, 9) : 0;
      counts[b] += added;
    }
  }

  private void addNative(Metric metric) {
    for (int i = 0; i < 3; i++) {
      if (dice.chance(85)) {
        List<Long> times = times();
        List<Point> points =
            new HistogramGenerator(dice).points(metric.name(), times, List.copyOf(markers));
        series.add(new FuzzSeries(target(metric.name(), TARGETS[i]).build(), points));
      }
    }
    if (metric.name().equals("hist") && dice.chance(30)) {
      // Beside classic buckets of the same labels.
      List<Point> points = new HistogramGenerator(dice).points("hist", times(), List.of());
      series.add(new FuzzSeries(target("lat_bucket", TARGETS[0]).build(), points));
    }
  }
}
