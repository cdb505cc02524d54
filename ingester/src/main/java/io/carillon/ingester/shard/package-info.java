/**
 * The head: series and samples in memory that are not sealed yet. {@link
 * io.carillon.ingester.shard.Shards} divides the series of all tenants by hash; a shard has one
 * lock, which a batch takes once, and each series a line of 64 bytes off the Java heap.
 *
 * <p>Floats that come in order take the fast path: values in blocks off the heap, none for series
 * that do not change; times in a trie that all series share. Everything else, late samples,
 * histograms, start timestamps, lies in columns on the heap. A seal ends an epoch: the next one
 * uses the other half of each line, and what is frozen stays readable until it is released. Readers
 * copy slots under the lock and read values without; memory that is given up meanwhile waits in the
 * {@code Limbo} of the shard.
 *
 * <p>Bodies of records in the log are described in {@code SampleRecords} and {@link
 * io.carillon.ingester.wal.SeriesRecords}; a COLUMNS record is {uvarint reference, column in codec
 * 1}*.
 */
@NullMarked
package io.carillon.ingester.shard;

import org.jspecify.annotations.NullMarked;
