package io.carillon.deploy.bench;

/**
 * When series have their samples: at even distances, none of them at a whole second, so that no
 * answer depends on which end of a range is open.
 *
 * @param startMs where the first interval begins
 * @param intervalMs between samples
 * @param count of samples
 */
record ScrapeTimes(long startMs, long intervalMs, int count) {
  private static final long OFFSET_MS = 3_217;

  /** Scrapes whose last interval ends at a time. */
  static ScrapeTimes until(long endMs, long intervalMs, int count) {
    return new ScrapeTimes(endMs - count * intervalMs, intervalMs, count);
  }

  /** Time of a sample, from 0. */
  long timeMs(int scrape) {
    return startMs + scrape * intervalMs + OFFSET_MS;
  }

  /** Where the last interval ends. */
  long endMs() {
    return startMs + count * intervalMs;
  }
}
