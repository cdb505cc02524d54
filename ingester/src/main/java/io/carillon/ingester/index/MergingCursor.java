package io.carillon.ingester.index;

import io.carillon.common.column.ColumnFrame;
import io.carillon.common.column.SampleColumn;
import io.carillon.common.column.SampleMerger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/** Walks several cursors at once: what all of them have of one series, in label order. */
public final class MergingCursor implements AutoCloseable {
  private record Position(SeriesCursor cursor, SeriesRun run) {}

  private final List<SeriesCursor> cursors;
  private final PriorityQueue<Position> positions =
      new PriorityQueue<>(Comparator.comparing((Position p) -> p.run().labels()));

  /** Takes the cursors over and closes them with itself, also when this fails. */
  public MergingCursor(List<SeriesCursor> cursors) {
    this.cursors = List.copyOf(cursors);
    try {
      this.cursors.forEach(this::advance);
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /** The runs of the next series, one from each cursor that has it; null after the last. */
  public @Nullable List<SeriesRun> next() {
    Position first = positions.poll();
    if (first == null) {
      return null;
    }
    List<SeriesRun> runs = new ArrayList<>(2);
    runs.add(first.run());
    advance(first.cursor());
    Position same = positions.peek();
    while (same != null && same.run().labels().equals(first.run().labels())) {
      positions.remove();
      runs.add(same.run());
      advance(same.cursor());
      same = positions.peek();
    }
    return runs;
  }

  /** The runs' samples as frames of which each is later than the one before. */
  public static List<ColumnFrame> frames(List<SeriesRun> runs) {
    if (runs.size() == 1) {
      return List.of(runs.getFirst().frame());
    }
    List<SeriesRun> byTime = new ArrayList<>(runs);
    byTime.sort(Comparator.comparingLong(SeriesRun::minMs));
    for (int i = 1; i < byTime.size(); i++) {
      if (byTime.get(i - 1).maxMs() >= byTime.get(i).minMs()) {
        return List.of(new ColumnFrame.Unpacked(column(runs)));
      }
    }
    return byTime.stream().map(SeriesRun::frame).toList();
  }

  /** The runs' samples as one column. */
  public static SampleColumn column(List<SeriesRun> runs) {
    return SampleMerger.merge(runs.stream().map(run -> run.frame().column()).toList());
  }

  @Override
  public void close() {
    positions.clear();
    cursors.forEach(SeriesCursor::close);
  }

  private void advance(SeriesCursor cursor) {
    SeriesRun run = cursor.next();
    if (run != null) {
      positions.add(new Position(cursor, run));
    }
  }
}
