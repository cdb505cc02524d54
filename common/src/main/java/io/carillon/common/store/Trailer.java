package io.carillon.common.store;

import io.carillon.common.ring.Ring;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The end of an answer: who gave it and what it may lack. An answer without trailer counts for
 * nothing.
 *
 * @param instanceId the ingester; empty for a whole cluster
 * @param ringEpoch version of the ring that the replica knows; 0 without ring
 * @param deleteNumber the newest delete that is applied
 * @param unvouched what the replica may have lost; it vouches for all else of its partitions
 * @param newerRing the replica's ring when the request named an older one, else null
 */
public record Trailer(
    String instanceId,
    long ringEpoch,
    long deleteNumber,
    List<UnvouchedRange> unvouched,
    @Nullable Ring newerRing) {
  public Trailer {
    unvouched = List.copyOf(unvouched);
  }

  /** Whether the replica vouches for all samples of a partition in a range. */
  public boolean vouchesFor(int partition, long minMs, long maxMs) {
    return unvouched.stream().noneMatch(range -> range.covers(partition, minMs, maxMs));
  }
}
