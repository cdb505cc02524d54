package io.carillon.common.rpc;

import io.carillon.common.error.CarillonException;
import io.carillon.common.error.ErrorCode;
import io.carillon.common.labels.Labels;
import io.carillon.common.labels.Matcher;
import io.carillon.common.ring.RingProto;
import io.carillon.common.store.LabelsRequest;
import io.carillon.common.store.MetadataRequest;
import io.carillon.common.store.MetricMetadata;
import io.carillon.common.store.SelectHints;
import io.carillon.common.store.SelectRequest;
import io.carillon.common.store.Trailer;
import io.carillon.common.store.UnvouchedRange;
import io.carillon.common.tenant.TenantId;
import io.carillon.proto.query.v1.MatcherSet;
import java.util.ArrayList;
import java.util.List;

/** The records of {@code common.store} that reads carry, as messages and back. */
final class QueryProto {
  private QueryProto() {}

  static io.carillon.proto.query.v1.SelectRequest toProto(SelectRequest request) {
    SelectHints hints = request.hints();
    return io.carillon.proto.query.v1.SelectRequest.newBuilder()
        .setTenant(request.tenant().value())
        .setRingEpoch(request.ringEpoch())
        .setMinMs(request.minMs())
        .setMaxMs(request.maxMs())
        .addAllMatchers(matchersToProto(request.matchers()))
        .setHints(
            io.carillon.proto.query.v1.SelectHints.newBuilder()
                .setFunction(hints.function())
                .setStepMs(hints.stepMs())
                .setRangeMs(hints.rangeMs())
                .setLimit(hints.limit()))
        .build();
  }

  static SelectRequest fromProto(io.carillon.proto.query.v1.SelectRequest request) {
    io.carillon.proto.query.v1.SelectHints hints = request.getHints();
    return new SelectRequest(
        new TenantId(request.getTenant()),
        request.getRingEpoch(),
        request.getMinMs(),
        request.getMaxMs(),
        matchersFromProto(request.getMatchersList()),
        new SelectHints(
            hints.getFunction(), hints.getStepMs(), hints.getRangeMs(), limit(hints.getLimit())));
  }

  static io.carillon.proto.query.v1.LabelsRequest toProto(String labelName, LabelsRequest request) {
    io.carillon.proto.query.v1.LabelsRequest.Builder out =
        io.carillon.proto.query.v1.LabelsRequest.newBuilder()
            .setTenant(request.tenant().value())
            .setRingEpoch(request.ringEpoch())
            .setMinMs(request.minMs())
            .setMaxMs(request.maxMs())
            .setLabelName(labelName)
            .setLimit(request.limit());
    for (List<Matcher> matchers : request.matcherSets()) {
      out.addMatcherSets(MatcherSet.newBuilder().addAllMatchers(matchersToProto(matchers)));
    }
    return out.build();
  }

  static LabelsRequest fromProto(io.carillon.proto.query.v1.LabelsRequest request) {
    return new LabelsRequest(
        new TenantId(request.getTenant()),
        request.getRingEpoch(),
        request.getMinMs(),
        request.getMaxMs(),
        request.getMatcherSetsList().stream()
            .map(set -> matchersFromProto(set.getMatchersList()))
            .toList(),
        limit(request.getLimit()));
  }

  static io.carillon.proto.query.v1.MetadataRequest toProto(MetadataRequest request) {
    return io.carillon.proto.query.v1.MetadataRequest.newBuilder()
        .setTenant(request.tenant().value())
        .setRingEpoch(request.ringEpoch())
        .setMetricFamilyName(request.metricFamilyName())
        .build();
  }

  static MetadataRequest fromProto(io.carillon.proto.query.v1.MetadataRequest request) {
    return new MetadataRequest(
        new TenantId(request.getTenant()), request.getRingEpoch(), request.getMetricFamilyName());
  }

  static io.carillon.proto.model.v1.MetricMetadata toProto(MetricMetadata metadata) {
    return io.carillon.proto.model.v1.MetricMetadata.newBuilder()
        .setMetricFamilyName(metadata.metricFamilyName())
        .setType(metadata.type())
        .setHelp(metadata.help())
        .setUnit(metadata.unit())
        .build();
  }

  static MetricMetadata fromProto(io.carillon.proto.model.v1.MetricMetadata metadata) {
    return new MetricMetadata(
        metadata.getMetricFamilyName(), metadata.getType(), metadata.getHelp(), metadata.getUnit());
  }

