package io.carillon.ingester.shard;

import io.carillon.common.column.ColumnFrame;
import io.carillon.common.column.SampleColumn;
import io.carillon.common.labels.Labels;
import io.carillon.ingester.index.SeriesCursor;
import io.carillon.ingester.index.SeriesIndex;
import io.carillon.ingester.index.SeriesRun;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Staged samples of chosen series of all shards, in label order. Each shard is seen as it was at
 * one moment: what is staged later is not in here. One thread; must be closed.
 */
final class HeadCursor implements SeriesCursor {
  /** A shard's series with what both of its epochs had. */
  private final class Part {
    private final Shard shard;
    private final int[] refs;
    private int count;
    private int next;
    private long turn;
    private final List<StagedCopy> copies = new ArrayList<>(2);

    Part(Shard shard, int capacity) {
      this.shard = shard;
      this.refs = new int[capacity];
    }

    void take() {
      shard.lock();
      try {
        turn = shard.limbo().enter();
        if (shard.isClosed()) {
          return;
        }
        Epoch frozen = shard.frozen();
        if (frozen != null && frozen.overlaps(fromMs, toMs)) {
          copies.add(StagedCopy.of(shard, frozen, refs, count));
        }
        if (shard.active().overlaps(fromMs, toMs)) {
          copies.add(StagedCopy.of(shard, shard.active(), refs, count));
        }
      } finally {
        shard.unlock();
      }
    }

    @Nullable SampleColumn column(int i) {
      if (copies.size() == 1) {
        return copies.getFirst().column(i);
      }
      List<SampleColumn> columns = new ArrayList<>(2);
      for (StagedCopy copy : copies) {
        copy.addColumns(i, columns);
      }
      return StagedCopy.united(columns);
    }

    void leave() {
      shard.lock();
      try {
        shard.limbo().leave(turn);
      } finally {
        shard.unlock();
      }
    }
  }

  /** Series whose labels are asked for at once. */
  private static final int AHEAD = 256;

  private final SeriesIndex index;
  private final int[] order;
  private final long fromMs;
  private final long toMs;
  private final Part[] parts;

  /** Those of the next series that have samples, with their columns and labels. */
  private final int[] refsAhead = new int[AHEAD];

  private final SampleColumn[] columnsAhead = new SampleColumn[AHEAD];
  private @Nullable Labels[] labelsAhead = {};
  private int ahead;
  private int nextAhead;

  private int next;
  private boolean isClosed;

  /**
   * Takes a view.
   *
   * @param order references in label order
   */
  HeadCursor(Shard[] shards, SeriesIndex index, int[] order, long fromMs, long toMs) {
    this.index = index;
    this.order = order;
    this.fromMs = fromMs;
    this.toMs = toMs;
    int[] counts = new int[shards.length];
    for (int ref : order) {
      counts[ref % shards.length]++;
    }
    parts = new Part[shards.length];
    Arrays.setAll(parts, s -> new Part(shards[s], counts[s]));
    for (int ref : order) {
      Part part = parts[ref % shards.length];
      part.refs[part.count++] = ref;
    }
    for (Part part : parts) {
      part.take();
    }
  }

  @Override
  public @Nullable SeriesRun next() {
    while (true) {
      while (nextAhead < ahead) {
        int i = nextAhead++;
        Labels labels = labelsAhead[i];
        if (labels != null) {
          return run(labels, columnsAhead[i]);
        }
      }
      if (next == order.length) {
        return null;
      }
      lookAhead();
    }
  }

  private static SeriesRun run(Labels labels, SampleColumn column) {
    return new SeriesRun(
        labels,
        new ColumnFrame.Unpacked(column),
        column.timestampsMs()[0],
        column.timestampsMs()[column.size() - 1]);
  }

  private void lookAhead() {
    ahead = 0;
    nextAhead = 0;
    while (next < order.length && ahead < AHEAD) {
      int ref = order[next++];
      Part part = parts[ref % parts.length];
      SampleColumn all = part.column(part.next++);
      SampleColumn column = all == null ? SampleColumn.EMPTY : all.slice(fromMs, toMs);
      if (column.size() > 0) {
        refsAhead[ahead] = ref;
        columnsAhead[ahead++] = column;
      }
    }
    labelsAhead = index.labels(refsAhead, ahead);
  }

  @Override
  public void close() {
    if (!isClosed) {
      isClosed = true;
      next = order.length;
      nextAhead = ahead;
      for (Part part : parts) {
        part.leave();
      }
    }
  }
}
