package io.carillon.ingester.block;

import io.carillon.common.column.SampleColumn;
import io.carillon.common.column.SampleColumnBuilder;
import io.carillon.ingester.index.MergingCursor;
import io.carillon.ingester.index.SeriesRun;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Unites what several files have of a series. Series that share their timestamps in each of the
 * files share those of the result: the same array, so that nobody must compare them. One thread.
 */
final class RunJoiner {
  private static final Comparator<SeriesRun> BY_TIME = Comparator.comparingLong(SeriesRun::minMs);

  /** A power of two: about as many targets are told apart. */
  private static final int SLOTS = 1024;

  private static final long MAX_KNOWN_BYTES = 8 << 20;

  @SuppressWarnings("ArrayRecordComponent") // Compared by the identity of the parts only.
  private record Joined(long[][] parts, long[] timestampsMs) {}

  private final @Nullable Joined[] known = new Joined[SLOTS];
  private long knownBytes;

  /** The runs' samples, all unpacked, as one column. */
  SampleColumn join(List<SeriesRun> runs) {
    if (runs.size() == 1) {
      return runs.getFirst().frame().column();
    }
    SeriesRun[] byTime = runs.toArray(SeriesRun[]::new);
    Arrays.sort(byTime, BY_TIME);
    for (int i = 1; i < byTime.length; i++) {
      if (byTime[i - 1].maxMs() >= byTime[i].minMs()) {
        return MergingCursor.column(runs);
      }
    }
    SampleColumn[] columns = new SampleColumn[byTime.length];
    boolean arePlain = true;
    for (int i = 0; i < columns.length; i++) {
      columns[i] = byTime[i].frame().column();
      arePlain &= columns[i].histograms() == null && columns[i].startMs() == null;
    }
    return arePlain ? joinPlain(columns) : joinAny(columns);
  }

  private static SampleColumn joinAny(SampleColumn[] columns) {
    SampleColumnBuilder out = new SampleColumnBuilder(columns[0].size() * columns.length);
    for (SampleColumn column : columns) {
      out.addAll(column);
    }
    return out.build();
  }

  private SampleColumn joinPlain(SampleColumn[] columns) {
    long[] timestampsMs = timestamps(columns);
    double[] values = new double[timestampsMs.length];
    int at = 0;
    for (SampleColumn column : columns) {
      System.arraycopy(column.values(), 0, values, at, column.size());
      at += column.size();
    }
    return SampleColumn.floats(timestampsMs, values);
  }

  private long[] timestamps(SampleColumn[] columns) {
    int hash = 0;
    for (SampleColumn column : columns) {
      hash = 31 * hash + System.identityHashCode(column.timestampsMs());
    }
    int slot = (hash ^ (hash >>> 15)) & (SLOTS - 1);
    Joined found = known[slot];
    if (found == null || !isSame(found.parts, columns)) {
      found = joinTimestamps(columns);
      remember(slot, found);
    }
    return found.timestampsMs;
  }

  private void remember(int slot, Joined joined) {
    knownBytes += 2L * Long.BYTES * joined.timestampsMs.length;
    if (knownBytes > MAX_KNOWN_BYTES) {
      Arrays.fill(known, null);
      knownBytes = 0;
    }
    known[slot] = joined;
  }

  @SuppressWarnings("ReferenceEquality") // Whether they are the same is all that is asked.
  private static boolean isSame(long[][] parts, SampleColumn[] columns) {
    boolean same = parts.length == columns.length;
    for (int i = 0; same && i < parts.length; i++) {
      same = parts[i] == columns[i].timestampsMs();
    }
    return same;
  }

  private static Joined joinTimestamps(SampleColumn[] columns) {
    long[][] parts = new long[columns.length][];
    int size = 0;
    for (int i = 0; i < parts.length; i++) {
      parts[i] = columns[i].timestampsMs();
      size = Math.addExact(size, parts[i].length);
    }
    long[] joined = new long[size];
    int at = 0;
    for (long[] part : parts) {
      System.arraycopy(part, 0, joined, at, part.length);
      at += part.length;
    }
    return new Joined(parts, joined);
  }
}
