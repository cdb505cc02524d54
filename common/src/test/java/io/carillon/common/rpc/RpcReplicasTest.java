package io.carillon.common.rpc;

import static io.carillon.common.rpc.SampleSinkTest.await;
import static io.carillon.common.rpc.SampleSinkTest.batch;
import static io.carillon.common.rpc.SampleSinkTest.series;
import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.common.net.HostPort;
import io.carillon.common.store.PushAck;
import io.carillon.common.store.SampleSink;
import io.carillon.common.store.SeriesSource;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class RpcReplicasTest {
  private final TestingSeam seam = new TestingSeam();
  private final Map<String, HostPort> addresses = new ConcurrentHashMap<>();
  private final TestingSink localSink = new TestingSink();
  private final TestingSource localSource =
      new TestingSource(() -> SeriesSourceTest.manySeries(1), SeriesSourceTest.TRAILER);
  private final RpcReplicas replicas =
      new RpcReplicas(
          addresses::get, new LocalInstance("local", localSink, localSource), seam.context());

  @AfterEach
  void close() {
    replicas.close();
    seam.close();
  }

  @Test
  void theLocalInstanceIsCalledDirectly() {
    assertThat(replicas.sink("local")).isSameAs(localSink);
    assertThat(replicas.source("local")).isSameAs(localSource);
  }

  @Test
  void withoutAddressThereIsNothing() {
    assertThat(replicas.sink("a1")).isNull();
    assertThat(replicas.source("a1")).isNull();
  }

  @Test
  void aChannelIsKeptUntilTheAddressChanges() {
    TestingSink first = new TestingSink();
    TestingSink second = new TestingSink();
    addresses.put("a1", serve(first).address());
    SampleSink sink = Objects.requireNonNull(replicas.sink("a1"));
    assertThat(await(sink.push(batch(series("x"))))).isEqualTo(TestingSink.DURABLE);
    assertThat(replicas.sink("a1")).isSameAs(sink);
    first.acks = _ -> new CompletableFuture<>();
    CompletableFuture<PushAck> waiting = sink.push(batch(series("x")));

    addresses.put("a1", serve(second).address());
    SampleSink moved = Objects.requireNonNull(replicas.sink("a1"));
    assertThat(moved).isNotSameAs(sink);
    assertThat(await(waiting)).isInstanceOf(PushAck.Retry.class);
    assertThat(await(moved.push(batch(series("x"))))).isEqualTo(TestingSink.DURABLE);
    assertThat(second.batches).hasSize(1);
    SeriesSource source = Objects.requireNonNull(replicas.source("a1"));
    assertThat(SeriesSourceTest.readAll(source)).hasSize(1);
  }

  @Test
  void aNodeThatComesBackIsUsedSoon() {
    RpcServer server = serve(new TestingSink());
    HostPort address = server.address();
    addresses.put("a1", address);
    SampleSink sink = Objects.requireNonNull(replicas.sink("a1"));
    await(sink.push(batch(series("x"))));
    server.stop(Duration.ZERO);
    Awaiting.until(() -> await(sink.push(batch(series("x")))) instanceof PushAck.Retry);
    try (RpcServer again =
        RpcServer.start(
            address,
            List.of(seam.ingestService(new TestingSink())),
            TestingSeam.SERVER_CONFIG,
            seam.metrics)) {
      assertThat(again.address()).isEqualTo(address);
      Awaiting.until(() -> await(sink.push(batch(series("x")))) instanceof PushAck.Durable);
    }
  }

  @Test
  void afterClosingThereIsNothing() {
    addresses.put("a1", serve(new TestingSink()).address());
    assertThat(replicas.sink("a1")).isNotNull();
    replicas.close();
    assertThat(replicas.sink("a1")).isNull();
  }

  private RpcServer serve(TestingSink sink) {
    return seam.serve(
        seam.ingestService(sink), new SeriesGrpcService(localSource, TestingSeam.SERVER_CONFIG));
  }
}
