/**
 * From series to batches: hash, partition, replica group, one batch for each ingester. Hashing
 * happens once; routing may be repeated under a newer ring. Pure functions over immutable records,
 * usable on any thread.
 */
@NullMarked
package io.carillon.distributor.route;

import org.jspecify.annotations.NullMarked;
