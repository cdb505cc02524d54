package io.carillon.common.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.common.error.CarillonException;
import io.carillon.common.error.ErrorCode;
import io.carillon.common.net.HostPort;
import io.carillon.common.store.PushAck;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class RpcServerTest {
  private final TestingSeam seam = new TestingSeam();

  @AfterEach
  void close() {
    seam.close();
  }

  @Test
  void aPortInUseIsNamedWithItsFlag() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      HostPort address = new HostPort("127.0.0.1", taken.getLocalPort());
      assertThatThrownBy(
              () -> RpcServer.start(address, List.of(), TestingSeam.SERVER_CONFIG, seam.metrics))
          .isInstanceOfSatisfying(
              CarillonException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.FAILED_PRECONDITION))
          .hasMessage(
              "cannot listen for gRPC on "
                  + address
                  + ": the port is in use by another process; --grpc-address changes it");
    }
  }

  @Test
  void addressesThatAreNotOursAreNamedToo() {
    for (String host : List.of("192.0.2.1", "no-such-host.invalid")) {
      assertThatThrownBy(
              () ->
                  RpcServer.start(
                      new HostPort(host, 1), List.of(), TestingSeam.SERVER_CONFIG, seam.metrics))
          .isInstanceOf(CarillonException.class)
          .hasMessageContaining(host)
          .hasMessageContaining("--grpc-address");
    }
  }

  @Test
  void stoppingLosesNoAck() {
    TestingSink behind = new TestingSink();
    CompletableFuture<PushAck> slow = new CompletableFuture<>();
    behind.acks = _ -> slow;
    RpcServer server = seam.serve(seam.ingestService(behind));
    RemoteSampleSink sink = seam.remoteSink(seam.nettyChannel(server.address()));
    CompletableFuture<PushAck> ack = sink.push(SampleSinkTest.batch(SampleSinkTest.series("x")));
    Awaiting.until(() -> behind.batches.size() == 1);
    slow.completeOnTimeout(TestingSink.DURABLE, 100, TimeUnit.MILLISECONDS);
    server.stop(Duration.ofSeconds(10));
    assertThat(SampleSinkTest.await(ack)).isEqualTo(TestingSink.DURABLE);
  }

  @Test
  void callsAreCountedOnBothEnds() {
    TestingSource behind =
        new TestingSource(() -> SeriesSourceTest.manySeries(1), SeriesSourceTest.TRAILER);
    SeriesSourceTest.readAll(seam.source(Transport.NETTY, behind));
    Awaiting.until(() -> requests("carillon_rpc_server_requests") == 1);
    assertThat(requests("carillon_rpc_client_requests")).isEqualTo(1);
    assertThat(
            seam.registry.scrape().stream()
                .filter(
                    s -> s.getMetadata().getName().equals("carillon_rpc_server_request_seconds"))
                .flatMap(s -> s.getDataPoints().stream())
                .mapToLong(point -> ((HistogramDataPointSnapshot) point).getCount())
                .sum())
        .isEqualTo(1);
  }

  private double requests(String name) {
    return seam.registry.scrape().stream()
        .filter(s -> s.getMetadata().getName().equals(name))
        .flatMap(s -> s.getDataPoints().stream())
        .filter(
            point ->
                "carillon.query.v1.SeriesService/Select".equals(point.getLabels().get("method"))
                    && "OK".equals(point.getLabels().get("code")))
        .mapToDouble(point -> ((CounterDataPointSnapshot) point).getValue())
        .sum();
  }
}
