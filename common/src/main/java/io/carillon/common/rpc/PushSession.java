package io.carillon.common.rpc;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.carillon.common.error.CarillonException;
import io.carillon.common.error.ErrorCode;
import io.carillon.common.labels.Labels;
import io.carillon.common.store.PushAck;
import io.carillon.common.store.PushBatch;
import io.carillon.common.store.SampleSink;
import io.carillon.common.store.SeriesExemplars;
import io.carillon.common.store.SeriesSamples;
import io.carillon.common.tenant.TenantId;
import io.carillon.proto.ingest.v1.PushExemplars;
import io.carillon.proto.ingest.v1.PushHello;
import io.carillon.proto.ingest.v1.PushRequest;
import io.carillon.proto.ingest.v1.PushResponse;
import io.carillon.proto.ingest.v1.PushSeries;
import io.carillon.proto.ingest.v1.PushWelcome;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The server's end of one push stream. Messages come one after the other; acks leave from whatever
 * thread completes them. The next message is asked for only while few enough bytes are in flight
 * and the client takes its acks.
 */
final class PushSession implements StreamObserver<PushRequest> {
  private static final Logger LOG = LoggerFactory.getLogger(PushSession.class);

  private final SampleSink sink;
  private final IngestIdentity identity;
  private final RpcServerConfig config;
  private final ServerCallStreamObserver<PushResponse> responses;

  /** Labels by reference - 1. Only the thread of the current message touches it. */
  private final List<Labels> dictionary = new ArrayList<>();

  private long dictionaryBytes;
  private boolean isGreeted;

  /** From here on nothing is decoded any more: the client must start anew. */
  private boolean isResyncing;

  @GuardedBy("this")
  private long inFlightBytes;

  @GuardedBy("this")
  private int inFlightBatches;

  @GuardedBy("this")
  private boolean isRequested = true;

  /** No more batches are taken; the stream ends with the last ack. */
  @GuardedBy("this")
  private @Nullable CarillonException draining;

  @GuardedBy("this")
  private boolean isHalfClosed;

  @GuardedBy("this")
  private boolean isEnded;

  PushSession(
      SampleSink sink,
      IngestIdentity identity,
      RpcServerConfig config,
      ServerCallStreamObserver<PushResponse> responses) {
    this.sink = sink;
    this.identity = identity;
    this.config = config;
    this.responses = responses;
  }

  /** Asks for the first message. Called in the service method. */
  void start() {
    responses.disableAutoRequest();
    responses.setOnReadyHandler(this::requestNext);
    responses.request(1);
  }

  /** Takes no more batches and ends the stream once all that it took are acknowledged. */
  synchronized void drain(CarillonException reason) {
    draining = reason;
    endIfIdle();
  }

  /** The client is gone; what it sent goes on, but nobody waits for the acks. */
  synchronized void abandon() {
    isEnded = true;
  }

  @Override
  public void onNext(PushRequest request) {
    try {
      switch (request.getMessageCase()) {
        case HELLO -> onHello(request.getHello());
        case BATCH -> onBatch(request.getBatch());
        case MESSAGE_NOT_SET ->
            throw new CarillonException(
                ErrorCode.BAD_DATA, "expected a hello or a batch, got an empty message");
      }
    } catch (RuntimeException e) {
      fail(e);
      return;
    }
    synchronized (this) {
      isRequested = false;
    }
    requestNext();
  }

  @Override
  public void onError(Throwable error) {
    abandon();
  }

  @Override
  public synchronized void onCompleted() {
    isHalfClosed = true;
    endIfIdle();
  }

  private void onHello(PushHello hello) {
    if (isGreeted) {
      throw new CarillonException(ErrorCode.BAD_DATA, "expected one hello, got a second");
    }
    identity.check(hello);
    isGreeted = true;
    synchronized (this) {
      send(
          PushResponse.newBuilder()
              .setWelcome(
                  PushWelcome.newBuilder()
                      .setInstanceId(identity.instanceId())
                      .setIngesterIncarnation(identity.incarnation()))
              .build());
    }
  }

