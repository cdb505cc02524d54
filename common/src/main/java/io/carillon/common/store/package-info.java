/**
 * The seam between the roles: {@link io.carillon.common.store.SampleSink} takes samples, {@link
 * io.carillon.common.store.SeriesSource} gives them back. The ingester implements both; inside one
 * process the others call them directly, between processes the adapters of {@code common.rpc} carry
 * them. All records are immutable. Times are milliseconds since the epoch, ranges inclusive at both
 * ends.
 */
@NullMarked
package io.carillon.common.store;

import org.jspecify.annotations.NullMarked;
