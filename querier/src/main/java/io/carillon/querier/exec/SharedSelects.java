package io.carillon.querier.exec;

import io.carillon.common.column.ColumnFrame;
import io.carillon.common.column.ColumnJoiner;
import io.carillon.common.column.SampleColumn;
import io.carillon.common.labels.Labels;
import io.carillon.common.labels.Matcher;
import io.carillon.common.store.SelectedSeries;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the samples of selectors that a query reads more than once, as long as they take no more
 * than a part of its memory; else they are read again. Used by the thread of the query; what is
 * kept of a series may be asked for by any.
 */
final class SharedSelects {
  private static final long SAMPLE_BYTES = 16;
  private static final long SERIES_BYTES = 256;

  /** For columns that are done with when their series is computed. */
  private static final ThreadLocal<ColumnJoiner> JOINER =
      ThreadLocal.withInitial(ColumnJoiner::new);

  private final Set<List<Matcher>> shared;
  private final QueryBudget budget;
  private final List<Recording> recordings = new ArrayList<>();

  /**
   * Nothing read yet.
   *
   * @param shared matchers of the selectors that are worth keeping
   */
  SharedSelects(Set<List<Matcher>> shared, QueryBudget budget) {
    this.shared = shared;
    this.budget = budget;
  }

  /** The series of a select that was read before, in the same order; null when there was none. */
  @Nullable Supplier<@Nullable Item> find(SeriesFlow.Select select) {
    for (Recording recording : recordings) {
      if (recording.covers(select)) {
        Iterator<Item> items = recording.items.iterator();
        return () -> items.hasNext() ? items.next() : null;
      }
    }
    return null;
  }

  /** Begins to keep what is read, if that is worth it; else null. */
  @Nullable Recording begin(SeriesFlow.Select select) {
    return shared.contains(select.matchers()) ? new Recording(select) : null;
  }

  /** What was read until its end is there for the next one, unless it was too large. */
  void keep(@Nullable Recording recording) {
    if (recording == null) {
      return;
    }
    if (recording.isTooLarge) {
      budget.unpin(recording.pinnedBytes.get());
    } else {
      recordings.add(recording);
    }
  }

  /** The series of one select as they come. */
  final class Recording {
    private final SeriesFlow.Select select;
    private final List<Item> items = new ArrayList<>();
    private final AtomicLong pinnedBytes = new AtomicLong();
    private volatile boolean isTooLarge;

    private Recording(SeriesFlow.Select select) {
      this.select = select;
    }

    private boolean covers(SeriesFlow.Select other) {
      return select.matchers().equals(other.matchers())
          && select.minMs() <= other.minMs()
          && other.maxMs() <= select.maxMs();
    }

    Item add(SelectedSeries series) {
      Item item = new Item(series, this);
      if (!isTooLarge) {
        items.add(item);
      }
      return item;
    }

    private boolean hasRoomFor(SampleColumn column) {
      long bytes = SERIES_BYTES + column.size() * SAMPLE_BYTES;
      if (isTooLarge || !budget.pin(bytes)) {
        isTooLarge = true;
        return false;
      }
      pinnedBytes.addAndGet(bytes);
      return true;
    }
  }

  /** A series, unpacked when it is first asked for if that is kept. */
  static final class Item {
    private final Labels labels;
    private final @Nullable Recording recording;
    private List<ColumnFrame> frames;
    private @Nullable SampleColumn column;

    private Item(SelectedSeries series, @Nullable Recording recording) {
      labels = series.labels();
      frames = series.frames();
      this.recording = recording;
    }

    /** A series that is not kept. */
    static Item passing(SelectedSeries series) {
      return new Item(series, null);
    }

    Labels labels() {
      return labels;
    }

    /**
     * Its samples; by one thread at a time.
     *
     * @return valid until the same thread asks for those of another series
     */
    SampleColumn column() {
      if (column != null) {
        return column;
      }
      if (recording == null || recording.isTooLarge) {
        return JOINER.get().join(frames);
      }
      SampleColumn unpacked = ColumnFrame.join(frames);
      if (recording.hasRoomFor(unpacked)) {
        column = unpacked;
        frames = List.of();
      }
      return unpacked;
    }
  }
}
