package io.carillon.ingester.index;

import io.carillon.common.column.ColumnFrame;
import io.carillon.common.column.SampleColumn;
import io.carillon.common.column.SampleMerger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Walks several cursors at once: what all of them have of one series, in label order. */
public final class MergingCursor implements AutoCloseable {
  private static final Comparator<SeriesRun> BY_TIME = Comparator.comparingLong(SeriesRun::minMs);

  private final List<SeriesCursor> cursors;

  /** The next run of each cursor; null after its last. */
  private final @Nullable SeriesRun[] heads;

  /** Takes the cursors over and closes them with itself, also when this fails. */
  public MergingCursor(List<SeriesCursor> cursors) {
    this.cursors = List.copyOf(cursors);
    heads = new SeriesRun[cursors.size()];
    try {
      for (int i = 0; i < heads.length; i++) {
        heads[i] = this.cursors.get(i).next();
      }
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /** The runs of the next series, one from each cursor that has it; null after the last. */
  public @Nullable List<SeriesRun> next() {
    // Mostly there is the head alone, and it has the most series: no list of holders for each.
    if (heads.length == 1) {
      SeriesRun only = heads[0];
      heads[0] = only == null ? null : cursors.getFirst().next();
      return only == null ? null : List.of(only);
    }
    // Cursors are few, and most have the same series next: a queue would compare more.
    int[] holders = new int[heads.length];
    int found = 0;
    SeriesRun first = null;
    for (int i = 0; i < heads.length; i++) {
      SeriesRun head = heads[i];
      if (head != null) {
        int order = first == null ? -1 : head.labels().compareTo(first.labels());
        if (order < 0) {
          first = head;
          found = 0;
        }
        if (order <= 0) {
          holders[found++] = i;
        }
      }
    }
    return first == null ? null : take(holders, found);
  }

  private List<SeriesRun> take(int[] holders, int found) {
    List<SeriesRun> runs = new ArrayList<>(found);
    for (int i = 0; i < found; i++) {
      runs.add(Objects.requireNonNull(heads[holders[i]]));
      heads[holders[i]] = cursors.get(holders[i]).next();
    }
    return runs;
  }

  /** The runs' samples as frames of which each is later than the one before. */
  public static List<ColumnFrame> frames(List<SeriesRun> runs) {
    if (runs.size() == 1) {
      return List.of(runs.getFirst().frame());
    }
    SeriesRun[] byTime = runs.toArray(SeriesRun[]::new);
    Arrays.sort(byTime, BY_TIME);
    ColumnFrame[] frames = new ColumnFrame[byTime.length];
    for (int i = 0; i < frames.length; i++) {
      if (i > 0 && byTime[i - 1].maxMs() >= byTime[i].minMs()) {
        return List.of(new ColumnFrame.Unpacked(column(runs)));
      }
      frames[i] = byTime[i].frame();
    }
    return List.of(frames);
  }

  /** The runs' samples as one column. */
  public static SampleColumn column(List<SeriesRun> runs) {
    return SampleMerger.merge(runs.stream().map(run -> run.frame().column()).toList());
  }

  @Override
  public void close() {
    cursors.forEach(SeriesCursor::close);
  }
}
