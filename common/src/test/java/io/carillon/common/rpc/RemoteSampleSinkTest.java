package io.carillon.common.rpc;

import static io.carillon.common.rpc.SampleSinkTest.assertSameBatch;
import static io.carillon.common.rpc.SampleSinkTest.await;
import static io.carillon.common.rpc.SampleSinkTest.batch;
import static io.carillon.common.rpc.SampleSinkTest.series;
import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.common.column.RandomColumns;
import io.carillon.common.error.ErrorCode;
import io.carillon.common.labels.Labels;
import io.carillon.common.net.HostPort;
import io.carillon.common.store.PushAck;
import io.carillon.common.store.PushBatch;
import io.carillon.common.store.SeriesSamples;
import io.carillon.common.tenant.TenantId;
import io.carillon.proto.ingest.v1.PushAck.Outcome;
import io.carillon.proto.ingest.v1.PushSeries;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What only a sink on another node does: streams, dictionaries, time-outs, bounds. */
final class RemoteSampleSinkTest {
  private final ScriptedIngest script = new ScriptedIngest();
  private TestingSeam seam = new TestingSeam();

  @AfterEach
  void close() {
    seam.close();
  }

  private RemoteSampleSink scripted() {
    return seam.remoteSink(seam.channel(Transport.NETTY, script));
  }

  private void configure(RpcClientConfig config) {
    seam.close();
    seam = new TestingSeam(TestingSeam.SERVER_CONFIG, config);
  }

  @Test
  void labelsTravelOnceForEachStream() {
    RemoteSampleSink sink = scripted();
    await(sink.push(batch(series("x"), series("y"))));
    await(sink.push(batch(series("y"), series("z"), series("x"))));
    List<PushSeries> first = script.streams.getFirst().get(1).getBatch().getSeriesList();
    List<PushSeries> second = script.streams.getFirst().get(2).getBatch().getSeriesList();
    assertThat(first).extracting(PushSeries::getRef).containsExactly(1, 2);
    assertThat(first.getFirst().getLabelsList()).containsExactly("__name__", "m", "l", "x");
    assertThat(second).extracting(PushSeries::getRef).containsExactly(2, 3, 1);
    assertThat(second).extracting(PushSeries::getLabelsCount).containsExactly(0, 4, 0);
  }

  @Test
  void resyncSendsAgainOnANewStream() {
    RemoteSampleSink sink = scripted();
    await(sink.push(batch(series("x"))));
    script.onBatch =
        (batchId, responses) ->
            responses.onNext(
                ScriptedIngest.ack(
                    batchId,
                    script.streams.size() == 1 ? Outcome.OUTCOME_RESYNC : Outcome.OUTCOME_DURABLE));
    assertThat(await(sink.push(batch(series("x"))))).isEqualTo(TestingSink.DURABLE);
    assertThat(script.streams).hasSize(2);
    PushSeries again = script.streams.get(1).get(1).getBatch().getSeries(0);
    assertThat(again.getRef()).isEqualTo(1);
    assertThat(again.getLabelsList()).containsExactly("__name__", "m", "l", "x");
  }

  @Test
  void endlessResyncIsGivenUp() {
    script.onBatch =
        (batchId, responses) ->
            responses.onNext(ScriptedIngest.ack(batchId, Outcome.OUTCOME_RESYNC));
    assertRetry(ErrorCode.UNAVAILABLE, "again and again", scripted().push(batch(series("x"))));
  }

  @Test
  void anAckMustComeInTime() {
    configure(new RpcClientConfig(1 << 20, 150, 1000, 1 << 20, 1 << 20, 100));
    script.onBatch = (_, _) -> {};
    RemoteSampleSink sink = scripted();
    assertRetry(
        ErrorCode.UNAVAILABLE, "instance a1: no ack within 150 ms", sink.push(batch(series("x"))));
    // As nothing comes at all the stream is broken, and a new one is opened.
    Awaiting.until(() -> script.streams.size() == 2);
    script.onBatch =
        (batchId, responses) ->
            responses.onNext(ScriptedIngest.ack(batchId, Outcome.OUTCOME_DURABLE));
    Awaiting.until(() -> await(sink.push(batch(series("x")))) instanceof PushAck.Durable);
  }

  @Test
  void waitingBytesAreBounded() {
    configure(new RpcClientConfig(1000, 60_000, 1000, 1000, 1 << 20, 100));
    script.onBatch = (_, _) -> {};
    RemoteSampleSink sink = scripted();
    List<CompletableFuture<PushAck>> waiting = new ArrayList<>();
    CompletableFuture<PushAck> last = sink.push(batch(series("x")));
    while (!last.isDone()) {
      waiting.add(last);
      last = sink.push(batch(series("x")));
    }
    assertRetry(ErrorCode.OVERLOADED, "wait for their acks, of at most 1000", last);
    assertThat(waiting).hasSizeBetween(10, 100).noneMatch(CompletableFuture::isDone);
    sink.close();
    for (CompletableFuture<PushAck> future : waiting) {
      assertRetry(ErrorCode.UNAVAILABLE, "closed by this node", future);
    }
    assertRetry(ErrorCode.UNAVAILABLE, "closed by this node", sink.push(batch(series("x"))));
  }

