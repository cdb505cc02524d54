package io.carillon.common.rpc;

import io.carillon.common.error.CarillonException;
import io.carillon.common.error.ErrorCode;
import io.carillon.common.labels.Labels;
import io.carillon.common.labels.Utf8Order;
import io.carillon.common.store.ExemplarsAnswer;
import io.carillon.common.store.ExemplarsRequest;
import io.carillon.common.store.LabelsAnswer;
import io.carillon.common.store.LabelsRequest;
import io.carillon.common.store.MetadataAnswer;
import io.carillon.common.store.MetadataRequest;
import io.carillon.common.store.SelectRequest;
import io.carillon.common.store.SeriesAnswer;
import io.carillon.common.store.SeriesSource;
import io.carillon.common.store.SeriesStream;
import io.carillon.common.store.Trailer;
import io.carillon.proto.query.v1.ExemplarsResponse;
import io.carillon.proto.query.v1.LabelSet;
import io.carillon.proto.query.v1.LabelsResponse;
import io.carillon.proto.query.v1.MetadataResponse;
import io.carillon.proto.query.v1.SeriesResponse;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.MethodDescriptor;
import io.grpc.StatusException;
import io.grpc.stub.ClientCalls;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A {@link SeriesSource} on another node. Every call has a deadline; an answer whose trailer is
 * missing is an error. The channel belongs to whoever gave it. Thread-safe.
 */
public final class RemoteSeriesSource implements SeriesSource {
  private final String peer;
  private final Channel channel;
  private final RpcClientConfig config;
  private final SeriesMethods methods;

  private RemoteSeriesSource(
      String peer, Channel channel, RpcClientConfig config, SeriesMethods methods) {
    this.peer = peer;
    this.channel = channel;
    this.config = config;
    this.methods = methods;
  }

  /** Reads from an ingester's {@link SeriesGrpcService}. */
  public static RemoteSeriesSource ofInstance(
      String instanceId, Channel channel, RpcClientConfig config) {
    return new RemoteSeriesSource(
        "instance " + instanceId, channel, config, SeriesMethods.INSTANCE);
  }

  /** Reads from a cluster's {@link FederationGrpcService}. */
  public static RemoteSeriesSource ofCluster(
      String clusterName, Channel channel, RpcClientConfig config) {
    return new RemoteSeriesSource(
        "cluster " + clusterName, channel, config, SeriesMethods.FEDERATION);
  }

  @Override
  public SeriesStream select(SelectRequest request) {
    return new RemoteSeriesStream(
        new MessagePuller<>(
            peer, channel, methods.select(), callOptions(), QueryProto.toProto(request)));
  }

  @Override
  public LabelsAnswer labelNames(LabelsRequest request) {
    return labels(call(methods.labelNames(), QueryProto.toProto("", request)));
  }

  @Override
  public LabelsAnswer labelValues(String labelName, LabelsRequest request) {
    return labels(call(methods.labelValues(), QueryProto.toProto(labelName, request)));
  }

  @Override
  public SeriesAnswer series(LabelsRequest request) {
    List<Labels> series = new ArrayList<>();
    try (MessagePuller<?, SeriesResponse> messages =
        new MessagePuller<>(
            peer, channel, methods.series(), callOptions(), QueryProto.toProto("", request))) {
      while (true) {
        SeriesResponse message = messages.next();
        if (message == null) {
          throw noTrailer(peer);
        }
        for (LabelSet set : message.getSeriesList()) {
          Labels labels = QueryProto.labels(set.getLabelsList());
          if (!series.isEmpty() && series.getLast().compareTo(labels) >= 0) {
            throw outOfOrder(peer, series.getLast().toString(), labels.toString());
          }
          series.add(labels);
        }
        if (message.hasTrailer()) {
          return new SeriesAnswer(series, QueryProto.fromProto(message.getTrailer()));
        }
      }
    }
  }

  @Override
  public MetadataAnswer metadata(MetadataRequest request) {
    MetadataResponse response = call(methods.metadata(), QueryProto.toProto(request));
    return new MetadataAnswer(
        response.getMetadataList().stream().map(QueryProto::fromProto).toList(),
        trailer(response.hasTrailer(), response.getTrailer()));
  }

  @Override
  public ExemplarsAnswer exemplars(ExemplarsRequest request) {
    try (MessagePuller<?, ExemplarsResponse> messages =
        new MessagePuller<>(
            peer, channel, methods.exemplars(), callOptions(), ExemplarProto.toProto(request))) {
      return new ExemplarsReader(peer).read(messages);
    }
  }

  static CarillonException noTrailer(String peer) {
    return new CarillonException(
        ErrorCode.UNAVAILABLE, peer + ": the answer ended without its trailer; it is not complete");
  }

  static CarillonException outOfOrder(String peer, String first, String second) {
    return new CarillonException(
        ErrorCode.CORRUPTION,
        peer + ": expected an answer in order, got " + second + " after " + first);
  }

  private LabelsAnswer labels(LabelsResponse response) {
    List<String> values = response.getValuesList();
    for (int i = 1; i < values.size(); i++) {
      if (Utf8Order.compare(values.get(i - 1), values.get(i)) >= 0) {
        throw outOfOrder(peer, values.get(i - 1), values.get(i));
      }
    }
    return new LabelsAnswer(values, trailer(response.hasTrailer(), response.getTrailer()));
  }

  private Trailer trailer(boolean isThere, io.carillon.proto.query.v1.Trailer trailer) {
    if (!isThere) {
      throw noTrailer(peer);
    }
    return QueryProto.fromProto(trailer);
  }

  private <Q, A> A call(MethodDescriptor<Q, A> method, Q request) {
    try {
      return ClientCalls.blockingV2UnaryCall(channel, method, callOptions(), request);
    } catch (StatusException e) {
      if (Thread.currentThread().isInterrupted()) {
        throw new CarillonException(ErrorCode.CANCELED, peer + ": the call was interrupted", e);
      }
      throw RpcErrors.fromStatus(peer, e);
    }
  }

  private CallOptions callOptions() {
    return CallOptions.DEFAULT.withDeadlineAfter(config.readTimeoutMs(), TimeUnit.MILLISECONDS);
  }
}
