package io.carillon.common.rpc;

import io.carillon.common.ring.Ring;
import io.carillon.common.ring.RingView;
import io.carillon.common.time.MonotonicClock;
import java.util.concurrent.ScheduledExecutorService;

/**
 * What all gRPC clients of a process share.
 *
 * @param config bounds for each instance
 * @param ringView tells the cluster id, once there is a ring
 * @param incarnation random at each start of the process
 * @param clock for time-outs
 * @param timer runs short tasks: time-outs and attempts to connect
 * @param metrics where calls are counted
 */
public record RpcClientContext(
    RpcClientConfig config,
    RingView ringView,
    long incarnation,
    MonotonicClock clock,
    ScheduledExecutorService timer,
    RpcMetrics metrics) {
  /** Empty while there is no ring. */
  String clusterId() {
    Ring ring = ringView.current();
    return ring == null ? "" : ring.clusterId();
  }
}