  static io.carillon.proto.query.v1.Trailer toProto(Trailer trailer) {
    io.carillon.proto.query.v1.Trailer.Builder out =
        io.carillon.proto.query.v1.Trailer.newBuilder()
            .setInstanceId(trailer.instanceId())
            .setRingEpoch(trailer.ringEpoch())
            .setDeleteNumber(trailer.deleteNumber());
    for (UnvouchedRange range : trailer.unvouched()) {
      out.addUnvouched(
          io.carillon.proto.query.v1.UnvouchedRange.newBuilder()
              .setFirstPartition(range.firstPartition())
              .setLastPartition(range.lastPartition())
              .setMinMs(range.minMs())
              .setMaxMs(range.maxMs()));
    }
    if (trailer.newerRing() != null) {
      out.setRing(RingProto.toProto(trailer.newerRing()));
    }
    return out.build();
  }

  static Trailer fromProto(io.carillon.proto.query.v1.Trailer trailer) {
    return new Trailer(
        trailer.getInstanceId(),
        trailer.getRingEpoch(),
        trailer.getDeleteNumber(),
        trailer.getUnvouchedList().stream().map(QueryProto::fromProto).toList(),
        trailer.hasRing() ? RingProto.fromProto(trailer.getRing()) : null);
  }

  /** Labels as contracts carry them; CORRUPTION when they are none. */
  static Labels labels(List<String> namesAndValues) {
    try {
      return Labels.ofSorted(namesAndValues);
    } catch (IllegalArgumentException e) {
      throw corrupt(String.valueOf(e.getMessage()));
    }
  }

  static CarillonException corrupt(String reason) {
    return new CarillonException(ErrorCode.CORRUPTION, "message: " + reason);
  }

  private static UnvouchedRange fromProto(io.carillon.proto.query.v1.UnvouchedRange range) {
    if (range.getFirstPartition() < 0 || range.getLastPartition() < range.getFirstPartition()) {
      throw corrupt(
          "expected partitions in order, got "
              + Integer.toUnsignedString(range.getFirstPartition())
              + " to "
              + Integer.toUnsignedString(range.getLastPartition()));
    }
    return new UnvouchedRange(
        range.getFirstPartition(), range.getLastPartition(), range.getMinMs(), range.getMaxMs());
  }

  static List<io.carillon.proto.query.v1.Matcher> matchersToProto(List<Matcher> matchers) {
    List<io.carillon.proto.query.v1.Matcher> out = new ArrayList<>(matchers.size());
    for (Matcher one : matchers) {
      Matcher matcher = one.isUtf8() ? one : one.matchesEmpty() ? Matcher.ALL : Matcher.NOTHING;
      out.add(
          io.carillon.proto.query.v1.Matcher.newBuilder()
              .setType(toProto(matcher.type()))
              .setName(matcher.name())
              .setValue(matcher.value())
              .build());
    }
    return out;
  }

  static List<Matcher> matchersFromProto(List<io.carillon.proto.query.v1.Matcher> matchers) {
    List<Matcher> out = new ArrayList<>(matchers.size());
    for (io.carillon.proto.query.v1.Matcher matcher : matchers) {
      out.add(Matcher.of(fromProto(matcher.getType()), matcher.getName(), matcher.getValue()));
    }
    return out;
  }

  private static io.carillon.proto.query.v1.Matcher.Type toProto(Matcher.Type type) {
    return switch (type) {
      case EQUAL -> io.carillon.proto.query.v1.Matcher.Type.TYPE_EQUAL;
      case NOT_EQUAL -> io.carillon.proto.query.v1.Matcher.Type.TYPE_NOT_EQUAL;
      case REGEX -> io.carillon.proto.query.v1.Matcher.Type.TYPE_REGEX;
      case NOT_REGEX -> io.carillon.proto.query.v1.Matcher.Type.TYPE_NOT_REGEX;
    };
  }

  private static Matcher.Type fromProto(io.carillon.proto.query.v1.Matcher.Type type) {
    return switch (type) {
      case TYPE_EQUAL -> Matcher.Type.EQUAL;
      case TYPE_NOT_EQUAL -> Matcher.Type.NOT_EQUAL;
      case TYPE_REGEX -> Matcher.Type.REGEX;
      case TYPE_NOT_REGEX -> Matcher.Type.NOT_REGEX;
      case TYPE_UNSPECIFIED, UNRECOGNIZED ->
          throw new CarillonException(
              ErrorCode.BAD_DATA, "expected a matcher type of 1 to 4, got " + type);
    };
  }

  /** An unsigned limit that does not fit an int is as good as the largest that does. */
  private static int limit(int unsigned) {
    return unsigned < 0 ? Integer.MAX_VALUE : unsigned;
  }
}
