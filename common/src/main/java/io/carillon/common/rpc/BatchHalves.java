package io.carillon.common.rpc;

import io.carillon.common.labels.Labels;
import io.carillon.common.store.Exemplar;
import io.carillon.common.store.MetricMetadata;
import io.carillon.common.store.PushAck;
import io.carillon.common.store.PushBatch;
import io.carillon.common.store.Rejection;
import io.carillon.common.store.SeriesExemplars;
import io.carillon.common.store.SeriesSamples;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The two halves of a batch that no message can carry.
 *
 * @param first its series are the first ones of the batch
 * @param second what is left
 */
record BatchHalves(PushBatch first, PushBatch second) {
  /** Cuts a batch; null when it is a single series, family or exemplar. */
  static @Nullable BatchHalves of(PushBatch batch) {
    int count = batch.series().size() + batch.exemplars().size() + batch.metadata().size();
    if (count > 1) {
      return new BatchHalves(part(batch, 0, count / 2), part(batch, count / 2, count));
    }
    if (batch.exemplars().isEmpty() || batch.exemplars().getFirst().exemplars().size() < 2) {
      return null;
    }
    Labels labels = batch.exemplars().getFirst().series();
    List<Exemplar> all = batch.exemplars().getFirst().exemplars();
    int middle = all.size() / 2;
    return new BatchHalves(
        exemplars(batch, labels, all.subList(0, middle)),
        exemplars(batch, labels, all.subList(middle, all.size())));
  }

  /** Of all series, then all exemplars, then all metadata, those from one place to another. */
  private static PushBatch part(PushBatch batch, int from, int to) {
    List<SeriesSamples> series = batch.series();
    List<SeriesExemplars> exemplars = batch.exemplars();
    int exemplarsAt = series.size();
    int metadataAt = exemplarsAt + exemplars.size();
    return with(
        batch,
        cut(series, from, to),
        cut(batch.metadata(), from - metadataAt, to - metadataAt),
        cut(exemplars, from - exemplarsAt, to - exemplarsAt));
  }

  private static <T> List<T> cut(List<T> list, int from, int to) {
    return list.subList(Math.clamp(from, 0, list.size()), Math.clamp(to, 0, list.size()));
  }

  private static PushBatch exemplars(PushBatch batch, Labels series, List<Exemplar> exemplars) {
    return with(batch, List.of(), List.of(), List.of(new SeriesExemplars(series, exemplars)));
  }

  private static PushBatch with(
      PushBatch batch,
      List<SeriesSamples> series,
      List<MetricMetadata> metadata,
      List<SeriesExemplars> exemplars) {
    return new PushBatch(
        batch.tenant(), batch.ringEpoch(), batch.deleteNumber(), series, metadata, exemplars);
  }

  /**
   * The ack of the whole batch: it must be sent again, both halves of it, unless both are durable.
   */
  PushAck unite(PushAck ofFirst, PushAck ofSecond) {
    if (ofFirst instanceof PushAck.Durable a && ofSecond instanceof PushAck.Durable b) {
      List<Rejection> rejections = new ArrayList<>(a.rejections());
      for (Rejection r : b.rejections()) {
        int index = first.series().size() + r.seriesIndex();
        rejections.add(new Rejection(index, r.code(), r.text()));
      }
      return new PushAck.Durable(rejections);
    }
    if (ofFirst instanceof PushAck.Moved a && ofSecond instanceof PushAck.Moved b) {
      TreeSet<Integer> partitions = new TreeSet<>(a.partitions());
      partitions.addAll(b.partitions());
      return new PushAck.Moved(
          List.copyOf(partitions), a.ring().epoch() > b.ring().epoch() ? a.ring() : b.ring());
    }
    boolean isSecond =
        ofSecond instanceof PushAck.Moved
            || (ofSecond instanceof PushAck.Retry && ofFirst instanceof PushAck.Durable);
    return isSecond ? ofSecond : ofFirst;
  }
}
