package io.carillon.querier.benchmark;

import io.carillon.common.column.SampleColumn;
import io.carillon.common.labels.Labels;
import io.carillon.common.labels.Matcher;
import io.carillon.common.store.SelectRequest;
import io.carillon.common.store.SelectedSeries;
import io.carillon.common.store.SeriesStream;
import io.carillon.common.store.Trailer;
import io.carillon.querier.select.SelectOnlySource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Some metrics of sixteen hosts, four samples a minute, as unpacked columns. Always gives whole
 * columns, and remembers what matchers find: what is measured is evaluation.
 */
final class NodeColumns implements SelectOnlySource {
  /** Time of the first sample. */
  static final long START_MS = 1_767_247_203_217L;

  static final long INTERVAL_MS = 15_000;
  static final int SAMPLES = 1440;

  private static final int HOSTS = 16;
  private static final Trailer TRAILER = new Trailer("", 0, 0, List.of(), null);

  private final long[] timesMs =
      IntStream.range(0, SAMPLES).mapToLong(i -> START_MS + i * INTERVAL_MS).toArray();
  private final SplittableRandom random = new SplittableRandom(1);
  private final List<SelectedSeries> series = new ArrayList<>();
  private final Map<List<Matcher>, List<SelectedSeries>> found = new ConcurrentHashMap<>();

  NodeColumns() {
    add("node_cpu_seconds_total", 64, i -> List.of("cpu", "" + i / 8, "mode", mode(i % 8)));
    add("node_load1", 1, _ -> List.of());
    add("node_load5", 1, _ -> List.of());
    add("node_memory_MemAvailable_bytes", 1, _ -> List.of());
    add("node_memory_MemTotal_bytes", 1, _ -> List.of());
    add("node_network_receive_bytes_total", 4, i -> List.of("device", "eth" + i));
    add("node_disk_io_time_seconds_total", 4, i -> List.of("device", "sd" + i));
    add("node_context_switches_total", 1, _ -> List.of());
    add("node_filesystem_avail_bytes", 8, NodeColumns::fileSystem);
    add("node_filesystem_size_bytes", 8, NodeColumns::fileSystem);
    series.sort(Comparator.comparing(SelectedSeries::labels));
  }

  private static String mode(int i) {
    return List.of("idle", "iowait", "irq", "nice", "softirq", "steal", "system", "user").get(i);
  }

  private static List<String> fileSystem(int i) {
    return List.of("mountpoint", "/data" + i, "fstype", i < 6 ? "ext4" : "tmpfs");
  }

  /** One metric of all hosts: a counter or, by its name, a gauge. */
  private void add(String metric, int perHost, IntFunction<List<String>> labels) {
    for (int host = 0; host < HOSTS; host++) {
      for (int i = 0; i < perHost; i++) {
        List<String> pairs = new ArrayList<>(labels.apply(i));
        pairs.addAll(List.of(Labels.METRIC_NAME, metric, "instance", "host-" + host));
        SampleColumn column = SampleColumn.floats(timesMs, values(metric.endsWith("_total")));
        series.add(SelectedSeries.of(Labels.of(pairs.toArray(String[]::new)), column));
      }
    }
  }

  private double[] values(boolean isCounter) {
    double[] values = new double[SAMPLES];
    double sum = random.nextInt(100_000);
    for (int i = 0; i < SAMPLES; i++) {
      double next = random.nextInt(1500) / 100.0;
      sum += next;
      values[i] = isCounter ? sum : next;
    }
    return values;
  }

  @Override
  public SeriesStream select(SelectRequest request) {
    Iterator<SelectedSeries> fitting =
        found.computeIfAbsent(request.matchers(), this::find).iterator();
    return new SeriesStream() {
      @Override
      public @Nullable SelectedSeries next() {
        return fitting.hasNext() ? fitting.next() : null;
      }

      @Override
      public Trailer trailer() {
        return TRAILER;
      }

      @Override
      public void close() {}
    };
  }

  private List<SelectedSeries> find(List<Matcher> matchers) {
    return series.stream()
        .filter(one -> matchers.stream().allMatch(m -> m.matches(one.labels().get(m.name()))))
        .toList();
  }
}
