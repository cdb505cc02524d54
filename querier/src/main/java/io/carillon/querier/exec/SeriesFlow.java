package io.carillon.querier.exec;

import io.carillon.common.column.SampleColumn;
import io.carillon.common.labels.Labels;
import io.carillon.common.labels.Matcher;
import io.carillon.common.store.SelectHints;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A part of a query whose series can be computed one by one, each from one series of the source.
 *
 * @param select what to read
 * @param dropsNames whether series have lost their names, so that some may have the same labels
 * @param stage computes a series
 */
record SeriesFlow(Select select, boolean dropsNames, Stage stage) {
  /**
   * Which samples to read, from {@code minMs} to {@code maxMs}, both inclusive.
   *
   * @param isStatisticsOnly whether count and sum are all that is wanted of histograms
   * @param steps for how many a series is computed
   */
  record Select(
      List<Matcher> matchers,
      long minMs,
      long maxMs,
      SelectHints hints,
      boolean isStatisticsOnly,
      int steps) {
    /** Memory of what is computed of a series, besides its samples. */
    long resultBytes() {
      return steps * (Double.BYTES + 1L);
    }

    /** Whether all series have the same name, so that none are the same when they lose it. */
    boolean isNamePinned() {
      return matchers.stream()
          .anyMatch(
              matcher ->
                  matcher.name().equals(Labels.METRIC_NAME)
                      && matcher.type() == Matcher.Type.EQUAL
                      && !matcher.value().isEmpty());
    }
  }

  /** Computes a series from samples in time order, on any thread; null for none. */
  @FunctionalInterface
  interface Stage {
    @Nullable StepSeries compute(Labels labels, SampleColumn column);
  }

  /** Computes a series from one that was computed, on any thread; null for none. */
  @FunctionalInterface
  interface Step {
    @Nullable StepSeries apply(StepSeries series);
  }

  /** Series as they are selected. */
  static SeriesFlow of(Select select, Stage stage) {
    return new SeriesFlow(select, false, stage);
  }

  /** A further step for each series, on any thread; what gets empty or null is left out. */
  SeriesFlow then(Step next) {
    return new SeriesFlow(
        select,
        dropsNames,
        (labels, column) -> {
          StepSeries series = stage.compute(labels, column);
          StepSeries result = series == null ? null : next.apply(series);
          return result == null || result.isEmpty() ? null : result;
        });
  }

  /** The same, after names were dropped by it. */
  SeriesFlow withoutNames() {
    return new SeriesFlow(select, true, stage);
  }

  /** Whether series with different names may have got the same labels. */
  boolean mayCollide() {
    return dropsNames && !select.isNamePinned();
  }
}
