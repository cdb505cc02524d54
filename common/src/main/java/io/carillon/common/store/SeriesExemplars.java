package io.carillon.common.store;

import io.carillon.common.labels.Labels;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Exemplars of one series.
 *
 * @param series the series
 * @param exemplars in an answer in natural order without duplicates, in a batch in any order
 */
public record SeriesExemplars(Labels series, List<Exemplar> exemplars) {
  public SeriesExemplars {
    exemplars = List.copyOf(exemplars);
  }

  /** The union: each series once, in label order, its exemplars in order and each once. */
  public static List<SeriesExemplars> union(Collection<SeriesExemplars> parts) {
    Map<Labels, TreeSet<Exemplar>> united = new TreeMap<>();
    for (SeriesExemplars part : parts) {
      united.computeIfAbsent(part.series, _ -> new TreeSet<>()).addAll(part.exemplars);
    }
    List<SeriesExemplars> result = new ArrayList<>(united.size());
    united.forEach((series, all) -> result.add(new SeriesExemplars(series, List.copyOf(all))));
    return result;
  }
}
