package io.carillon.common.cluster;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.carillon.common.error.CarillonException;
import io.carillon.common.error.ErrorCode;
import io.carillon.common.net.HostPort;
import io.carillon.common.ring.Ring;
import io.carillon.common.ring.RingProto;
import io.carillon.common.rpc.RpcErrors;
import io.carillon.proto.ring.v1.AnnounceRequest;
import io.carillon.proto.ring.v1.AnnounceResponse;
import io.carillon.proto.ring.v1.DescribeRequest;
import io.carillon.proto.ring.v1.DescribeResponse;
import io.carillon.proto.ring.v1.ProposeRequest;
import io.carillon.proto.ring.v1.ProposeResponse;
import io.carillon.proto.ring.v1.RingServiceGrpc;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;

/** The ring service of other nodes over gRPC, on channels of its own. Thread-safe. */
public final class GrpcRingPeers implements RingPeers, AutoCloseable {
  /** An fsync of a busy disk fits in; a dead peer does not stall the others for long. */
  private static final long DEADLINE_MS = 2_000;

  /** A ring of 65536 partitions and a thousand instances takes less than 1 MiB. */
  private static final int MAX_MESSAGE_BYTES = 16 << 20;

  private static final long IDLE_SECONDS = 30;

  /** Channels to addresses nobody has any more go when there are this many; idle ones are cheap. */
  private static final int MAX_CHANNELS = 1_000;

  private final Function<HostPort, ManagedChannel> opener;

  @GuardedBy("this")
  private final Map<HostPort, ManagedChannel> channels = new HashMap<>();

  @GuardedBy("this")
  private boolean isClosed;

  /**
   * @param opener opens a channel; it is closed with this
   */
  public GrpcRingPeers(Function<HostPort, ManagedChannel> opener) {
    this.opener = opener;
  }

  /** A channel without TLS that disconnects when it is not used. */
  public static ManagedChannel openPlaintext(HostPort address) {
    return NettyChannelBuilder.forAddress(address.host(), address.port())
        .usePlaintext()
        .maxInboundMessageSize(MAX_MESSAGE_BYTES)
        .idleTimeout(IDLE_SECONDS, TimeUnit.SECONDS)
        .build();
  }

  @Override
  public CompletableFuture<Description> describe(HostPort grpcAddress) {
    DescribeRequest request = DescribeRequest.getDefaultInstance();
    return GrpcRingPeers.<DescribeResponse>call(
            grpcAddress, answer -> stub(grpcAddress).describe(request, answer))
        .thenApply(
            r ->
                new Description(
                    r.getInstanceId(),
                    r.getIncarnation(),
                    Role.fromText(r.getRoles()),
                    r.getZone(),
                    r.hasRing() ? RingProto.fromProto(r.getRing()) : null));
  }

  @Override
  public CompletableFuture<Boolean> propose(HostPort grpcAddress, Ring ring) {
    ProposeRequest request = ProposeRequest.newBuilder().setRing(RingProto.toProto(ring)).build();
    return GrpcRingPeers.<ProposeResponse>call(
            grpcAddress, answer -> stub(grpcAddress).propose(request, answer))
        .thenApply(_ -> true);
  }

  @Override
  public CompletableFuture<Long> announce(HostPort grpcAddress, Ring ring) {
    AnnounceRequest request = AnnounceRequest.newBuilder().setRing(RingProto.toProto(ring)).build();
    return GrpcRingPeers.<AnnounceResponse>call(
            grpcAddress, answer -> stub(grpcAddress).announce(request, answer))
        .thenApply(AnnounceResponse::getEpoch);
  }

  /** Closes all channels; calls that run end with an error. */
  @Override
  public synchronized void close() {
    isClosed = true;
    closeChannels();
  }

  @GuardedBy("this")
  private void closeChannels() {
    channels.values().forEach(ManagedChannel::shutdownNow);
    channels.clear();
  }

  private static <T> CompletableFuture<T> call(HostPort address, Consumer<StreamObserver<T>> call) {
    CompletableFuture<T> future = new CompletableFuture<>();
    call.accept(
        new StreamObserver<>() {
          @Override
          public void onNext(T answer) {
            future.complete(answer);
          }

          @Override
          public void onError(Throwable error) {
            future.completeExceptionally(RpcErrors.fromStatus(address.toString(), error));
          }

          @Override
          public void onCompleted() {
            // A unary call without answer; after an answer this does nothing.
            future.completeExceptionally(
                new CarillonException(ErrorCode.UNAVAILABLE, address + ": ended without answer"));
          }
        });
    return future;
  }

  private RingServiceGrpc.RingServiceStub stub(HostPort address) {
    return RingServiceGrpc.newStub(channel(address))
        .withDeadlineAfter(DEADLINE_MS, TimeUnit.MILLISECONDS);
  }

  private synchronized ManagedChannel channel(HostPort address) {
    if (isClosed) {
      throw new CarillonException(ErrorCode.UNAVAILABLE, "this node stops");
    }
    if (channels.size() >= MAX_CHANNELS && !channels.containsKey(address)) {
      closeChannels();
    }
    ManagedChannel channel = channels.computeIfAbsent(address, opener);
    // The caller paces itself; the channel's own pause grows to minutes.
    channel.resetConnectBackoff();
    return channel;
  }
}
