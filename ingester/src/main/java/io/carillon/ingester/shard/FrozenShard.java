package io.carillon.ingester.shard;

import io.carillon.common.column.ColumnFrame;
import io.carillon.common.column.SampleColumn;
import io.carillon.common.labels.Labels;
import io.carillon.common.tenant.TenantId;
import io.carillon.ingester.index.SeriesCursor;
import io.carillon.ingester.index.SeriesIndex;
import io.carillon.ingester.index.SeriesRun;
import io.carillon.ingester.wal.SeriesVisitor;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.IntConsumer;
import org.roaringbitmap.RoaringBitmap;

/**
 * What a shard staged up to a cut: it takes nothing new, stays readable, and is freed by {@link
 * #release} when it is safe elsewhere. One thread.
 */
public final class FrozenShard {
  /** Lines that are looked at under the lock at once: some hundred microseconds. */
  private static final int LINES_AT_ONCE = 4096;

  private final Shard shard;
  private final SeriesIndex index;
  private final Epoch epoch;
  private final long cutLsn;
  private final RoaringBitmap newRefs;
  private final SortedMap<TenantId, RoaringBitmap> refsOfTenants = new TreeMap<>();

  FrozenShard(Shard shard, SeriesIndex index, Epoch epoch, long cutLsn, RoaringBitmap newRefs) {
    this.shard = shard;
    this.index = index;
    this.epoch = epoch;
    this.cutLsn = cutLsn;
    this.newRefs = newRefs;
    findSeries();
  }

  /** LSN of the first record that may not be in here. */
  public long cutLsn() {
    return cutLsn;
  }

  /** Shows the series that were new, or known from the log alone, and are still there. */
  public void forEachNewSeries(SeriesVisitor visitor) {
    newRefs.forEach((IntConsumer) ref -> index.visit(ref, visitor));
  }

  /** Tenants with samples. */
  public List<TenantId> tenants() {
    return List.copyOf(refsOfTenants.keySet());
  }

  /** Time of the earliest sample; above {@link #maxMs} when there is none. */
  public long minMs() {
    return epoch.minMs();
  }

  /** Time of the latest sample. */
  public long maxMs() {
    return epoch.maxMs();
  }

  public long samples() {
    return epoch.samples();
  }

  /** The series of a tenant in label order. Series that share times share their array. */
  public SeriesCursor series(TenantId tenant) {
    RoaringBitmap refs = refsOfTenants.get(tenant);
    return new Cursor(refs == null ? new int[0] : index.inLabelOrder(tenant, refs));
  }

  /** Frees everything; readers that began before keep what they see. */
  public void release() {
    int end;
    shard.lock();
    try {
      end = shard.lines().end();
    } finally {
      shard.unlock();
    }
    for (int line = 0; line < end; line += LINES_AT_ONCE) {
      shard.lock();
      try {
        shard.clearFrozen(line, line + LINES_AT_ONCE);
      } finally {
        shard.unlock();
      }
    }
    shard.lock();
    try {
      shard.dropFrozen();
    } finally {
      shard.unlock();
    }
  }

  private void findSeries() {
    int line = 0;
    boolean more = true;
    while (more) {
      shard.lock();
      try {
        SeriesLines lines = shard.lines();
        int end = Math.min(line + LINES_AT_ONCE, lines.end());
        for (; line < end; line++) {
          int ref = lines.ref(line);
          if (ref != SeriesLines.NONE
              && (lines.node(line, epoch.parity()) != TimestampTrie.ROOT
                  || epoch.slow().contains(ref))) {
            refsOfTenants
                .computeIfAbsent(index.tenant(lines.tenant(line)), _ -> new RoaringBitmap())
                .add(ref);
          }
        }
        more = line < lines.end();
      } finally {
        shard.unlock();
      }
    }
  }

  private final class Cursor implements SeriesCursor {
    private static final int SERIES_AT_ONCE = 2048;

    private final int[] order;
    private int next;
    private int copyBegin;
    private int copyEnd;
    private @Nullable StagedCopy copy;
    private @Nullable Labels[] labels = {};

    Cursor(int[] order) {
      this.order = order;
    }

    @Override
    public @Nullable SeriesRun next() {
      while (next < order.length) {
        StagedCopy current = copy;
        if (current == null || next == copyEnd) {
          current = copyMore();
        }
        int i = next++ - copyBegin;
        SampleColumn column = current.column(i);
        SeriesRun run = column == null ? null : run(labels[i], column);
        if (run != null) {
          return run;
        }
      }
      return null;
    }

    private static @Nullable SeriesRun run(@Nullable Labels labels, SampleColumn column) {
      int size = column.size();
      return size == 0 || labels == null
          ? null
          : new SeriesRun(
              labels,
              new ColumnFrame.Unpacked(column),
              column.timestampsMs()[0],
              column.timestampsMs()[size - 1]);
    }

    private StagedCopy copyMore() {
      copyBegin = next;
      copyEnd = Math.min(order.length, next + SERIES_AT_ONCE);
      int[] refs = Arrays.copyOfRange(order, copyBegin, copyEnd);
      labels = index.labels(refs, refs.length);
      shard.lock();
      try {
        StagedCopy taken = StagedCopy.of(shard, epoch, refs, refs.length);
        copy = taken;
        return taken;
      } finally {
        shard.unlock();
      }
    }

    @Override
    public void close() {
      next = order.length;
    }
  }
}
