package io.carillon.ingester.block;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Which blocks to merge next. Only blocks of one level are merged, so a sample is written again
 * once for each level; only within a window, so that retention can delete whole blocks.
 */
final class MergePlan {
  private record Group(long window, int mergeLevel) implements Comparable<Group> {
    /** Lower levels first, then later windows, which are read most. */
    @Override
    public int compareTo(Group other) {
      return mergeLevel != other.mergeLevel
          ? Integer.compare(mergeLevel, other.mergeLevel)
          : Long.compare(other.window, window);
    }
  }

  private MergePlan() {}

  /** The blocks to merge into one; empty when none are due. */
  static List<BlockMeta> next(List<BlockMeta> blocks, long windowMs, int fanIn) {
    Map<Group, List<BlockMeta>> groups =
        blocks.stream()
            .filter(b -> window(b.minMs(), windowMs) == window(b.maxMs(), windowMs))
            .collect(
                Collectors.groupingBy(
                    b -> new Group(window(b.minMs(), windowMs), b.mergeLevel()),
                    TreeMap::new,
                    Collectors.toList()));
    return groups.values().stream().filter(g -> g.size() >= fanIn).findFirst().orElse(List.of());
  }

  static long window(long timestampMs, long windowMs) {
    return Math.floorDiv(timestampMs, windowMs);
  }
}
