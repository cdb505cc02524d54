package io.carillon.common.ring;

import org.jspecify.annotations.Nullable;

/** A node's own view of the ring: one volatile read on the path of a sample. Thread-safe. */
public interface RingView {
  /** The newest ring this node has seen; null before the cluster's first start is complete. */
  @Nullable Ring current();

  /**
   * Hands over a ring that came with an answer. It replaces the current one only when it is of the
   * same cluster and newer; then it is on disk before this returns.
   *
   * @return whether it replaced the current one
   */
  boolean offer(Ring ring);
}
