package io.carillon.distributor.validate;

import io.carillon.common.column.SampleColumn;
import io.carillon.common.store.SeriesSamples;
import java.util.List;

/**
 * A series as a sender gave it.
 *
 * @param namesAndValues name, value, name, value … in any order; not to be changed
 * @param isUtf8 false when any of them was no valid UTF-8; it then has replacement characters
 * @param samples in any order of time, times may repeat
 * @param exemplars in any order
 */
public record UncheckedSeries(
    List<String> namesAndValues,
    boolean isUtf8,
    SampleColumn samples,
    List<UncheckedExemplar> exemplars) {
  /** A series of this process, which may hold anything that a String can. */
  public static UncheckedSeries of(SeriesSamples series) {
    List<String> pairs = series.labels().asPairs();
    return new UncheckedSeries(
        pairs, pairs.stream().allMatch(UncheckedSeries::isEncodable), series.samples(), List.of());
  }

  private static boolean isEncodable(String text) {
    return text.codePoints()
        .noneMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
  }
}
