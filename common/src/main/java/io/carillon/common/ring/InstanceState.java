package io.carillon.common.ring;

/** What the cluster has agreed about an instance. Whether it is reachable is no state. */
public enum InstanceState {
  JOINING,
  ACTIVE,
  LEAVING,
  LEFT,
  READ_ONLY
}
