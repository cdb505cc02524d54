package io.carillon.common.ring;

/**
 * An ingester as the ring knows it. Addresses and incarnations are not in the ring.
 *
 * @param id stable identity, from its disk
 * @param zone failure domain
 * @param state what is agreed about it
 * @param weight relative capacity; 100 is usual
 */
public record Instance(String id, String zone, InstanceState state, int weight) {
  /** Weight of an instance that says nothing else. */
  public static final int DEFAULT_WEIGHT = 100;
}
