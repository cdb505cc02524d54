package io.carillon.common.rpc;

import io.carillon.common.store.Exemplar;
import io.carillon.common.store.ExemplarsAnswer;
import io.carillon.common.store.SeriesExemplars;
import io.carillon.proto.query.v1.ExemplarsResponse;
import java.util.List;

/** Packs exemplars into messages of bounded size. Not thread-safe. */
final class ExemplarsWriter {
  /** So many exemplars of one series go into one message: a few hundred bytes each. */
  private static final int MAX_EXEMPLARS = 256;

  private final ReadCall<ExemplarsResponse> out;
  private ExemplarsResponse.Builder message = ExemplarsResponse.newBuilder();
  private int messageBytes;

  ExemplarsWriter(ReadCall<ExemplarsResponse> out) {
    this.out = out;
  }

  /** Sends the whole answer. */
  void write(ExemplarsAnswer answer) throws InterruptedException {
    for (SeriesExemplars series : answer.series()) {
      List<Exemplar> exemplars = series.exemplars();
      for (int from = 0; from < exemplars.size(); from += MAX_EXEMPLARS) {
        int to = Math.min(exemplars.size(), from + MAX_EXEMPLARS);
        add(ExemplarProto.toProto(series.series(), exemplars.subList(from, to)));
      }
    }
    out.send(message.setTrailer(QueryProto.toProto(answer.trailer())).build());
  }

  private void add(io.carillon.proto.query.v1.SeriesExemplars part) throws InterruptedException {
    message.addSeries(part);
    messageBytes += part.getSerializedSize();
    if (messageBytes >= SelectWriter.TARGET_BYTES) {
      out.send(message.build());
      message = ExemplarsResponse.newBuilder();
      messageBytes = 0;
    }
  }
}
