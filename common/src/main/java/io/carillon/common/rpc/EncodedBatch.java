package io.carillon.common.rpc;

import io.carillon.common.column.ColumnCodec;
import io.carillon.common.error.ErrorCode;
import io.carillon.common.labels.Labels;
import io.carillon.common.store.Exemplar;
import io.carillon.common.store.MetricMetadata;
import io.carillon.common.store.PushAck;
import io.carillon.common.store.PushBatch;
import io.carillon.common.store.Rejection;
import io.carillon.common.store.SeriesExemplars;
import io.carillon.common.store.SeriesSamples;
import io.carillon.proto.ingest.v1.PushExemplars;
import io.carillon.proto.ingest.v1.PushRequest;
import io.carillon.proto.ingest.v1.PushSeries;
import java.util.ArrayList;
import java.util.List;

/**
 * A batch whose columns are packed, ready to be sent on any stream, more than once if need be.
 * Immutable.
 */
final class EncodedBatch {
  /** What a series or one of its strings costs beside its content, at most. */
  private static final int OVERHEAD_BYTES = 16;

  /** A char is at most three bytes of UTF-8. */
  private static final int MAX_BYTES_PER_CHAR = 3;

  private final PushBatch head;
  private final List<Labels> labels;
  private final List<byte[]> columns;
  private final long sizeBytes;
  private final long maxMessageBytes;

  private EncodedBatch(
      PushBatch head,
      List<Labels> labels,
      List<byte[]> columns,
      long sizeBytes,
      long maxMessageBytes) {
    this.head = head;
    this.labels = labels;
    this.columns = columns;
    this.sizeBytes = sizeBytes;
    this.maxMessageBytes = maxMessageBytes;
  }

  static EncodedBatch of(PushBatch batch) {
    List<Labels> labels = new ArrayList<>(batch.series().size());
    List<byte[]> columns = new ArrayList<>(batch.series().size());
    long columnBytes = 0;
    long chars = 0;
    long strings = 0;
    for (SeriesSamples series : batch.series()) {
      byte[] column = ColumnCodec.encode(series.samples());
      columns.add(column);
      labels.add(series.labels());
      columnBytes += column.length + OVERHEAD_BYTES;
      chars += charCount(series.labels());
      strings += 2L * series.labels().size();
    }
    for (SeriesExemplars series : batch.exemplars()) {
      chars += charCount(series.series());
      strings += 2L * series.series().size() + 1;
      for (Exemplar exemplar : series.exemplars()) {
        chars += charCount(exemplar.labels()) + OVERHEAD_BYTES;
        strings += 2L * exemplar.labels().size() + 2;
      }
    }
    for (MetricMetadata metadata : batch.metadata()) {
      chars += metadata.metricFamilyName().length() + metadata.help().length();
      chars += metadata.type().length() + metadata.unit().length();
      strings += 5;
    }
    // The samples are not kept: they are in the columns.
    PushBatch head =
        new PushBatch(
            batch.tenant(),
            batch.ringEpoch(),
            batch.deleteNumber(),
            List.of(),
            batch.metadata(),
            batch.exemplars());
    return new EncodedBatch(
        head,
        labels,
        columns,
        columnBytes + chars,
        columnBytes + chars * MAX_BYTES_PER_CHAR + (strings + 16) * OVERHEAD_BYTES);
  }

  /** Memory that the batch holds, about; labels count as if nobody else held them. */
  long sizeBytes() {
    return sizeBytes;
  }

  /** What its message has at most, when all labels travel. */
  long maxMessageBytes() {
    return maxMessageBytes;
  }

  int seriesCount() {
    return columns.size();
  }

  /** The message; adds to the dictionary what the receiver does not know yet. */
  PushRequest toRequest(long batchId, PushDictionary dictionary) {
    io.carillon.proto.ingest.v1.PushBatch.Builder out =
        io.carillon.proto.ingest.v1.PushBatch.newBuilder()
            .setBatchId(batchId)
            .setTenant(head.tenant().value())
            .setRingEpoch(head.ringEpoch())
            .setDeleteNumber(head.deleteNumber());
    for (int i = 0; i < columns.size(); i++) {
      out.addSeries(toPush(labels.get(i), columns.get(i), dictionary));
    }
    for (SeriesExemplars exemplars : head.exemplars()) {
      out.addExemplars(toPush(exemplars, dictionary));
    }
    for (MetricMetadata metadata : head.metadata()) {
      out.addMetadata(QueryProto.toProto(metadata));
    }
    return PushRequest.newBuilder().setBatch(out).build();
  }

  private static PushSeries.Builder toPush(
      Labels labels, byte[] column, PushDictionary dictionary) {
    int knownRef = dictionary.find(labels);
    return knownRef > 0
        ? IngestProto.series(knownRef, column)
        : IngestProto.series(dictionary.add(labels), column).addAllLabels(labels.asPairs());
  }

  private static PushExemplars.Builder toPush(
      SeriesExemplars exemplars, PushDictionary dictionary) {
    Labels labels = exemplars.series();
    int knownRef = dictionary.find(labels);
    return knownRef > 0
        ? ExemplarProto.toPush(knownRef, exemplars.exemplars())
        : ExemplarProto.toPush(dictionary.add(labels), exemplars.exemplars())
            .addAllLabels(labels.asPairs());
  }

  /** The ack of a batch that no message can carry: sending it again would never help. */
  PushAck tooLarge(int limitBytes) {
    String text =
        "the batch has up to "
            + maxMessageBytes
            + " bytes, more than the "
            + limitBytes
            + " of a message between nodes; send smaller requests";
    List<Rejection> rejections = new ArrayList<>(columns.size());
    for (int i = 0; i < columns.size(); i++) {
      rejections.add(new Rejection(i, ErrorCode.TOO_LARGE, text));
    }
    return new PushAck.Durable(rejections);
  }

  private static long charCount(Labels labels) {
    long chars = 0;
    for (int i = 0; i < labels.size(); i++) {
      chars += labels.name(i).length() + labels.value(i).length();
    }
    return chars;
  }
}
