package io.carillon.common.cluster;

import io.carillon.common.ring.Ring;
import org.jspecify.annotations.Nullable;

/**
 * Where nodes leave the newest ring of each cluster for each other. It may forget or fork, so that
 * what is read there is only a hint. Calls take at most a few seconds; failures are logged and mean
 * that nothing is there. Thread-safe.
 */
interface RingBoard {
  /** The ring of a cluster; null when there is none. */
  @Nullable Ring read(String clusterId);

  /** Puts a ring in place of that of its cluster. */
  void publish(Ring ring);
}
