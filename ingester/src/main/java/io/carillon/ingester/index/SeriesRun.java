package io.carillon.ingester.index;

import io.carillon.common.column.ColumnFrame;
import io.carillon.common.labels.Labels;

/**
 * Samples of one series from one place, none of them outside the range that was asked for.
 *
 * @param labels the series
 * @param frame the samples, at least one
 * @param minMs no sample is earlier
 * @param maxMs no sample is later
 */
public record SeriesRun(Labels labels, ColumnFrame frame, long minMs, long maxMs) {}
