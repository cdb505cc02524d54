package io.carillon.ingester.block;

import java.util.function.BooleanSupplier;

/** Slows merging down, so that it leaves the machine to others. Called by one thread at a time. */
@FunctionalInterface
public interface MergeThrottle {
  /** Never waits. */
  MergeThrottle NONE = (_, _) -> {};

  /**
   * Waits until so many bytes may be merged.
   *
   * @param isStopped asked now and then while waiting; when true there is no need to wait
   */
  void spend(long sizeBytes, BooleanSupplier isStopped);
}
