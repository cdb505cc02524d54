package io.carillon.ingester.head;

import io.carillon.common.column.SampleColumn;
import io.carillon.common.labels.Labels;
import io.carillon.common.labels.Matcher;
import io.carillon.ingester.index.PostingsIndex;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.IntIterator;
import org.roaringbitmap.RoaringBitmap;

/**
 * One tenant's part of a head. All is guarded but {@link #find}, {@link #register} and {@link
 * #order}.
 */
final class TenantHead {
  private final ConcurrentHashMap<Labels, HeadSeries> byLabels = new ConcurrentHashMap<>();
  private final SeriesOrder order = new SeriesOrder();

  // Guarded by the head's lock. The index numbers series by their place in the list.
  private final List<HeadSeries> visible = new ArrayList<>();
  private final PostingsIndex index = new PostingsIndex();

  @Nullable HeadSeries find(Labels labels) {
    return byLabels.get(labels);
  }

  HeadSeries register(Labels labels, Function<Labels, HeadSeries> factory) {
    // computeIfAbsent would hold the key of the batch; the series' own labels share their strings.
    synchronized (byLabels) {
      HeadSeries known = byLabels.get(labels);
      if (known != null) {
        return known;
      }
      HeadSeries created = factory.apply(labels);
      byLabels.put(created.labels(), created);
      return created;
    }
  }

  /** Adds samples; gives the bytes of memory that it took. */
  long append(HeadSeries series, SampleColumn column) {
    long bytes = 0;
    if (!series.isVisible()) {
      series.becomeVisible(visible.size());
      visible.add(series);
      index.add(series.labels());
      // Postings grow by a few bytes a label.
      bytes = 8L * series.labels().size();
    }
    return bytes + series.append(column);
  }

  /** Labels of all series by their number in the index. */
  List<Labels> labels() {
    List<Labels> labels = new ArrayList<>(visible.size());
    visible.forEach(series -> labels.add(series.labels()));
    return labels;
  }

  SeriesOrder order() {
    return order;
  }

  PostingsIndex index() {
    return index;
  }

  /** Numbers of the series that fit; null when there are no matchers. */
  @Nullable RoaringBitmap select(@Nullable List<Matcher> matchers) {
    return matchers == null ? null : index.select(matchers);
  }

  void forEachMatch(List<Matcher> matchers, Consumer<HeadSeries> action) {
    IntIterator numbers = index.select(matchers).getIntIterator();
    while (numbers.hasNext()) {
      action.accept(visible.get(numbers.next()));
    }
  }
}
