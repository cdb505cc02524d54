package io.carillon.ingester.exemplar;

import io.carillon.common.store.Exemplar;
import io.carillon.common.store.SeriesExemplars;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Leaves out exemplars when there are too many: each series keeps the same number, those with fewer
 * all, since what is rare is what exemplars are looked at for. Which of a series are kept, and
 * which series when there are too many of them, is decided by a hash of the content, so that
 * replicas decide alike.
 */
final class ExemplarThinning {
  private ExemplarThinning() {}

  private static int count(List<SeriesExemplars> series) {
    return series.stream().mapToInt(each -> each.exemplars().size()).sum();
  }

  /**
   * What is left.
   *
   * @param share most that a series keeps
   * @param dropped how many were left out
   */
  record Thinned(List<SeriesExemplars> series, int share, long dropped) {
    /** Of nothing. */
    static final Thinned NOTHING = new Thinned(List.of(), Integer.MAX_VALUE, 0);

    private Thinned then(List<SeriesExemplars> union, List<SeriesExemplars> kept, int newShare) {
      return new Thinned(kept, newShare, dropped + count(union) - count(kept));
    }
  }

  /**
   * The union of what is left of some and of more, {@code max} exemplars in all at most. One after
   * the other gives the same as all at once: who kept a share keeps no larger one of more, and what
   * counts first of a series counted first of its parts.
   */
  static Thinned thin(Thinned before, List<SeriesExemplars> more, int max) {
    List<SeriesExemplars> all = new ArrayList<>(before.series);
    all.addAll(more);
    List<SeriesExemplars> union = SeriesExemplars.union(all);
    if (union.size() > max) {
      List<SeriesExemplars> kept =
          first(union, max, Comparator.comparingLong(each -> mix(each.series().hashCode())));
      return before.then(union, kept.stream().map(each -> keep(each, 1)).toList(), 1);
    }
    int share = Math.min(before.share, largestShare(union, max));
    return before.then(union, union.stream().map(each -> keep(each, share)).toList(), share);
  }

  /** The most that each series can keep; {@code max} when there is room for all. */
  private static int largestShare(List<SeriesExemplars> series, int max) {
    int[] sizes = series.stream().mapToInt(each -> each.exemplars().size()).sorted().toArray();
    int room = max;
    for (int i = 0; i < sizes.length; i++) {
      int share = room / (sizes.length - i);
      if (sizes[i] > share) {
        return share;
      }
      room -= sizes[i];
    }
    return max;
  }

  private static SeriesExemplars keep(SeriesExemplars series, int max) {
    return series.exemplars().size() <= max
        ? series
        : new SeriesExemplars(
            series.series(),
            first(series.exemplars(), max, Comparator.comparingLong(ExemplarThinning::hash)));
  }

  /** The first elements by the comparator, in the order of the list. */
  private static <E> List<E> first(List<E> list, int max, Comparator<E> comparator) {
    Integer[] order = new Integer[list.size()];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, Comparator.comparing(list::get, comparator));
    Arrays.sort(order, 0, max);
    List<E> first = new ArrayList<>(max);
    for (int i = 0; i < max; i++) {
      first.add(list.get(order[i]));
    }
    return first;
  }

  private static long hash(Exemplar exemplar) {
    long hash = mix(exemplar.timestampMs());
    hash = mix(hash ^ Double.doubleToLongBits(exemplar.value()));
    return mix(hash ^ exemplar.labels().hashCode());
  }

  /** The finalizer of MurmurHash3 (github.com/aappleby/smhasher, fmix64). */
  private static long mix(long value) {
    long h = value;
    h = (h ^ (h >>> 33)) * 0xff51afd7ed558ccdL;
    h = (h ^ (h >>> 33)) * 0xc4ceb9fe1a85ec53L;
    return h ^ (h >>> 33);
  }
}
