package io.carillon.querier.fanout;

import io.carillon.common.column.SampleColumn;
import io.carillon.common.error.CarillonException;
import io.carillon.common.labels.Labels;
import io.carillon.common.store.SelectedSeries;
import io.carillon.common.store.SeriesStream;
import io.carillon.common.store.Trailer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * The merged answer to a select. A series is given out as soon as every lane has passed it; whether
 * the answer is complete is known, and checked, only at the end, so that a lane that fails half-way
 * does no harm while a quorum goes on. What was given out before an error was never wrong, only
 * perhaps not all.
 */
final class FanoutStream implements SeriesStream {
  private final Inquiry<SelectedSeries> inquiry;
  private final PriorityQueue<Lane<SelectedSeries>> byLabels =
      new PriorityQueue<>(Comparator.comparing(FanoutStream::headLabels));

  /** Lanes whose next series is not known yet. */
  private final List<Lane<SelectedSeries>> withoutHead = new ArrayList<>();

  private Gathering<SelectedSeries> gathering;
  private boolean hasGivenOut;
  private @Nullable Trailer trailer;

  FanoutStream(Inquiry<SelectedSeries> inquiry) {
    this.inquiry = inquiry;
    gathering = inquiry.open();
    withoutHead.addAll(gathering.lanes());
  }

  @Override
  public @Nullable SelectedSeries next() {
    while (trailer == null) {
      gathering.awaitHeads(withoutHead);
      withoutHead.forEach(this::enqueue);
      withoutHead.clear();
      if (!byLabels.isEmpty()) {
        SelectedSeries series = mergeSmallest();
        if (series != null) {
          hasGivenOut = true;
          return series;
        }
      } else {
        conclude();
      }
    }
    return null;
  }

  @Override
  public Trailer trailer() {
    if (trailer == null) {
      throw new IllegalStateException("the trailer comes after the last series");
    }
    return trailer;
  }

  @Override
  public void close() {
    gathering.close();
  }

  private void conclude() {
    trailer = inquiry.conclude(gathering, !hasGivenOut);
    if (trailer == null) {
      gathering.close();
      gathering = inquiry.open();
      withoutHead.addAll(gathering.lanes());
    }
  }

  private void enqueue(Lane<SelectedSeries> lane) {
    if (lane.head != null) {
      byLabels.add(lane);
    }
  }

  /** The union of the smallest label set's series; null when no replica's frames are readable. */
  private @Nullable SelectedSeries mergeSmallest() {
    List<Lane<SelectedSeries>> holders = new ArrayList<>();
    Lane<SelectedSeries> first = byLabels.remove();
    Labels labels = headLabels(first);
    holders.add(first);
    while (!byLabels.isEmpty() && headLabels(byLabels.peek()).equals(labels)) {
      holders.add(byLabels.remove());
    }
    SelectedSeries result = unite(labels, holders);
    for (Lane<SelectedSeries> lane : holders) {
      lane.head = null;
      withoutHead.add(lane);
    }
    return result;
  }

  private @Nullable SelectedSeries unite(Labels labels, List<Lane<SelectedSeries>> holders) {
    SelectedSeries first = head(holders.getFirst());
    if (holders.size() == 1
        || holders.stream()
            .skip(1)
            .allMatch(lane -> ReplicaUnion.isSamePacked(first, head(lane)))) {
      return first;
    }
    SampleColumn union = SampleColumn.EMPTY;
    for (Lane<SelectedSeries> lane : holders) {
      try {
        SampleColumn column = ReplicaUnion.column(head(lane));
        union = union.size() == 0 ? column : ReplicaUnion.unite(union, column);
      } catch (CarillonException e) {
        gathering.fail(lane, "sent a broken frame: " + e.getMessage());
      }
    }
    return union.size() == 0 ? null : SelectedSeries.of(labels, union);
  }

  private static SelectedSeries head(Lane<SelectedSeries> lane) {
    return Objects.requireNonNull(lane.head, "lane without head");
  }

  private static Labels headLabels(Lane<SelectedSeries> lane) {
    return head(lane).labels();
  }
}
