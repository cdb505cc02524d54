package io.carillon.common.rpc;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.carillon.common.error.CarillonException;
import io.carillon.common.error.ErrorCode;
import io.carillon.common.store.PushAck;
import io.carillon.common.store.PushBatch;
import io.carillon.common.store.SampleSink;
import io.carillon.proto.ingest.v1.PushHello;
import io.carillon.proto.ingest.v1.PushResponse;
import io.carillon.proto.ingest.v1.PushWelcome;
import io.grpc.Channel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A {@link SampleSink} on another node: one long-lived stream to one instance.
 *
 * <p>The first push opens the stream, and pushes wait for it. When it breaks, all that wait are
 * answered with RETRY, and so is every push until the stream stands again, which is tried in the
 * background. RESYNC replaces the stream, and what waits is sent again on the new one. A stream
 * whose dictionary is full is replaced as soon as all that was sent on it is acknowledged. A batch
 * that is too large for a message travels in several, and has one ack all the same.
 *
 * <p>Thread-safe; no method waits for the network. Futures complete outside the lock.
 */
public final class RemoteSampleSink implements SampleSink, AutoCloseable {
  private enum State {
    /** Nothing was pushed yet. */
    NEW,
    /** The first stream is being opened; pushes wait. */
    CONNECTING,
    UP,
    /** Not reachable; pushes are refused. */
    DOWN,
    CLOSED
  }

  private static final Logger LOG = LoggerFactory.getLogger(RemoteSampleSink.class);

  /** So many streams in a row may end by RESYNC without any ack before that counts as broken. */
  private static final int MAX_RESYNCS = 3;

  private final String instanceId;
  private final Channel channel;
  private final RpcClientContext context;
  private final RpcClientConfig config;
  private final RpcMetrics.Push metrics;
  private final ScheduledFuture<?> sweeper;
  private final PushStream.Listener listener =
      new PushStream.Listener() {
        @Override
        public void onResponse(PushStream from, PushResponse response) {
          complete(receive(from, response));
        }

        @Override
        public void onEnd(PushStream from, String reason) {
          complete(end(from, reason));
        }
      };

  @GuardedBy("this")
  private final PendingBatches pending;

  @GuardedBy("this")
  private final Backoff backoff;

  @GuardedBy("this")
  private State state = State.NEW;

  @GuardedBy("this")
  private @Nullable PushStream stream;

  @GuardedBy("this")
  private int resyncCount;

  @GuardedBy("this")
  private String failure = "";

  /**
   * A sink; it connects with the first push.
   *
   * @param channel to the instance; it belongs to whoever gave it
   */
  public RemoteSampleSink(String instanceId, Channel channel, RpcClientContext context) {
    this.instanceId = instanceId;
    this.channel = channel;
    this.context = context;
    this.config = context.config();
    this.metrics = context.metrics().push(instanceId);
    this.pending = new PendingBatches(metrics);
    this.backoff = new Backoff(config.maxBackoffMs(), context.incarnation());
    long periodMs = Math.clamp(config.ackTimeoutMs() / 10, 10, 250);
    this.sweeper =
        context
            .timer()
            .scheduleWithFixedDelay(this::sweep, periodMs, periodMs, TimeUnit.MILLISECONDS);
  }

  @Override
  public CompletableFuture<PushAck> push(PushBatch batch) {
    PushAck refusal = refusal(0);
    if (refusal != null) {
      return CompletableFuture.completedFuture(refusal);
    }
    EncodedBatch encoded = EncodedBatch.of(batch);
    if (encoded.maxMessageBytes() > config.maxMessageBytes()) {
      return pushHalves(batch, encoded);
    }
    List<Runnable> completions = new ArrayList<>();
    CompletableFuture<PushAck> future = enqueue(encoded, completions);
    complete(completions);
    return future;
  }

