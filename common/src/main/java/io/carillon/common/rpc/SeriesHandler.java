package io.carillon.common.rpc;

import com.google.protobuf.MessageLite;
import io.carillon.common.error.CarillonException;
import io.carillon.common.error.ErrorCode;
import io.carillon.common.labels.Labels;
import io.carillon.common.store.LabelsAnswer;
import io.carillon.common.store.MetadataAnswer;
import io.carillon.common.store.MetricMetadata;
import io.carillon.common.store.SelectedSeries;
import io.carillon.common.store.SeriesAnswer;
import io.carillon.common.store.SeriesSource;
import io.carillon.common.store.SeriesStream;
import io.carillon.proto.query.v1.ExemplarsRequest;
import io.carillon.proto.query.v1.ExemplarsResponse;
import io.carillon.proto.query.v1.LabelSet;
import io.carillon.proto.query.v1.LabelsRequest;
import io.carillon.proto.query.v1.LabelsResponse;
import io.carillon.proto.query.v1.MetadataRequest;
import io.carillon.proto.query.v1.MetadataResponse;
import io.carillon.proto.query.v1.SelectRequest;
import io.carillon.proto.query.v1.SelectResponse;
import io.carillon.proto.query.v1.SeriesResponse;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.Semaphore;

/**
 * What {@link SeriesGrpcService} and {@link FederationGrpcService} do alike. Its methods return at
 * once; the reads run on virtual threads, so many at a time as the configuration allows.
 */
final class SeriesHandler {
  private final SeriesSource source;
  private final RpcServerConfig config;
  private final Semaphore permits;

  SeriesHandler(SeriesSource source, RpcServerConfig config) {
    this.source = source;
    this.config = config;
    this.permits = new Semaphore(config.maxConcurrentReads());
  }

  void select(SelectRequest request, StreamObserver<SelectResponse> responses) {
    start(responses, call -> select(request, call));
  }

  void labelNames(LabelsRequest request, StreamObserver<LabelsResponse> responses) {
    start(responses, call -> call.send(toProto(source.labelNames(QueryProto.fromProto(request)))));
  }

  void labelValues(LabelsRequest request, StreamObserver<LabelsResponse> responses) {
    start(
        responses,
        call ->
            call.send(
                toProto(
                    source.labelValues(request.getLabelName(), QueryProto.fromProto(request)))));
  }

  void series(LabelsRequest request, StreamObserver<SeriesResponse> responses) {
    start(responses, call -> series(request, call));
  }

  void metadata(MetadataRequest request, StreamObserver<MetadataResponse> responses) {
    start(responses, call -> call.send(toProto(source.metadata(QueryProto.fromProto(request)))));
  }

  void exemplars(ExemplarsRequest request, StreamObserver<ExemplarsResponse> responses) {
    start(
        responses,
        call ->
            new ExemplarsWriter(call).write(source.exemplars(ExemplarProto.fromProto(request))));
  }

  private <T extends MessageLite> void start(StreamObserver<T> responses, ReadCall.Work<T> work) {
    if (!permits.tryAcquire()) {
      responses.onError(
          RpcErrors.toStatus(
              new CarillonException(
                  ErrorCode.OVERLOADED,
                  config.maxConcurrentReads()
                      + " reads are running, no more are taken; try again later")));
      return;
    }
    ReadCall.start((ServerCallStreamObserver<T>) responses, config, work, permits::release);
  }

  private void select(SelectRequest request, ReadCall<SelectResponse> call)
      throws InterruptedException {
    SelectWriter writer = new SelectWriter(call);
    try (SeriesStream stream = source.select(QueryProto.fromProto(request))) {
      for (SelectedSeries series = stream.next(); series != null; series = stream.next()) {
        writer.add(series);
      }
      writer.finish(stream.trailer());
    }
  }

  private void series(LabelsRequest request, ReadCall<SeriesResponse> call)
      throws InterruptedException {
    SeriesAnswer answer = source.series(QueryProto.fromProto(request));
    SeriesResponse.Builder message = SeriesResponse.newBuilder();
    int messageBytes = 0;
    for (Labels labels : answer.series()) {
      LabelSet set = LabelSet.newBuilder().addAllLabels(labels.asPairs()).build();
      message.addSeries(set);
      messageBytes += set.getSerializedSize();
      if (messageBytes >= SelectWriter.TARGET_BYTES) {
        call.send(message.build());
        message = SeriesResponse.newBuilder();
        messageBytes = 0;
      }
    }
    call.send(message.setTrailer(QueryProto.toProto(answer.trailer())).build());
  }

  private static LabelsResponse toProto(LabelsAnswer answer) {
    return LabelsResponse.newBuilder()
        .addAllValues(answer.values())
        .setTrailer(QueryProto.toProto(answer.trailer()))
        .build();
  }

  private static MetadataResponse toProto(MetadataAnswer answer) {
    MetadataResponse.Builder out =
        MetadataResponse.newBuilder().setTrailer(QueryProto.toProto(answer.trailer()));
    for (MetricMetadata metadata : answer.metadata()) {
      out.addMetadata(QueryProto.toProto(metadata));
    }
    return out.build();
  }
}
