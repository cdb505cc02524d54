package io.carillon.common.rpc;

import io.carillon.common.store.SeriesSource;
import io.carillon.proto.query.v1.ExemplarsRequest;
import io.carillon.proto.query.v1.ExemplarsResponse;
import io.carillon.proto.query.v1.LabelsRequest;
import io.carillon.proto.query.v1.LabelsResponse;
import io.carillon.proto.query.v1.MetadataRequest;
import io.carillon.proto.query.v1.MetadataResponse;
import io.carillon.proto.query.v1.SelectRequest;
import io.carillon.proto.query.v1.SelectResponse;
import io.carillon.proto.query.v1.SeriesResponse;
import io.carillon.proto.query.v1.SeriesServiceGrpc;
import io.grpc.stub.StreamObserver;

/** Serves what one ingester holds to queriers. Thread-safe. */
public final class SeriesGrpcService extends SeriesServiceGrpc.SeriesServiceImplBase {
  private final SeriesHandler handler;

  public SeriesGrpcService(SeriesSource source, RpcServerConfig config) {
    handler = new SeriesHandler(source, config);
  }

  @Override
  public void select(SelectRequest request, StreamObserver<SelectResponse> responses) {
    handler.select(request, responses);
  }

  @Override
  public void labelNames(LabelsRequest request, StreamObserver<LabelsResponse> responses) {
    handler.labelNames(request, responses);
  }

  @Override
  public void labelValues(LabelsRequest request, StreamObserver<LabelsResponse> responses) {
    handler.labelValues(request, responses);
  }

  @Override
  public void series(LabelsRequest request, StreamObserver<SeriesResponse> responses) {
    handler.series(request, responses);
  }

  @Override
  public void metadata(MetadataRequest request, StreamObserver<MetadataResponse> responses) {
    handler.metadata(request, responses);
  }

  @Override
  public void exemplars(ExemplarsRequest request, StreamObserver<ExemplarsResponse> responses) {
    handler.exemplars(request, responses);
  }
}