  /** A batch of several messages; what could never wait as a whole is refused for good. */
  private CompletableFuture<PushAck> pushHalves(PushBatch batch, EncodedBatch encoded) {
    boolean fits = encoded.sizeBytes() <= config.maxPendingPushBytes();
    BatchHalves halves = fits ? BatchHalves.of(batch) : null;
    if (halves == null) {
      LOG.warn(
          "part of a batch is too large for a message between nodes and refused instance={}"
              + " tenant={} series={} max_bytes={} limit_bytes={}",
          instanceId,
          batch.tenant(),
          batch.series().size(),
          encoded.maxMessageBytes(),
          config.maxMessageBytes());
      return CompletableFuture.completedFuture(encoded.tooLarge(config.maxMessageBytes()));
    }
    return push(halves.first()).thenCombine(push(halves.second()), halves::unite);
  }

  @Override
  public void close() {
    sweeper.cancel(false);
    List<Runnable> completions = new ArrayList<>();
    synchronized (this) {
      fail(State.CLOSED, "the connection was closed by this node", completions);
    }
    complete(completions);
    metrics.remove();
  }

  private synchronized CompletableFuture<PushAck> enqueue(
      EncodedBatch batch, List<Runnable> completions) {
    PushAck refusal = refusal(batch.sizeBytes());
    if (refusal != null) {
      return CompletableFuture.completedFuture(refusal);
    }
    PendingBatches.Entry entry = pending.add(batch, context.clock().nanoTime());
    if (state == State.NEW) {
      state = State.CONNECTING;
      open(completions);
    } else {
      send(entry, completions);
    }
    return entry.future;
  }

  private synchronized @Nullable PushAck refusal(long sizeBytes) {
    if (state == State.DOWN || state == State.CLOSED) {
      return retry(ErrorCode.UNAVAILABLE, failure);
    }
    return pending.sizeBytes() + sizeBytes <= config.maxPendingPushBytes()
        ? null
        : retry(
            ErrorCode.OVERLOADED,
            pending.sizeBytes()
                + " bytes wait for their acks, of at most "
                + config.maxPendingPushBytes());
  }

  private synchronized List<Runnable> receive(PushStream from, PushResponse response) {
    List<Runnable> completions = new ArrayList<>();
    if (from == stream) {
      switch (response.getMessageCase()) {
        case WELCOME -> onWelcome(from, response.getWelcome(), completions);
        case ACK -> onAck(response.getAck(), completions);
        case MESSAGE_NOT_SET -> breakStream("the peer sent an empty message", completions);
      }
    }
    return completions;
  }

  private synchronized List<Runnable> end(PushStream from, String reason) {
    List<Runnable> completions = new ArrayList<>();
    if (from == stream) {
      breakStream(reason, completions);
    }
    return completions;
  }

  @GuardedBy("this")
  private void onWelcome(PushStream from, PushWelcome welcome, List<Runnable> completions) {
    if (!welcome.getInstanceId().equals(instanceId)) {
      breakStream("another instance answers: " + welcome.getInstanceId(), completions);
      return;
    }
    if (state == State.DOWN) {
      LOG.info("ingester reachable again instance={}", instanceId);
    }
    state = State.UP;
    from.setWelcomed();
    for (PendingBatches.Entry entry : pending.list()) {
      send(entry, completions);
    }
  }

  @GuardedBy("this")
  private void onAck(io.carillon.proto.ingest.v1.PushAck message, List<Runnable> completions) {
    PendingBatches.Entry entry = pending.find(message.getBatchId());
    if (entry == null) {
      return;
    }
    PushAck ack = read(message, entry);
    if (ack == null) {
      resync(message.getError(), completions);
      return;
    }
    resyncCount = 0;
    backoff.reset();
    pending.acknowledge(entry, ack, completions);
    if (pending.sentCount() == 0 && isDictionaryFull()) {
      replaceStream(completions);
    }
  }

  @GuardedBy("this")
  private void resync(String reason, List<Runnable> completions) {
    metrics.resync();
    resyncCount++;
    if (resyncCount > MAX_RESYNCS) {
      breakStream("asks for a new stream again and again: " + reason, completions);
    } else {
      replaceStream(completions);
    }
  }

