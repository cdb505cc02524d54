package io.carillon.common.rpc;

import io.carillon.common.store.PushAck;
import io.carillon.common.time.MonotonicClock;
import io.grpc.ClientInterceptor;
import io.grpc.MethodDescriptor;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.Unit;

/**
 * What a process counts about its calls: requests by method and status code, how long they took
 * (not for long-lived streams), and the push streams by instance. Thread-safe; one per registry.
 */
public final class RpcMetrics {
  /** Numbers of one push stream's client. */
  final class Push {
    private final String instanceId;

    private Push(String instanceId) {
      this.instanceId = instanceId;
    }

    void pendingBytes(long bytes) {
      pushPendingBytes.labelValues(instanceId).set((double) bytes);
    }

    void open() {
      pushStreams.labelValues(instanceId).inc();
    }

    void resync() {
      pushResyncs.labelValues(instanceId).inc();
    }

    void ack(PushAck ack) {
      String outcome =
          switch (ack) {
            case PushAck.Durable _ -> "durable";
            case PushAck.Retry _ -> "retry";
            case PushAck.Moved _ -> "moved";
          };
      pushAcks.labelValues(instanceId, outcome).inc();
    }

    /** Nothing is pending any more; the counters stay. */
    void remove() {
      pushPendingBytes.remove(instanceId);
    }
  }

  private static final double[] SECONDS = {
    0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60
  };

  private final MonotonicClock clock;
  private final Counter serverRequests;
  private final Histogram serverSeconds;
  private final Counter clientRequests;
  private final Histogram clientSeconds;
  private final Gauge pushPendingBytes;
  private final Counter pushAcks;
  private final Counter pushStreams;
  private final Counter pushResyncs;

  public RpcMetrics(PrometheusRegistry registry, MonotonicClock clock) {
    this.clock = clock;
    serverRequests = requests("server", "Calls that this node answered", registry);
    serverSeconds = seconds("server", "Time to answer a call", registry);
    clientRequests = requests("client", "Calls that this node made", registry);
    clientSeconds = seconds("client", "Time until a call was answered in full", registry);
    pushPendingBytes =
        Gauge.builder()
            .name("carillon_rpc_push_pending_bytes")
            .help("Bytes of batches that wait for the ack of an ingester")
            .labelNames("instance_id")
            .register(registry);
    pushAcks =
        Counter.builder()
            .name("carillon_rpc_push_acks_total")
            .help("Batches by what became of them at an ingester")
            .labelNames("instance_id", "outcome")
            .register(registry);
    pushStreams =
        Counter.builder()
            .name("carillon_rpc_push_streams_total")
            .help("Push streams that were opened to an ingester")
            .labelNames("instance_id")
            .register(registry);
    pushResyncs =
        Counter.builder()
            .name("carillon_rpc_push_resyncs_total")
            .help("Times that an ingester asked for a new push stream")
            .labelNames("instance_id")
            .register(registry);
  }

  /** Counts the calls that a server answers. */
  public ServerInterceptor serverInterceptor() {
    return new CountingServerInterceptor(this);
  }

  /** Counts the calls that a channel makes. */
  public ClientInterceptor clientInterceptor() {
    return new CountingClientInterceptor(this);
  }

  Push push(String instanceId) {
    return new Push(instanceId);
  }

  long nanoTime() {
    return clock.nanoTime();
  }

  void answered(MethodDescriptor<?, ?> method, Status status, long startNs) {
    count(serverRequests, serverSeconds, method, status, startNs);
  }

  void called(MethodDescriptor<?, ?> method, Status status, long startNs) {
    count(clientRequests, clientSeconds, method, status, startNs);
  }

  private void count(
      Counter requests,
      Histogram seconds,
      MethodDescriptor<?, ?> method,
      Status status,
      long startNs) {
    requests.labelValues(method.getFullMethodName(), status.getCode().name()).inc();
    if (method.getType() != MethodDescriptor.MethodType.BIDI_STREAMING) {
      seconds
          .labelValues(method.getFullMethodName())
          .observe(Unit.nanosToSeconds(clock.nanoTime() - startNs));
    }
  }

  private static Counter requests(String side, String help, PrometheusRegistry registry) {
    return Counter.builder()
        .name("carillon_rpc_" + side + "_requests_total")
        .help(help)
        .labelNames("method", "code")
        .register(registry);
  }

  private static Histogram seconds(String side, String help, PrometheusRegistry registry) {
    return Histogram.builder()
        .name("carillon_rpc_" + side + "_request_seconds")
        .help(help)
        .labelNames("method")
        .classicOnly()
        .classicUpperBounds(SECONDS)
        .register(registry);
  }
}
