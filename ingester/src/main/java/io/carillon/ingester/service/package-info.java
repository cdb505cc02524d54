/**
 * The ingester as the other roles see it: {@link io.carillon.ingester.service.Ingester} takes and
 * gives samples. It binds the log, the shards and the blocks together.
 *
 * <p>The way of a batch: staged in its shards on the caller's thread, where it can be read at once;
 * appended to the log, one record for each shard, under the shard's lock; written and fsynced by
 * the committer, which then completes the ack. A seal freezes what a shard has staged, under the
 * shard's lock: all its records below that cut are in the frozen part. The sealer writes that part
 * to slices, the manifest names them and the cut in one step, and only then the log's segments
 * below all cuts are used again.
 *
 * <p>Threads: callers, one committer and one maker of segments (of the log), one sealer, one
 * merger. A reader takes the shards first, then the blocks: what moves from one to the other in
 * between is seen twice and united, never missed.
 *
 * <p>{@link io.carillon.ingester.service.StoppedDirectory} and {@link
 * io.carillon.ingester.service.StoredData} read the files of a node that is not running.
 */
@NullMarked
package io.carillon.ingester.service;

import org.jspecify.annotations.NullMarked;
