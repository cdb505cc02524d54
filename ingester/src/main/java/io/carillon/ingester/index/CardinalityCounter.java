package io.carillon.ingester.index;

import io.carillon.common.labels.Labels;
import io.carillon.common.labels.Utf8Order;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.Supplier;

/** Counts labels of a tenant. One use; takes the index' lock for slices of the work. */
final class CardinalityCounter {
  private static final int PAIRS_A_SLICE = 4096;

  private final IndexLock lock;
  private final TenantLabels tenant;
  private final Largest metrics;
  private final Largest values;
  private final Largest chars;
  private final Largest series;
  private int pairCount;

  CardinalityCounter(IndexLock lock, TenantLabels tenant, int limit) {
    this.lock = lock;
    this.tenant = tenant;
    this.metrics = new Largest(limit);
    this.values = new Largest(limit);
    this.chars = new Largest(limit);
    this.series = new Largest(limit);
  }

  Cardinality count() {
    List<LabelName> names = lock.read(() -> new ArrayList<>(tenant.names()));
    names.forEach(this::count);
    return new Cardinality(
        lock.read(tenant::size),
        names.size(),
        pairCount,
        metrics.sorted(),
        values.sorted(),
        chars.sorted(),
        series.sorted());
  }

  private void count(LabelName name) {
    LabelPair[] pairs = lock.read(name::pairs);
    boolean isMetric = name.name().equals(Labels.METRIC_NAME);
    pairCount += pairs.length;
    values.offer(name::name, pairs.length);
    lock.readInSlices(
        0,
        pairs.length,
        PAIRS_A_SLICE,
        (from, to) -> {
          for (int i = from; i < to; i++) {
            LabelPair pair = pairs[i];
            series.offer(() -> name.name() + "=" + pair.value(), pair.count());
            if (isMetric) {
              metrics.offer(pair::value, pair.count());
            }
          }
        });
    long textLength = 0;
    for (LabelPair pair : pairs) {
      textLength += pair.value().length();
    }
    chars.offer(name::name, textLength);
  }

  /** The largest of many. */
  private static final class Largest {
    private static final Comparator<Cardinality.Count> SMALLEST_FIRST =
        Comparator.comparingLong(Cardinality.Count::count)
            .thenComparing(Cardinality.Count::name, (a, b) -> Utf8Order.compare(b, a));

    private final int limit;
    private final PriorityQueue<Cardinality.Count> kept = new PriorityQueue<>(SMALLEST_FIRST);

    Largest(int limit) {
      this.limit = limit;
    }

    void offer(Supplier<String> name, long count) {
      Cardinality.Count smallest = kept.peek();
      if (limit == 0 || (kept.size() == limit && smallest != null && count < smallest.count())) {
        return;
      }
      kept.add(new Cardinality.Count(name.get(), count));
      if (kept.size() > limit) {
        kept.remove();
      }
    }

    List<Cardinality.Count> sorted() {
      return kept.stream().sorted(SMALLEST_FIRST.reversed()).toList();
    }
  }
}
