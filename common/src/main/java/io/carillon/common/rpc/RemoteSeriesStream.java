package io.carillon.common.rpc;

import io.carillon.common.column.ColumnFrame;
import io.carillon.common.labels.Labels;
import io.carillon.common.store.SelectedSeries;
import io.carillon.common.store.SeriesStream;
import io.carillon.common.store.Trailer;
import io.carillon.proto.query.v1.Frame;
import io.carillon.proto.query.v1.SelectResponse;
import io.carillon.proto.query.v1.SeriesFrames;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Puts series together from the messages of a select; samples stay packed. The order of series is
 * checked, since a merge relies on it.
 */
final class RemoteSeriesStream implements SeriesStream {
  private final MessagePuller<?, SelectResponse> messages;
  private SelectResponse message = SelectResponse.getDefaultInstance();
  private int positionInMessage;
  private int lastRef;
  private @Nullable Labels lastLabels;
  private @Nullable Trailer trailer;
  private boolean isEnded;

  RemoteSeriesStream(MessagePuller<?, SelectResponse> messages) {
    this.messages = messages;
  }

  @Override
  public @Nullable SelectedSeries next() {
    SeriesFrames first = peek();
    if (first == null) {
      isEnded = true;
      return null;
    }
    if (first.getRef() != lastRef + 1) {
      throw QueryProto.corrupt(
          "expected series " + (lastRef + 1) + " of the answer, got " + first.getRef());
    }
    lastRef = first.getRef();
    Labels labels = QueryProto.labels(first.getLabelsList());
    if (lastLabels != null && lastLabels.compareTo(labels) >= 0) {
      throw RemoteSeriesSource.outOfOrder(
          messages.peer(), lastLabels.toString(), labels.toString());
    }
    lastLabels = labels;
    List<ColumnFrame> frames = new ArrayList<>(first.getFramesCount());
    for (SeriesFrames part = first; part != null && part.getRef() == lastRef; part = peek()) {
      for (Frame frame : part.getFramesList()) {
        frames.add(new ColumnFrame.Packed(frame.getCodecId(), frame.getColumn().toByteArray()));
      }
      positionInMessage++;
    }
    return new SelectedSeries(labels, frames);
  }

  @Override
  public Trailer trailer() {
    if (trailer == null || !isEnded) {
      throw new IllegalStateException("expected the trailer only after the last series");
    }
    return trailer;
  }

  @Override
  public void close() {
    messages.close();
  }

  /** What comes next, pulling a message when this one is used up; null after the trailer. */
  private @Nullable SeriesFrames peek() {
    while (positionInMessage == message.getSeriesCount()) {
      if (message.hasTrailer()) {
        if (trailer == null) {
          expectEnd();
          trailer = QueryProto.fromProto(message.getTrailer());
        }
        return null;
      }
      SelectResponse next = messages.next();
      if (next == null) {
        throw RemoteSeriesSource.noTrailer(messages.peer());
      }
      message = next;
      positionInMessage = 0;
    }
    return message.getSeries(positionInMessage);
  }

  /** Takes the end of the call, so that it counts as done and not as cancelled. */
  private void expectEnd() {
    if (messages.next() != null) {
      throw QueryProto.corrupt("expected nothing after the trailer");
    }
  }
}