  private void onBatch(io.carillon.proto.ingest.v1.PushBatch message) {
    if (!isGreeted) {
      throw new CarillonException(ErrorCode.BAD_DATA, "expected a hello first, got a batch");
    }
    long sizeBytes = message.getSerializedSize();
    synchronized (this) {
      if (draining != null || isEnded) {
        return;
      }
      inFlightBytes += sizeBytes;
      inFlightBatches++;
    }
    List<SeriesSamples> series = new ArrayList<>(message.getSeriesCount());
    List<SeriesExemplars> exemplars = new ArrayList<>(message.getExemplarsCount());
    String resyncReason =
        isResyncing ? "a batch before was refused" : decode(message, series, exemplars);
    if (resyncReason != null) {
      isResyncing = true;
      acknowledge(IngestProto.resync(message.getBatchId(), resyncReason), sizeBytes);
      return;
    }
    PushBatch batch =
        new PushBatch(
            new TenantId(message.getTenant()),
            message.getRingEpoch(),
            message.getDeleteNumber(),
            series,
            message.getMetadataList().stream().map(QueryProto::fromProto).toList(),
            exemplars);
    var _ =
        push(batch)
            .whenComplete((ack, error) -> answer(message.getBatchId(), sizeBytes, ack, error));
  }

  private void answer(
      long batchId, long sizeBytes, @Nullable PushAck ack, @Nullable Throwable error) {
    try {
      PushAck answer = ack == null ? failed(error) : ack;
      acknowledge(IngestProto.toProto(batchId, answer), sizeBytes);
    } catch (RuntimeException e) {
      LOG.error("ack cannot be sent, a bug of ours; the stream ends", e);
      fail(e);
    }
  }

  /** Fills in the series and exemplars; returns why the client must start anew, or null. */
  private @Nullable String decode(
      io.carillon.proto.ingest.v1.PushBatch message,
      List<SeriesSamples> series,
      List<SeriesExemplars> exemplars) {
    for (PushSeries entry : message.getSeriesList()) {
      String problem = learn(entry.getRef(), entry.getLabelsList());
      if (problem != null) {
        return problem;
      }
      series.add(IngestProto.fromProto(dictionary.get(entry.getRef() - 1), entry));
    }
    for (PushExemplars entry : message.getExemplarsList()) {
      String problem = learn(entry.getRef(), entry.getLabelsList());
      if (problem != null) {
        return problem;
      }
      exemplars.add(
          new SeriesExemplars(
              dictionary.get(entry.getRef() - 1),
              ExemplarProto.fromProto(entry.getExemplarsList())));
    }
    return null;
  }

  /** Adds labels to the dictionary if there are any; tells what is wrong with the reference. */
  private @Nullable String learn(int ref, List<String> namesAndValues) {
    if (!namesAndValues.isEmpty()) {
      if (ref != dictionary.size() + 1) {
        return "expected the new reference "
            + (dictionary.size() + 1)
            + ", got "
            + Integer.toUnsignedString(ref);
      }
      Labels labels = QueryProto.labels(namesAndValues);
      dictionaryBytes += IngestProto.dictionaryBytes(labels);
      dictionary.add(labels);
      if (dictionaryBytes > config.maxDictionaryBytes()) {
        return "the dictionary has reached its limit of " + config.maxDictionaryBytes() + " bytes";
      }
    }
    return ref < 1 || ref > dictionary.size()
        ? "unknown reference " + Integer.toUnsignedString(ref)
        : null;
  }

  private CompletableFuture<PushAck> push(PushBatch batch) {
    try {
      return sink.push(batch);
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private static PushAck failed(@Nullable Throwable error) {
    Throwable cause = error instanceof CompletionException ? error.getCause() : error;
    if (cause instanceof CarillonException e) {
      return new PushAck.Retry(e.code(), String.valueOf(e.getMessage()));
    }
    LOG.error("push failed, a bug of ours; the sender is told to try again", error);
    return new PushAck.Retry(ErrorCode.INTERNAL, String.valueOf(error));
  }

  private synchronized void acknowledge(io.carillon.proto.ingest.v1.PushAck ack, long sizeBytes) {
    inFlightBytes -= sizeBytes;
    inFlightBatches--;
    send(PushResponse.newBuilder().setAck(ack).build());
    requestNext();
    endIfIdle();
  }

  private synchronized void requestNext() {
    if (!isEnded
        && !isRequested
        && draining == null
        && inFlightBytes < config.maxInFlightPushBytes()
        && responses.isReady()) {
      isRequested = true;
      responses.request(1);
    }
  }

  @GuardedBy("this")
  private void send(PushResponse response) {
    if (!isEnded) {
      responses.onNext(response);
    }
  }

  @GuardedBy("this")
  private void endIfIdle() {
    if (isEnded || inFlightBatches > 0) {
      return;
    }
    if (draining != null) {
      isEnded = true;
      responses.onError(RpcErrors.toStatus(draining));
    } else if (isHalfClosed) {
      isEnded = true;
      responses.onCompleted();
    }
  }

  private synchronized void fail(RuntimeException error) {
    if (!isEnded) {
      isEnded = true;
      LOG.warn("push stream refused reason=\"{}\"", error.getMessage());
      responses.onError(RpcErrors.toStatus(error));
    }
  }
}
