/**
 * Evaluates PromQL over a {@link io.carillon.common.store.SeriesSource}: column at a time, a series
 * being values over the steps of the query.
 */
@NullMarked
package io.carillon.querier.exec;

import org.jspecify.annotations.NullMarked;
