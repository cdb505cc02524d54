package io.carillon.common.rpc;

import io.carillon.common.error.CarillonException;
import io.carillon.common.error.ErrorCode;
import io.carillon.common.ring.Ring;
import io.carillon.common.ring.RingView;
import io.carillon.proto.ingest.v1.PushHello;

/**
 * Who answers pushes.
 *
 * @param instanceId stable identity, from the ingester's disk
 * @param incarnation random at each start of the process
 * @param ringView tells the cluster id, once there is a ring
 */
public record IngestIdentity(String instanceId, long incarnation, RingView ringView) {
  /** Refuses whoever speaks another protocol, means another instance or is of another cluster. */
  void check(PushHello hello) {
    if (hello.getProtocolLevel() != IngestProto.PROTOCOL_LEVEL) {
      throw refused(
          "protocol level " + IngestProto.PROTOCOL_LEVEL,
          Integer.toUnsignedString(hello.getProtocolLevel()));
    }
    if (!hello.getInstanceId().equals(instanceId)) {
      throw refused("instance " + instanceId, hello.getInstanceId());
    }
    Ring ring = ringView.current();
    if (ring != null
        && !hello.getClusterId().isEmpty()
        && !hello.getClusterId().equals(ring.clusterId())) {
      throw refused("cluster " + ring.clusterId(), hello.getClusterId());
    }
  }

  private static CarillonException refused(String expected, String found) {
    return new CarillonException(
        ErrorCode.FAILED_PRECONDITION,
        "push stream: expected " + expected + ", the sender means " + found);
  }
}
