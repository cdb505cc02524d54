package io.carillon.common.rpc;

import io.carillon.common.labels.Labels;
import io.carillon.common.store.Exemplar;
import io.carillon.common.store.ExemplarsRequest;
import io.carillon.common.store.SeriesExemplars;
import io.carillon.common.tenant.TenantId;
import io.carillon.proto.ingest.v1.PushExemplars;
import io.carillon.proto.query.v1.MatcherSet;
import java.util.List;

/** Exemplars as messages and back. */
final class ExemplarProto {
  private ExemplarProto() {}

  static io.carillon.proto.query.v1.ExemplarsRequest toProto(ExemplarsRequest request) {
    io.carillon.proto.query.v1.ExemplarsRequest.Builder out =
        io.carillon.proto.query.v1.ExemplarsRequest.newBuilder()
            .setTenant(request.tenant().value())
            .setRingEpoch(request.ringEpoch())
            .setMinMs(request.minMs())
            .setMaxMs(request.maxMs());
    request
        .matcherSets()
        .forEach(
            set ->
                out.addMatcherSets(
                    MatcherSet.newBuilder().addAllMatchers(QueryProto.matchersToProto(set))));
    return out.build();
  }

  static ExemplarsRequest fromProto(io.carillon.proto.query.v1.ExemplarsRequest request) {
    return new ExemplarsRequest(
        new TenantId(request.getTenant()),
        request.getRingEpoch(),
        request.getMinMs(),
        request.getMaxMs(),
        request.getMatcherSetsList().stream()
            .map(set -> QueryProto.matchersFromProto(set.getMatchersList()))
            .toList());
  }

  /** Part of the exemplars of a series. */
  static io.carillon.proto.query.v1.SeriesExemplars toProto(Labels series, List<Exemplar> part) {
    io.carillon.proto.query.v1.SeriesExemplars.Builder out =
        io.carillon.proto.query.v1.SeriesExemplars.newBuilder().addAllLabels(series.asPairs());
    part.forEach(exemplar -> out.addExemplars(toProto(exemplar)));
    return out.build();
  }

  static SeriesExemplars fromProto(io.carillon.proto.query.v1.SeriesExemplars part) {
    return new SeriesExemplars(
        QueryProto.labels(part.getLabelsList()), fromProto(part.getExemplarsList()));
  }

  /** Exemplars of a series whose labels the stream's dictionary has. */
  static PushExemplars.Builder toPush(int ref, List<Exemplar> exemplars) {
    PushExemplars.Builder out = PushExemplars.newBuilder().setRef(ref);
    exemplars.forEach(exemplar -> out.addExemplars(toProto(exemplar)));
    return out;
  }

  static List<Exemplar> fromProto(List<io.carillon.proto.model.v1.Exemplar> exemplars) {
    return exemplars.stream().map(ExemplarProto::fromProto).toList();
  }

  private static io.carillon.proto.model.v1.Exemplar toProto(Exemplar exemplar) {
    return io.carillon.proto.model.v1.Exemplar.newBuilder()
        .addAllLabels(exemplar.labels().asPairs())
        .setValue(exemplar.value())
        .setTimestampMs(exemplar.timestampMs())
        .build();
  }

  private static Exemplar fromProto(io.carillon.proto.model.v1.Exemplar exemplar) {
    return new Exemplar(
        QueryProto.labels(exemplar.getLabelsList()),
        exemplar.getValue(),
        exemplar.getTimestampMs());
  }
}
