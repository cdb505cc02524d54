package io.carillon.common.rpc;

import io.carillon.proto.query.v1.ExemplarsRequest;
import io.carillon.proto.query.v1.ExemplarsResponse;
import io.carillon.proto.query.v1.FederationServiceGrpc;
import io.carillon.proto.query.v1.LabelsRequest;
import io.carillon.proto.query.v1.LabelsResponse;
import io.carillon.proto.query.v1.MetadataRequest;
import io.carillon.proto.query.v1.MetadataResponse;
import io.carillon.proto.query.v1.SelectRequest;
import io.carillon.proto.query.v1.SelectResponse;
import io.carillon.proto.query.v1.SeriesResponse;
import io.carillon.proto.query.v1.SeriesServiceGrpc;
import io.grpc.MethodDescriptor;

/** The methods of the two services that read series; their messages are the same. */
record SeriesMethods(
    MethodDescriptor<SelectRequest, SelectResponse> select,
    MethodDescriptor<LabelsRequest, LabelsResponse> labelNames,
    MethodDescriptor<LabelsRequest, LabelsResponse> labelValues,
    MethodDescriptor<LabelsRequest, SeriesResponse> series,
    MethodDescriptor<MetadataRequest, MetadataResponse> metadata,
    MethodDescriptor<ExemplarsRequest, ExemplarsResponse> exemplars) {
  /** One ingester. */
  static final SeriesMethods INSTANCE =
      new SeriesMethods(
          SeriesServiceGrpc.getSelectMethod(),
          SeriesServiceGrpc.getLabelNamesMethod(),
          SeriesServiceGrpc.getLabelValuesMethod(),
          SeriesServiceGrpc.getSeriesMethod(),
          SeriesServiceGrpc.getMetadataMethod(),
          SeriesServiceGrpc.getExemplarsMethod());

  /** A whole cluster. */
  static final SeriesMethods FEDERATION =
      new SeriesMethods(
          FederationServiceGrpc.getSelectMethod(),
          FederationServiceGrpc.getLabelNamesMethod(),
          FederationServiceGrpc.getLabelValuesMethod(),
          FederationServiceGrpc.getSeriesMethod(),
          FederationServiceGrpc.getMetadataMethod(),
          FederationServiceGrpc.getExemplarsMethod());
}
