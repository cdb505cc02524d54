package io.carillon.common.rpc;

import io.carillon.common.labels.Labels;
import io.carillon.common.store.Exemplar;
import io.carillon.common.store.ExemplarsAnswer;
import io.carillon.common.store.SeriesExemplars;
import io.carillon.proto.query.v1.ExemplarsResponse;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Puts an answer together again that {@link ExemplarsWriter} cut up. Not thread-safe. */
final class ExemplarsReader {
  private final String peer;
  private final List<SeriesExemplars> series = new ArrayList<>();
  private @Nullable Labels current;
  private List<Exemplar> exemplars = new ArrayList<>();

  ExemplarsReader(String peer) {
    this.peer = peer;
  }

  /** Reads to the trailer. */
  ExemplarsAnswer read(MessagePuller<?, ExemplarsResponse> messages) {
    while (true) {
      ExemplarsResponse message = messages.next();
      if (message == null) {
        throw RemoteSeriesSource.noTrailer(peer);
      }
      message.getSeriesList().forEach(part -> add(ExemplarProto.fromProto(part)));
      if (message.hasTrailer()) {
        endSeries();
        return new ExemplarsAnswer(series, QueryProto.fromProto(message.getTrailer()));
      }
    }
  }

  private void add(SeriesExemplars part) {
    if (!part.series().equals(current)) {
      if (current != null && current.compareTo(part.series()) >= 0) {
        throw RemoteSeriesSource.outOfOrder(peer, current.toString(), part.series().toString());
      }
      endSeries();
      current = part.series();
    }
    for (Exemplar exemplar : part.exemplars()) {
      if (!exemplars.isEmpty() && exemplars.getLast().compareTo(exemplar) >= 0) {
        throw RemoteSeriesSource.outOfOrder(
            peer, exemplars.getLast().toString(), exemplar.toString());
      }
      exemplars.add(exemplar);
    }
  }

  private void endSeries() {
    if (current != null) {
      series.add(new SeriesExemplars(current, exemplars));
      exemplars = new ArrayList<>();
    }
  }
}
