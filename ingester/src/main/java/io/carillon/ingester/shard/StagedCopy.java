package io.carillon.ingester.shard;

import io.carillon.common.column.SampleColumn;
import io.carillon.common.column.SampleMerger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one epoch of a shard had of some series at one moment: taken under the shard's lock, read
 * without, as long as the memory is not freed. One thread.
 */
final class StagedCopy {
  /** A power of two; series with times of their own share nothing, however many are kept. */
  private static final int MAX_KEPT_TIMES = 1 << 12;

  private final TimestampTrie trie;
  private final ValueBlocks blocks;
  private final int[] nodes;
  private final int[] blockOf;
  private final long[] constants;
  private final Map<Integer, List<SampleColumn>> slow = new HashMap<>();

  /** Times of some nodes, since many series share them: each in the place its low bits name. */
  private final int[] keptNodes;

  private final long[][] keptTimes;

  private StagedCopy(TimestampTrie trie, ValueBlocks blocks, int count) {
    this.trie = trie;
    this.blocks = blocks;
    nodes = new int[count];
    blockOf = new int[count];
    constants = new long[count];
    keptNodes = new int[Math.clamp(2L * Integer.highestOneBit(count), 1, MAX_KEPT_TIMES)];
    keptTimes = new long[keptNodes.length][];
  }

  /**
   * Takes a copy, under the shard's lock.
   *
   * @param refs of series of the shard
   */
  static StagedCopy of(Shard shard, Epoch epoch, int[] refs, int count) {
    StagedCopy copy = new StagedCopy(epoch.trie(), shard.blocks(), count);
    SeriesLines lines = shard.lines();
    int parity = epoch.parity();
    boolean hasSlow = !epoch.slow().isEmpty();
    for (int i = 0; i < count; i++) {
      int line = lines.find(shard.sequence(refs[i]));
      if (line < 0) {
        continue;
      }
      copy.nodes[i] = lines.node(line, parity);
      copy.blockOf[i] = lines.block(line, parity);
      copy.constants[i] = lines.constantBits(line, parity);
      if (hasSlow && epoch.slow().contains(refs[i])) {
        copy.slow.put(i, epoch.slow().columns(refs[i]));
      }
    }
    return copy;
  }

  /** Adds the columns of the i-th series, each in time order. */
  void addColumns(int i, List<SampleColumn> out) {
    if (nodes[i] != TimestampTrie.ROOT) {
      out.add(fastColumn(i));
    }
    List<SampleColumn> columns = slow.get(i);
    if (columns != null) {
      out.addAll(columns);
    }
  }

  /** All samples of the i-th series; null when it has none. */
  @Nullable SampleColumn column(int i) {
    if (slow.isEmpty()) {
      return nodes[i] == TimestampTrie.ROOT ? null : fastColumn(i);
    }
    List<SampleColumn> columns = new ArrayList<>(1);
    addColumns(i, columns);
    return united(columns);
  }

  /** Unites columns; null without any. */
  static @Nullable SampleColumn united(List<SampleColumn> columns) {
    return switch (columns.size()) {
      case 0 -> null;
      case 1 -> columns.getFirst();
      default -> SampleMerger.merge(columns);
    };
  }

  private SampleColumn fastColumn(int i) {
    long[] timestampsMs = times(nodes[i]);
    double[] values = new double[timestampsMs.length];
    int block = blockOf[i];
    for (int v = 0; v < values.length; v++) {
      values[v] = Double.longBitsToDouble(block == 0 ? constants[i] : blocks.get(block, v));
    }
    return SampleColumn.floats(timestampsMs, values);
  }

  private long[] times(int node) {
    int place = node & (keptNodes.length - 1);
    if (keptNodes[place] != node) {
      keptNodes[place] = node;
      keptTimes[place] = trie.times(node);
    }
    return keptTimes[place];
  }
}