  @Test
  void aBrokenConnectionAnswersAllAndComesBack() {
    script.onBatch = (_, _) -> {};
    RpcServer first = seam.serve(script);
    HostPort address = first.address();
    RemoteSampleSink sink = seam.remoteSink(seam.nettyChannel(address));
    List<CompletableFuture<PushAck>> waiting =
        List.of(sink.push(batch(series("x"))), sink.push(batch(series("y"))));
    Awaiting.until(() -> script.batchCount() == 2);
    first.stop(Duration.ZERO);
    for (CompletableFuture<PushAck> future : waiting) {
      assertRetry(ErrorCode.UNAVAILABLE, "instance a1: ", future);
    }
    CompletableFuture<PushAck> whileDown = sink.push(batch(series("x")));
    assertThat(whileDown).isDone();
    assertRetry(ErrorCode.UNAVAILABLE, "instance a1: ", whileDown);

    TestingSink behind = new TestingSink();
    try (RpcServer second =
        RpcServer.start(
            address,
            List.of(seam.ingestService(behind)),
            TestingSeam.SERVER_CONFIG,
            seam.metrics)) {
      assertThat(second.address()).isEqualTo(address);
      Awaiting.until(() -> await(sink.push(batch(series("x")))) instanceof PushAck.Durable);
    }
  }

  @Test
  void anotherInstanceIsNotTalkedTo() {
    script.welcomeAs = "b2";
    assertRetry(
        ErrorCode.UNAVAILABLE,
        "instance a1: another instance answers: b2",
        scripted().push(batch(series("x"))));
  }

  @Test
  void aFullDictionaryMeansANewStreamAndNothingTwice() {
    configure(new RpcClientConfig(1 << 20, 10_000, 1000, 1 << 20, 500, 100));
    TestingSink behind = new TestingSink();
    RemoteSampleSink sink =
        seam.remoteSink(seam.channel(Transport.NETTY, seam.ingestService(behind)));
    List<CompletableFuture<PushAck>> acks = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      acks.add(sink.push(batch(series("v" + i), series("w" + i))));
    }
    acks.forEach(ack -> assertThat(await(ack)).isEqualTo(TestingSink.DURABLE));
    assertThat(behind.batches).hasSize(100);
    assertThat(counter("carillon_rpc_push_streams")).isGreaterThan(10);
    assertThat(counter("carillon_rpc_push_resyncs")).isZero();
  }

  /**
   * Many threads, acks in any order, and a server whose dictionary is smaller than the client's.
   */
  @Test
  void batchesArriveAsTheyWereSentWhateverTheDictionaryDoes() {
    long seed = 45;
    seam.close();
    seam =
        new TestingSeam(
            new RpcServerConfig(1 << 20, 4, 1 << 20, 8_000, 10_000), TestingSeam.CLIENT_CONFIG);
    Map<Long, PushBatch> arrived = new ConcurrentHashMap<>();
    TestingSink behind = new TestingSink();
    SplittableRandom delays = new SplittableRandom(seed);
    behind.acks =
        batch -> {
          arrived.put(batch.deleteNumber(), batch);
          int delayMs;
          synchronized (delays) {
            delayMs = delays.nextInt(4);
          }
          return new CompletableFuture<PushAck>()
              .completeOnTimeout(TestingSink.DURABLE, delayMs, TimeUnit.MILLISECONDS);
        };
    RemoteSampleSink sink =
        seam.remoteSink(seam.channel(Transport.NETTY, seam.ingestService(behind)));
    List<PushBatch> sent = randomBatches(seed, 400);
    assertThat(sent.parallelStream().map(batch -> await(sink.push(batch))))
        .allMatch(TestingSink.DURABLE::equals);
    for (PushBatch batch : sent) {
      assertSameBatch(Objects.requireNonNull(arrived.get(batch.deleteNumber())), batch);
    }
    assertThat(counter("carillon_rpc_push_resyncs")).isGreaterThan(0);
  }

  private double counter(String name) {
    return seam.registry.scrape().stream()
        .filter(snapshot -> snapshot.getMetadata().getName().equals(name))
        .flatMap(snapshot -> snapshot.getDataPoints().stream())
        .mapToDouble(point -> ((CounterDataPointSnapshot) point).getValue())
        .sum();
  }

  private static List<PushBatch> randomBatches(long seed, int count) {
    RandomColumns columns = new RandomColumns(seed);
    SplittableRandom random = new SplittableRandom(seed);
    List<PushBatch> batches = new ArrayList<>();
    for (int b = 0; b < count; b++) {
      List<SeriesSamples> series = new ArrayList<>();
      int first = random.nextInt(200);
      for (int i = 0; i < 5; i++) {
        series.add(
            new SeriesSamples(
                Labels.of("__name__", "m", "i", "v" + (first + i)), columns.column(3)));
      }
      batches.add(new PushBatch(TenantId.ANONYMOUS, 0, b, series, List.of()));
    }
    return batches;
  }

  private static void assertRetry(ErrorCode code, String text, CompletableFuture<PushAck> future) {
    assertThat(await(future))
        .isInstanceOfSatisfying(
            PushAck.Retry.class,
            retry -> {
              assertThat(retry.code()).isEqualTo(code);
              assertThat(retry.reason()).contains(text);
            });
  }
}