  /** Opens a new stream, on which all that waits is sent again. */
  @GuardedBy("this")
  private void replaceStream(List<Runnable> completions) {
    dropStream("replaced by a new stream");
    pending.unsend();
    open(completions);
  }

  @GuardedBy("this")
  private void open(List<Runnable> completions) {
    PushStream opened = new PushStream(listener);
    stream = opened;
    metrics.open();
    try {
      opened.open(
          channel,
          PushHello.newBuilder()
              .setProtocolLevel(IngestProto.PROTOCOL_LEVEL)
              .setClusterId(context.clusterId())
              .setDistributorIncarnation(context.incarnation())
              .setInstanceId(instanceId)
              .build());
    } catch (RuntimeException e) {
      breakStream(e.toString(), completions);
    }
  }

  /** Sends a batch, unless the stream does not take it: then it goes on the next one. */
  @GuardedBy("this")
  private void send(PendingBatches.Entry entry, List<Runnable> completions) {
    if (stream == null || !stream.isWelcomed() || isDictionaryFull()) {
      return;
    }
    try {
      stream.send(entry.batchId, entry.batch);
      pending.markSent(entry);
    } catch (RuntimeException e) {
      breakStream(e.toString(), completions);
    }
  }

  @GuardedBy("this")
  private boolean isDictionaryFull() {
    return stream != null && stream.dictionaryBytes() > config.maxDictionaryBytes();
  }

  /** Answers all that waits with RETRY, and tries again in the background. */
  @GuardedBy("this")
  private void breakStream(String reason, List<Runnable> completions) {
    if (state == State.DOWN) {
      LOG.debug("ingester not reachable instance={} reason=\"{}\"", instanceId, reason);
    } else {
      LOG.warn(
          "ingester not reachable, pushes to it fail until it is back instance={} reason=\"{}\""
              + " pending={}",
          instanceId,
          reason,
          pending.count());
    }
    fail(State.DOWN, reason, completions);
    var _ = context.timer().schedule(this::reconnect, backoff.nextDelayMs(), TimeUnit.MILLISECONDS);
  }

  @GuardedBy("this")
  private void fail(State next, String reason, List<Runnable> completions) {
    dropStream(reason);
    state = next;
    failure = reason;
    resyncCount = 0;
    pending.answerAll(retry(ErrorCode.UNAVAILABLE, reason), completions);
  }

  @GuardedBy("this")
  private void dropStream(String reason) {
    PushStream old = stream;
    stream = null;
    if (old != null) {
      old.cancel(reason);
    }
  }

  private void reconnect() {
    List<Runnable> completions = new ArrayList<>();
    synchronized (this) {
      if (state == State.DOWN && stream == null) {
        open(completions);
      }
    }
    complete(completions);
  }

  /** Answers what has waited too long; a stream that owes an ack for twice as long is broken. */
  private void sweep() {
    List<Runnable> completions = new ArrayList<>();
    synchronized (this) {
      PushAck noAck =
          retry(ErrorCode.UNAVAILABLE, "no ack within " + config.ackTimeoutMs() + " ms");
      boolean isStuck =
          pending.answerExpired(
              context.clock().nanoTime(),
              TimeUnit.MILLISECONDS.toNanos(config.ackTimeoutMs()),
              noAck,
              completions);
      if (isStuck) {
        breakStream("no ack within twice " + config.ackTimeoutMs() + " ms", completions);
      }
    }
    complete(completions);
  }

  private @Nullable PushAck read(
      io.carillon.proto.ingest.v1.PushAck message, PendingBatches.Entry entry) {
    try {
      return IngestProto.fromProto(message, entry.batch.seriesCount());
    } catch (CarillonException e) {
      return retry(ErrorCode.UNAVAILABLE, "its ack cannot be read: " + e.getMessage());
    }
  }

  private PushAck.Retry retry(ErrorCode code, String reason) {
    return new PushAck.Retry(code, "instance " + instanceId + ": " + reason);
  }

  private static void complete(List<Runnable> completions) {
    completions.forEach(Runnable::run);
  }
}
