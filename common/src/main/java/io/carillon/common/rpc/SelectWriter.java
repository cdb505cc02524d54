package io.carillon.common.rpc;

import com.google.protobuf.UnsafeByteOperations;
import io.carillon.common.column.ColumnCodec;
import io.carillon.common.column.ColumnFrame;
import io.carillon.common.column.SampleColumn;
import io.carillon.common.labels.Labels;
import io.carillon.common.store.SelectedSeries;
import io.carillon.common.store.Trailer;
import io.carillon.proto.query.v1.Frame;
import io.carillon.proto.query.v1.SelectResponse;
import io.carillon.proto.query.v1.SeriesFrames;

/**
 * Packs series into messages of about {@link #TARGET_BYTES}: many small series into one, a large
 * one over several under the same number. Not thread-safe.
 */
final class SelectWriter {
  /** A message is sent once it has this size; smaller ones cost more than they carry. */
  static final int TARGET_BYTES = 128 << 10;

  /** A frame above this size is cut, so that a message stays below twice the target. */
  private static final int MAX_FRAME_BYTES = 128 << 10;

  /** So many floats of one column are packed at once: about 80 KiB. */
  private static final int MAX_SAMPLES = 8192;

  /** What a field or a nested message costs beside its content, at most. */
  private static final int OVERHEAD_BYTES = 16;

  private final ReadCall<SelectResponse> out;
  private SelectResponse.Builder message = SelectResponse.newBuilder();
  private SeriesFrames.Builder current = SeriesFrames.newBuilder();
  private int messageBytes;
  private int ref;

  SelectWriter(ReadCall<SelectResponse> out) {
    this.out = out;
  }

  void add(SelectedSeries series) throws InterruptedException {
    ref++;
    current = SeriesFrames.newBuilder().setRef(ref);
    addLabels(series.labels());
    for (ColumnFrame frame : series.frames()) {
      addFrame(frame);
    }
    message.addSeries(current);
    if (messageBytes >= TARGET_BYTES) {
      flush();
    }
  }

  /** Sends the rest and the trailer. */
  void finish(Trailer trailer) throws InterruptedException {
    message.setTrailer(QueryProto.toProto(trailer));
    flush();
  }

  private void addLabels(Labels labels) {
    for (int i = 0; i < labels.size(); i++) {
      current.addLabels(labels.name(i)).addLabels(labels.value(i));
      messageBytes += labels.name(i).length() + labels.value(i).length() + OVERHEAD_BYTES;
    }
  }

  private void addFrame(ColumnFrame frame) throws InterruptedException {
    if (frame instanceof ColumnFrame.Compact packed && packed.sizeBytes() <= MAX_FRAME_BYTES) {
      addPacked(packed.codecId(), packed.bytes());
      return;
    }
    SampleColumn column = frame.column();
    for (int from = 0; from < column.size(); from += MAX_SAMPLES) {
      addColumn(column, from, Math.min(column.size(), from + MAX_SAMPLES));
    }
  }

  private void addColumn(SampleColumn column, int from, int to) throws InterruptedException {
    long[] timestampsMs = column.timestampsMs();
    byte[] packed = ColumnCodec.encode(column.slice(timestampsMs[from], timestampsMs[to - 1]));
    if (packed.length <= MAX_FRAME_BYTES || to - from == 1) {
      addPacked(ColumnCodec.PLAIN, packed);
      return;
    }
    int middle = (from + to) >>> 1;
    addColumn(column, from, middle);
    addColumn(column, middle, to);
  }

  private void addPacked(int codecId, byte[] bytes) throws InterruptedException {
    if (messageBytes >= TARGET_BYTES) {
      message.addSeries(current);
      current = SeriesFrames.newBuilder().setRef(ref);
      flush();
    }
    current.addFrames(
        Frame.newBuilder().setCodecId(codecId).setColumn(UnsafeByteOperations.unsafeWrap(bytes)));
    messageBytes += bytes.length + OVERHEAD_BYTES;
  }

  private void flush() throws InterruptedException {
    out.send(message.build());
    message = SelectResponse.newBuilder();
    messageBytes = 0;
  }
}
