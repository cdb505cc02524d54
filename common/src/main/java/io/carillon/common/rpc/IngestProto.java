package io.carillon.common.rpc;

import com.google.protobuf.UnsafeByteOperations;
import io.carillon.common.column.ColumnCodec;
import io.carillon.common.error.CarillonException;
import io.carillon.common.error.ErrorCode;
import io.carillon.common.labels.Labels;
import io.carillon.common.ring.Ring;
import io.carillon.common.ring.RingProto;
import io.carillon.common.store.PushAck;
import io.carillon.common.store.Rejection;
import io.carillon.common.store.SeriesSamples;
import io.carillon.proto.ingest.v1.PushSeries;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Acks and series of the push stream as messages and back. The error of a RETRY is the name of an
 * {@link ErrorCode}, a colon, a space and the text for people.
 */
final class IngestProto {
  /** The level of the contract that this code speaks. */
  static final int PROTOCOL_LEVEL = 1;

  /** What an entry of a dictionary costs beside its characters. */
  private static final int ENTRY_OVERHEAD_BYTES = 64;

  private IngestProto() {}

  /** What a label set counts in a dictionary, the same on both ends. */
  static long dictionaryBytes(Labels labels) {
    long bytes = ENTRY_OVERHEAD_BYTES;
    for (int i = 0; i < labels.size(); i++) {
      bytes += labels.name(i).length() + labels.value(i).length();
    }
    return bytes;
  }

  /** A series whose labels the stream's dictionary has. */
  static PushSeries.Builder series(int ref, byte[] column) {
    return PushSeries.newBuilder()
        .setRef(ref)
        .setCodecId(ColumnCodec.PLAIN)
        .setColumn(UnsafeByteOperations.unsafeWrap(column));
  }

  static SeriesSamples fromProto(Labels labels, PushSeries series) {
    return new SeriesSamples(
        labels, ColumnCodec.decode(series.getCodecId(), series.getColumn().toByteArray()));
  }

  static io.carillon.proto.ingest.v1.PushAck toProto(long batchId, PushAck ack) {
    io.carillon.proto.ingest.v1.PushAck.Builder out =
        io.carillon.proto.ingest.v1.PushAck.newBuilder().setBatchId(batchId);
    switch (ack) {
      case PushAck.Durable durable -> {
        out.setOutcome(io.carillon.proto.ingest.v1.PushAck.Outcome.OUTCOME_DURABLE);
        for (Rejection rejection : durable.rejections()) {
          out.addRejections(
              io.carillon.proto.ingest.v1.Rejection.newBuilder()
                  .setSeriesIndex(rejection.seriesIndex())
                  .setCode(rejection.code().name())
                  .setText(rejection.text()));
        }
      }
      case PushAck.Retry retry ->
          out.setOutcome(io.carillon.proto.ingest.v1.PushAck.Outcome.OUTCOME_RETRY)
              .setError(retry.code().name() + ": " + retry.reason());
      case PushAck.Moved moved ->
          out.setOutcome(io.carillon.proto.ingest.v1.PushAck.Outcome.OUTCOME_MOVED)
              .addAllMovedPartitions(moved.partitions())
              .setRing(RingProto.toProto(moved.ring()));
    }
    return out.build();
  }

  static io.carillon.proto.ingest.v1.PushAck resync(long batchId, String reason) {
    return io.carillon.proto.ingest.v1.PushAck.newBuilder()
        .setBatchId(batchId)
        .setOutcome(io.carillon.proto.ingest.v1.PushAck.Outcome.OUTCOME_RESYNC)
        .setError(reason)
        .build();
  }

  /**
   * The ack of a message; null for RESYNC, which is the stream's own business.
   *
   * @param seriesCount number of series in the batch
   * @throws CarillonException with CORRUPTION when the message does not fit the batch
   */
  static @Nullable PushAck fromProto(io.carillon.proto.ingest.v1.PushAck ack, int seriesCount) {
    return switch (ack.getOutcome()) {
      case OUTCOME_DURABLE -> new PushAck.Durable(rejections(ack, seriesCount));
      case OUTCOME_RETRY -> retry(ack.getError());
      case OUTCOME_MOVED -> moved(ack);
      case OUTCOME_RESYNC -> null;
      case OUTCOME_UNSPECIFIED, UNRECOGNIZED ->
          throw QueryProto.corrupt("expected an outcome of 1 to 4, got " + ack.getOutcomeValue());
    };
  }

  private static List<Rejection> rejections(
      io.carillon.proto.ingest.v1.PushAck ack, int seriesCount) {
    List<Rejection> rejections = new ArrayList<>(ack.getRejectionsCount());
    for (io.carillon.proto.ingest.v1.Rejection rejection : ack.getRejectionsList()) {
      int index = rejection.getSeriesIndex();
      if (index < 0 || index >= seriesCount) {
        throw QueryProto.corrupt(
            "a rejection names series "
                + Integer.toUnsignedString(index)
                + " of a batch of "
                + seriesCount);
      }
      rejections.add(
          new Rejection(
              index,
              RpcErrors.codeOrElse(rejection.getCode(), ErrorCode.BAD_DATA),
              rejection.getText()));
    }
    return rejections;
  }

  private static PushAck retry(String error) {
    int colon = error.indexOf(": ");
    return colon < 0
        ? new PushAck.Retry(ErrorCode.UNAVAILABLE, error)
        : new PushAck.Retry(
            RpcErrors.codeOrElse(error.substring(0, colon), ErrorCode.UNAVAILABLE),
            error.substring(colon + 2));
  }

  private static PushAck moved(io.carillon.proto.ingest.v1.PushAck ack) {
    Ring ring = RingProto.fromProto(ack.getRing());
    for (int partition : ack.getMovedPartitionsList()) {
      if (partition < 0 || partition >= ring.partitionCount()) {
        throw QueryProto.corrupt(
            "a moved partition "
                + Integer.toUnsignedString(partition)
                + " of "
                + ring.partitionCount());
      }
    }
    return new PushAck.Moved(ack.getMovedPartitionsList(), ring);
  }
}
