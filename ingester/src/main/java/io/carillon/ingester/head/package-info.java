/**
 * What is not sealed yet, in memory: columns for each series, found by label set or by the tenant's
 * inverted index.
 *
 * <p>Series are registered by any thread before their samples are durable; they and their samples
 * become visible when the committer applies a batch, whole, under the head's write lock. Readers
 * take the read lock only to note which columns they read up to where: what lies below that size in
 * a column's arrays never changes, since late samples go into new arrays.
 */
@NullMarked
package io.carillon.ingester.head;

import org.jspecify.annotations.NullMarked;
