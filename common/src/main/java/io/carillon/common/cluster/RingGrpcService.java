package io.carillon.common.cluster;

import io.carillon.common.ring.InstanceIdentity;
import io.carillon.common.ring.Ring;
import io.carillon.common.ring.RingProto;
import io.carillon.common.ring.RingView;
import io.carillon.common.rpc.RpcErrors;
import io.carillon.proto.ring.v1.AnnounceRequest;
import io.carillon.proto.ring.v1.AnnounceResponse;
import io.carillon.proto.ring.v1.DescribeRequest;
import io.carillon.proto.ring.v1.DescribeResponse;
import io.carillon.proto.ring.v1.ProposeRequest;
import io.carillon.proto.ring.v1.ProposeResponse;
import io.carillon.proto.ring.v1.RingServiceGrpc;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/** Answers other nodes about the ring. Methods hand over to an executor, since they fsync. */
final class RingGrpcService extends RingServiceGrpc.RingServiceImplBase {
  private final ClusterSettings settings;
  private final InstanceIdentity identity;
  private final RingView view;
  private final RingBootstrap bootstrap;
  private final Runnable kick;
  private final Executor executor;

  /**
   * @param kick makes the bootstrap tick soon; must not block
   * @param executor runs what may block, such as virtual threads
   */
  RingGrpcService(
      ClusterSettings settings,
      InstanceIdentity identity,
      RingView view,
      RingBootstrap bootstrap,
      Runnable kick,
      Executor executor) {
    this.settings = settings;
    this.identity = identity;
    this.view = view;
    this.bootstrap = bootstrap;
    this.kick = kick;
    this.executor = executor;
  }

  @Override
  public void describe(DescribeRequest request, StreamObserver<DescribeResponse> answer) {
    answer(answer, this::describe);
  }

  @Override
  public void propose(ProposeRequest request, StreamObserver<ProposeResponse> answer) {
    answer(
        answer,
        () -> {
          bootstrap.accept(RingProto.fromProto(request.getRing()));
          return ProposeResponse.getDefaultInstance();
        });
  }

  @Override
  public void announce(AnnounceRequest request, StreamObserver<AnnounceResponse> answer) {
    answer(
        answer,
        () -> {
          long epoch = bootstrap.announced(RingProto.fromProto(request.getRing()));
          kick.run();
          return AnnounceResponse.newBuilder().setEpoch(epoch).build();
        });
  }

  private DescribeResponse describe() {
    DescribeResponse.Builder response =
        DescribeResponse.newBuilder()
            .setInstanceId(identity.id())
            .setIncarnation(identity.incarnation())
            .setRoles(Role.toText(settings.roles()))
            .setZone(settings.zone());
    Ring ring = view.current();
    if (ring != null) {
      response.setRing(RingProto.toProto(ring));
    }
    return response.build();
  }

  private <T> void answer(StreamObserver<T> observer, Supplier<T> work) {
    executor.execute(
        () -> {
          try {
            observer.onNext(work.get());
            observer.onCompleted();
          } catch (RuntimeException e) {
            observer.onError(RpcErrors.toStatus(e));
          }
        });
  }
}
