package io.carillon.querier.exec;

import io.carillon.querier.function.FloatWindows;
import io.carillon.querier.plan.TimeShift;
import java.util.Arrays;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The windows of one call, kept for series whose samples have the same times: all series of a
 * target do, and it costs less to compare times than to find windows. Thread-safe.
 */
final class WindowsCache {
  /** Steps of all windows that are kept, 25 bytes each. */
  private static final int MOST_STEPS = 100_000;

  private final Grid grid;
  private final TimeShift time;
  private final long rangeMs;
  private final int most;
  private final ConcurrentHashMap<Long, FloatWindows> byTimes = new ConcurrentHashMap<>();

  WindowsCache(Grid grid, TimeShift time, long rangeMs) {
    this.grid = grid;
    this.time = time;
    this.rangeMs = rangeMs;
    most = MOST_STEPS / grid.count();
  }

  /** The windows over samples of the given times, ascending; these stay the caller's. */
  FloatWindows of(long[] timesMs) {
    if (most == 0 || timesMs.length == 0) {
      return find(timesMs);
    }
    Long key = 31 * timesMs[0] + timesMs[timesMs.length - 1] + timesMs.length;
    FloatWindows known = byTimes.get(key);
    if (known != null && Arrays.equals(known.timesMs(), timesMs)) {
      return known;
    }
    if (known != null || byTimes.size() >= most) {
      return find(timesMs);
    }
    FloatWindows kept = find(timesMs.clone());
    byTimes.put(key, kept);
    return kept;
  }

  private FloatWindows find(long[] timesMs) {
    return new FloatWindows(
        timesMs,
        time.apply(grid.startMs()),
        time.isFixed() ? 0 : grid.stepMs(),
        grid.count(),
        rangeMs);
  }
}
