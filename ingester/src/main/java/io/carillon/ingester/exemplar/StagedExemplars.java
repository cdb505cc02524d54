package io.carillon.ingester.exemplar;

import io.carillon.common.labels.Labels;
import io.carillon.common.store.Exemplar;
import io.carillon.common.store.SeriesExemplars;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** The exemplars of one tenant in one shard. Not thread-safe. */
final class StagedExemplars {
  private record Arrival(long number, Labels series, Exemplar exemplar) {}

  private final Map<Labels, TreeSet<Exemplar>> series = new HashMap<>();
  private final ArrayDeque<Arrival> arrivals = new ArrayDeque<>();
  private long sizeBytes;

  /** Whether it is new. */
  boolean add(long arrivalNumber, Labels labels, Exemplar exemplar) {
    TreeSet<Exemplar> exemplars = series.get(labels);
    if (exemplars == null) {
      exemplars = new TreeSet<>();
      series.put(labels, exemplars);
      sizeBytes += ExemplarSize.ofSeries(labels);
    }
    if (!exemplars.add(exemplar)) {
      return false;
    }
    arrivals.add(new Arrival(arrivalNumber, labels, exemplar));
    sizeBytes += ExemplarSize.of(exemplar);
    return true;
  }

  /** Number of the one that came first; the highest of all when there is none. */
  long oldestArrival() {
    Arrival oldest = arrivals.peek();
    return oldest == null ? Long.MAX_VALUE : oldest.number;
  }

  /** Removes the one that came first. */
  void removeOldest() {
    Arrival oldest = arrivals.remove();
    TreeSet<Exemplar> exemplars = series.get(oldest.series);
    if (exemplars != null && exemplars.remove(oldest.exemplar)) {
      sizeBytes -= ExemplarSize.of(oldest.exemplar);
      if (exemplars.isEmpty()) {
        series.remove(oldest.series);
        sizeBytes -= ExemplarSize.ofSeries(oldest.series);
      }
    }
  }

  int count() {
    return arrivals.size();
  }

  long sizeBytes() {
    return sizeBytes;
  }

  /** Each series once, in label order, its exemplars in natural order. */
  List<SeriesExemplars> sorted() {
    List<SeriesExemplars> sorted = new ArrayList<>(series.size());
    new TreeMap<>(series)
        .forEach((labels, all) -> sorted.add(new SeriesExemplars(labels, List.copyOf(all))));
    return sorted;
  }

  void collect(ExemplarSelection selection, Collection<SeriesExemplars> out) {
    series.forEach(
        (labels, exemplars) -> {
          if (selection.fits(labels)) {
            List<Exemplar> wanted = exemplars.stream().filter(selection::fits).toList();
            if (!wanted.isEmpty()) {
              out.add(new SeriesExemplars(labels, wanted));
            }
          }
        });
  }
}
