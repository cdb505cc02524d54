/**
 * The ingester as the other roles see it: {@link io.carillon.ingester.service.Ingester} takes and
 * gives samples. It binds the log, the heads and the blocks together.
 *
 * <p>The way of a batch: registered in the active head on the caller's thread; submitted to the
 * log; written and fsynced by the committer, which then makes the samples visible and completes the
 * ack. So what is visible is durable, and what is acknowledged is visible. A cut, under the log's
 * lock, freezes the head and starts a new one together with a new log segment; the sealer writes
 * the frozen head to blocks, the manifest says so, and only then the older segments go.
 *
 * <p>Threads: callers, one committer (of the log), one sealer, one merger. A reader first takes the
 * heads, then the blocks: what moves from one to the other in between is seen twice, never missed.
 *
 * <p>{@link io.carillon.ingester.service.StoppedDirectory} and {@link
 * io.carillon.ingester.service.StoredData} read the files of a node that is not running.
 */
@NullMarked
package io.carillon.ingester.service;

import org.jspecify.annotations.NullMarked;
