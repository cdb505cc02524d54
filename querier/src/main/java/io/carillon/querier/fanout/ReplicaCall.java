package io.carillon.querier.fanout;

import io.carillon.common.store.SeriesSource;
import io.carillon.common.store.Trailer;

/** One question to one ingester. Runs on a virtual thread of its own and may block. */
@FunctionalInterface
interface ReplicaCall<T> {
  /**
   * Asks, hands over the pieces of the answer in order, and returns its trailer.
   *
   * @throws InterruptedException when nobody waits for the answer any more
   */
  Trailer ask(SeriesSource source, Pieces<T> pieces) throws InterruptedException;

  /** Takes the pieces of an answer. */
  @FunctionalInterface
  interface Pieces<T> {
    /**
     * Hands over a piece; blocks while too many wait.
     *
     * @param sizeBytes about what it takes in memory
     */
    void put(T piece, long sizeBytes) throws InterruptedException;
  }
}
