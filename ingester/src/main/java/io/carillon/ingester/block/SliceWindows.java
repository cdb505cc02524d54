package io.carillon.ingester.block;

/**
 * The windows of time into which sealed samples are cut, so that files can be merged and deleted by
 * their time: short ones around now, where nearly everything is; long ones for what comes late; one
 * for all that is older than retention and one for all of the future, so that odd times cannot make
 * a file for every window of history.
 *
 * @param nowMs the time of the seal
 * @param retentionMs how far back samples are wanted
 * @param shortMs a short window
 * @param longMs a long window, a multiple of a short one
 */
record SliceWindows(long nowMs, long retentionMs, long shortMs, long longMs) {
  /** The window that has a time. */
  TimeRange around(long timestampMs) {
    long currentMs = start(nowMs, shortMs);
    long recentMs = currentMs - shortMs;
    long futureMs = currentMs + 2 * shortMs;
    long oldestMs = start(nowMs - retentionMs, longMs);
    if (timestampMs >= futureMs) {
      return new TimeRange(futureMs, Long.MAX_VALUE);
    }
    if (timestampMs >= recentMs) {
      long startMs = start(timestampMs, shortMs);
      return new TimeRange(startMs, startMs + shortMs - 1);
    }
    if (timestampMs < oldestMs) {
      return new TimeRange(Long.MIN_VALUE, Math.min(oldestMs, recentMs) - 1);
    }
    long startMs = start(timestampMs, longMs);
    return new TimeRange(startMs, Math.min(startMs + longMs, recentMs) - 1);
  }

  private static long start(long timestampMs, long windowMs) {
    return Math.floorDiv(timestampMs, windowMs) * windowMs;
  }
}
