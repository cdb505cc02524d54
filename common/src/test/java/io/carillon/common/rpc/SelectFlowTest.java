package io.carillon.common.rpc;

import static io.carillon.common.rpc.SeriesSourceTest.SELECT;
import static io.carillon.common.rpc.SeriesSourceTest.TRAILER;
import static io.carillon.common.rpc.SeriesSourceTest.manySeries;
import static io.carillon.common.rpc.SeriesSourceTest.readAll;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.common.column.SampleColumn;
import io.carillon.common.error.CarillonException;
import io.carillon.common.error.ErrorCode;
import io.carillon.common.labels.Labels;
import io.carillon.common.store.LabelsRequest;
import io.carillon.common.store.SelectedSeries;
import io.carillon.common.store.SeriesSource;
import io.carillon.common.store.SeriesStream;
import io.carillon.proto.query.v1.SelectRequest;
import io.carillon.proto.query.v1.SelectResponse;
import io.carillon.proto.query.v1.SeriesFrames;
import io.carillon.proto.query.v1.SeriesServiceGrpc;
import io.grpc.ManagedChannel;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Selects that are cancelled, slow, broken or too many. */
final class SelectFlowTest {
  /** 8192 samples: about 75 KiB a series, so that buffers fill soon. */
  private static final SampleColumn LARGE =
      SampleColumn.floats(
          LongStream.range(0, 8192).toArray(),
          LongStream.range(0, 8192).asDoubleStream().toArray());

  private final TestingSeam seam = new TestingSeam();

  @AfterEach
  void close() {
    seam.close();
  }

  @ParameterizedTest
  @EnumSource(names = {"IN_PROCESS", "NETTY"})
  void aSlowReaderHoldsTheProducerBack(Transport transport) {
    TestingSource behind = new TestingSource(() -> endless(LARGE), TRAILER);
    try (SeriesStream stream = seam.source(transport, behind).select(SELECT)) {
      assertThat(stream.next()).isNotNull();
      awaitStandstill(behind);
      // HTTP/2's window of up to a few MiB, and no more.
      assertThat(behind.produced.get()).isLessThan(150);
      int before = behind.produced.get();
      for (int i = 0; i < 200; i++) {
        assertThat(stream.next()).isNotNull();
      }
      assertThat(behind.produced.get()).isGreaterThan(before);
      assertThat(behind.closed).hasValue(0);
    }
    Awaiting.until(() -> behind.closed.get() == 1);
  }

  @ParameterizedTest
  @EnumSource(names = {"IN_PROCESS", "NETTY"})
  void closingInterruptsAProducerThatBlocks(Transport transport) {
    CountDownLatch blocked = new CountDownLatch(1);
    AtomicReference<Boolean> wasInterrupted = new AtomicReference<>();
    TestingSource behind =
        new TestingSource(
            () -> {
              blocked.countDown();
              try {
                new CountDownLatch(1).await();
              } catch (InterruptedException e) {
                wasInterrupted.set(true);
              }
              throw new CarillonException(ErrorCode.CANCELED, "interrupted");
            },
            TRAILER);
    SeriesStream stream = seam.source(transport, behind).select(SELECT);
    Awaiting.until(() -> blocked.getCount() == 0);
    stream.close();
    Awaiting.until(() -> Boolean.TRUE.equals(wasInterrupted.get()));
  }

