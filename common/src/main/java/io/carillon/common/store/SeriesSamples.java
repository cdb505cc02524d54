package io.carillon.common.store;

import io.carillon.common.column.SampleColumn;
import io.carillon.common.labels.Labels;

/**
 * Samples of one series.
 *
 * @param labels the series
 * @param samples in any order of time; where a time comes twice the commutative rule decides
 */
public record SeriesSamples(Labels labels, SampleColumn samples) {}
