package io.carillon.ingester.block;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which files to merge next. Slices of a window become few while it lasts and one when it is over,
 * windows of two hours become a day, days a week: a sample is written again about four times. What
 * comes late waits for the next larger window, or until it is worth the work.
 *
 * @param fanIn so many slices of a window are merged before it is over
 * @param retentionMs no window is longer than a tenth of it, that whole files can be deleted in
 *     time
 */
record MergePlan(int fanIn, long retentionMs) {
  /** Level of some slices of a window. */
  static final int PARTIAL = 1;

  /** Level of everything of the shortest window; longer windows have the levels above. */
  static final int SHORTEST = 2;

  private static final List<Duration> WINDOWS =
      List.of(Duration.ofHours(2), Duration.ofDays(1), Duration.ofDays(7));

  /** What a shard took in a window is sealed so long after its end. */
  private static final long DELAY_MS = Duration.ofMinutes(12).toMillis();

  /** Late files are joined with a block when they have this part of its size. */
  private static final int JOIN_FRACTION = 4;

  /** Of each source some hundred kilobytes are kept in memory. */
  private static final int MAX_SOURCES = 64;

  /**
   * A merge.
   *
   * @param level of the result
   */
  record Merge(List<BlockMeta> sources, int level) {
    Merge {
      sources = List.copyOf(sources);
    }
  }

  /** The merge that is most wanted; null when none is due. */
  @Nullable Merge next(List<BlockMeta> files, long nowMs) {
    for (int level = SHORTEST; level <= highestLevel(); level++) {
      for (Map.Entry<Long, List<BlockMeta>> group : groups(files, level).entrySet()) {
        boolean isOver = nowMs >= (group.getKey() + 1) * windowMs(level) + DELAY_MS;
        Merge merge = due(group.getValue(), level, isOver);
        if (merge != null) {
          return merge;
        }
      }
    }
    return null;
  }

  /** Merges, to be repeated until there are none, for one file in each of the longest windows. */
  List<Merge> all(List<BlockMeta> files) {
    int level = highestLevel();
    return groups(files, level).values().stream()
        .filter(group -> group.size() > 1 || group.getFirst().mergeLevel() < SHORTEST)
        .map(group -> bounded(new Merge(group, level)))
        .toList();
  }

  /** Into which windows what is sealed is cut. */
  SliceWindows sliceWindows(long nowMs) {
    return new SliceWindows(nowMs, retentionMs, windowMs(SHORTEST), windowMs(highestLevel()));
  }

  private @Nullable Merge due(List<BlockMeta> group, int level, boolean isOver) {
    Merge merge = dueInOneStep(group, level, isOver);
    return merge == null ? null : bounded(merge);
  }

  /** The merge, or a first step to it. */
  private static Merge bounded(Merge merge) {
    if (merge.sources().size() <= MAX_SOURCES) {
      return merge;
    }
    List<BlockMeta> lowestFirst =
        merge.sources().stream()
            .sorted(
                Comparator.comparingInt(BlockMeta::mergeLevel).thenComparingLong(BlockMeta::minMs))
            .toList();
    return new Merge(lowestFirst.subList(0, MAX_SOURCES), PARTIAL);
  }

  private @Nullable Merge dueInOneStep(List<BlockMeta> group, int level, boolean isOver) {
    List<BlockMeta> lower = group.stream().filter(f -> f.mergeLevel() < level).toList();
    List<BlockMeta> done = group.stream().filter(f -> f.mergeLevel() >= level).toList();
    boolean isNew = level == SHORTEST ? !lower.isEmpty() : lower.size() > 1;
    if (isOver && (done.isEmpty() ? isNew : isWorthJoining(lower, done))) {
      return new Merge(group, level);
    }
    List<BlockMeta> slices = lower.stream().filter(f -> f.mergeLevel() == 0).toList();
    return slices.size() >= fanIn ? new Merge(slices, PARTIAL) : null;
  }

  private boolean isWorthJoining(List<BlockMeta> late, List<BlockMeta> done) {
    return late.size() >= fanIn * JOIN_FRACTION
        || (!late.isEmpty() && sizeBytes(late) >= sizeBytes(done) / JOIN_FRACTION);
  }

  private static long sizeBytes(List<BlockMeta> files) {
    return files.stream().mapToLong(BlockMeta::sizeBytes).sum();
  }

  /**
   * Files by the window in which they begin, the latest first: it is read most. What a slice has
   * beyond the end of its window stays with it. Files that span more than a window are left out.
   */
  private Map<Long, List<BlockMeta>> groups(List<BlockMeta> files, int level) {
    long windowMs = windowMs(level);
    return files.stream()
        .filter(f -> f.mergeLevel() <= level)
        .filter(f -> f.mergeLevel() == level || spansAtMost(f, windowMs))
        .collect(
            Collectors.groupingBy(
                f -> Math.floorDiv(f.minMs(), windowMs),
                () -> new TreeMap<Long, List<BlockMeta>>(Comparator.reverseOrder()),
                Collectors.toList()));
  }

  private static boolean spansAtMost(BlockMeta file, long windowMs) {
    long spanMs = file.maxMs() - file.minMs();
    return spanMs >= 0 && spanMs < windowMs;
  }

  private int highestLevel() {
    int level = SHORTEST;
    while (level - SHORTEST + 1 < WINDOWS.size() && windowMs(level + 1) <= retentionMs / 10) {
      level++;
    }
    return level;
  }

  private static long windowMs(int level) {
    return WINDOWS.get(level - SHORTEST).toMillis();
  }
}