  @ParameterizedTest
  @EnumSource(names = {"IN_PROCESS", "NETTY"})
  void anInterruptedReaderEndsTheRead(Transport transport) throws InterruptedException {
    CountDownLatch blocked = new CountDownLatch(1);
    TestingSource behind =
        new TestingSource(
            () -> {
              blocked.countDown();
              return new Iterator<>() {
                @Override
                public boolean hasNext() {
                  try {
                    new CountDownLatch(1).await();
                  } catch (InterruptedException e) {
                    throw new CarillonException(ErrorCode.CANCELED, "interrupted", e);
                  }
                  return false;
                }

                @Override
                public SelectedSeries next() {
                  throw new NoSuchElementException();
                }
              };
            },
            TRAILER);
    SeriesSource source = seam.source(transport, behind);
    AtomicReference<Throwable> error = new AtomicReference<>();
    Thread reader =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    readAll(source);
                  } catch (CarillonException e) {
                    error.set(e);
                  }
                });
    blocked.await();
    reader.interrupt();
    reader.join();
    assertThat(error.get())
        .isInstanceOfSatisfying(
            CarillonException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CANCELED));
    Awaiting.until(() -> behind.closed.get() == 1);
  }

  @Test
  void aKilledServerIsAnErrorAndNoEnd() {
    TestingSource behind = new TestingSource(() -> endless(LARGE), TRAILER);
    RpcServer server = seam.serve(new SeriesGrpcService(behind, TestingSeam.SERVER_CONFIG));
    SeriesSource source = source(seam.nettyChannel(server.address()));
    try (SeriesStream stream = source.select(SELECT)) {
      assertThat(stream.next()).isNotNull();
      server.stop(Duration.ZERO);
      assertError(
          ErrorCode.UNAVAILABLE,
          "instance a1",
          () -> {
            while (stream.next() != null) {
              // The window's content still comes.
            }
          });
    }
    Awaiting.until(() -> behind.closed.get() == 1);
  }

  @Test
  void nobodyThereIsUnavailable() {
    RpcServer server = seam.serve();
    server.stop(Duration.ZERO);
    SeriesSource source = source(seam.nettyChannel(server.address()));
    assertError(ErrorCode.UNAVAILABLE, "Connection refused", () -> readAll(source));
  }

  @Test
  void readsAreBounded() {
    TestingSource behind = new TestingSource(() -> endless(LARGE), TRAILER);
    SeriesSource source = seam.source(Transport.NETTY, behind);
    List<SeriesStream> streams = new ArrayList<>();
    for (int i = 0; i < TestingSeam.SERVER_CONFIG.maxConcurrentReads(); i++) {
      streams.add(source.select(SELECT));
      assertThat(streams.getLast().next()).isNotNull();
    }
    assertError(ErrorCode.OVERLOADED, "4 reads are running", () -> readAll(source));
    streams.forEach(SeriesStream::close);
    Awaiting.until(() -> behind.closed.get() == streams.size());
    TestingSource small = new TestingSource(() -> manySeries(1), TRAILER);
    assertThat(readAll(seam.source(Transport.NETTY, small))).hasSize(1);
    try (SeriesStream stream = source.select(SELECT)) {
      assertThat(stream.next()).isNotNull();
    }
  }

  @Test
  void theDeadlineEndsBothEnds() {
    TestingSource behind = new TestingSource(() -> endless(LARGE), TRAILER);
    RpcClientConfig shortDeadline = new RpcClientConfig(8 << 20, 100, 300, 8 << 20, 1 << 20, 100);
    SeriesSource source =
        RemoteSeriesSource.ofInstance(
            "a1",
            seam.channel(Transport.NETTY, new SeriesGrpcService(behind, TestingSeam.SERVER_CONFIG)),
            shortDeadline);
    assertError(ErrorCode.TIMEOUT, "instance a1", () -> readAll(source));
    Awaiting.until(() -> behind.closed.get() == 1);
  }

  @Test
  void aReaderThatTakesNothingIsGivenUp() {
    try (TestingSeam impatient =
        new TestingSeam(
            new RpcServerConfig(8 << 20, 4, 1 << 20, 1 << 20, 50), TestingSeam.CLIENT_CONFIG)) {
      TestingSource behind = new TestingSource(() -> endless(LARGE), TRAILER);
      try (SeriesStream stream = impatient.source(Transport.NETTY, behind).select(SELECT)) {
        assertThat(stream.next()).isNotNull();
        Awaiting.until(() -> behind.closed.get() == 1);
        assertError(
            ErrorCode.TIMEOUT,
            "took nothing for 50 ms",
            () -> {
              while (stream.next() != null) {
                // What had left before.
              }
            });
      }
    }
  }

  @Test
  void anAnswerThatIsTooLargeSaysSo() {
    TestingSource behind = new TestingSource(() -> manySeries(0), TRAILER);
    behind.values = List.of("x".repeat(9 << 20));
    assertError(
        ErrorCode.TOO_LARGE,
        "ask for less",
        () ->
            seam.source(Transport.NETTY, behind)
                .labelNames(new LabelsRequest(SELECT.tenant(), 0, 0, 1, List.of(), 0)));
  }

  @Test
  void messagesHaveTheRightSize() {
    List<Integer> sizes = new ArrayList<>();
    TestingSource behind = new TestingSource(() -> manySeries(20_000), TRAILER);
    ManagedChannel channel =
        seam.channel(Transport.NETTY, new SeriesGrpcService(behind, TestingSeam.SERVER_CONFIG));
    SeriesServiceGrpc.newBlockingStub(channel)
        .select(QueryProto.toProto(SELECT))
        .forEachRemaining(message -> sizes.add(message.getSerializedSize()));
    assertThat(sizes).hasSizeGreaterThan(3);
    assertThat(sizes.subList(0, sizes.size() - 1)).allMatch(s -> s >= 64 << 10 && s <= 256 << 10);
  }

  @Test
  void whatIsNoAnswerIsRefused() {
    SelectResponse one = response(frames(1, "a", "1"));
    assertError(ErrorCode.UNAVAILABLE, "without its trailer", answers());
    assertError(ErrorCode.UNAVAILABLE, "without its trailer", answers(one));
    SelectResponse end =
        SelectResponse.newBuilder().setTrailer(QueryProto.toProto(TRAILER)).build();
    assertError(ErrorCode.CORRUPTION, "after the trailer", answers(end, one));
    assertError(ErrorCode.CORRUPTION, "expected series 1", answers(response(frames(2, "a", "1"))));
    assertError(
        ErrorCode.CORRUPTION,
        "in order",
        answers(response(frames(1, "b", "1"), frames(2, "a", "1")), end));
    assertError(
        ErrorCode.CORRUPTION,
        "in order",
        answers(response(frames(1, "b", "1"), frames(2, "b", "1")), end));
    assertError(ErrorCode.CORRUPTION, "names and values", answers(response(frames(1, "a")), end));
  }

  private static ThrowingCallable answers(SelectResponse... responses) {
    return () -> {
      try (TestingSeam seam = new TestingSeam()) {
        readAll(source(seam.channel(Transport.IN_PROCESS, new FixedAnswer(List.of(responses)))));
      }
    };
  }

  private static SeriesSource source(ManagedChannel channel) {
    return RemoteSeriesSource.ofInstance("a1", channel, TestingSeam.CLIENT_CONFIG);
  }

  private static SelectResponse response(SeriesFrames... frames) {
    return SelectResponse.newBuilder().addAllSeries(List.of(frames)).build();
  }

  private static SeriesFrames frames(int ref, String... labels) {
    return SeriesFrames.newBuilder().setRef(ref).addAllLabels(List.of(labels)).build();
  }

  private static Iterator<SelectedSeries> endless(SampleColumn column) {
    return IntStream.iterate(0, i -> i + 1)
        .mapToObj(i -> SelectedSeries.of(Labels.of("i", "" + (1_000_000 + i)), column))
        .iterator();
  }

  private static void awaitStandstill(TestingSource source) {
    AtomicReference<Integer> last = new AtomicReference<>(-1);
    Awaitility.await()
        .pollInterval(Duration.ofMillis(300))
        .until(() -> last.getAndSet(source.produced.get()).equals(source.produced.get()));
  }

  private static void assertError(ErrorCode code, String text, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            CarillonException.class,
            e -> {
              assertThat(e.code()).as(e.toString()).isEqualTo(code);
              assertThat(e).hasMessageContaining(text);
            });
  }

  /** A server that answers every select with the same messages. */
  private static final class FixedAnswer extends SeriesServiceGrpc.SeriesServiceImplBase {
    private final List<SelectResponse> responses;

    private FixedAnswer(List<SelectResponse> responses) {
      this.responses = responses;
    }

    @Override
    public void select(SelectRequest request, StreamObserver<SelectResponse> observer) {
      responses.forEach(observer::onNext);
      observer.onCompleted();
    }
  }
}
