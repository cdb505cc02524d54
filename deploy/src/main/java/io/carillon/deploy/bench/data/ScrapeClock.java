package io.carillon.deploy.bench.data;

/**
 * When series are scraped.
 *
 * @param startMs time of scrape 0
 * @param intervalMs between scrapes
 * @param jitter what is added
 */
public record ScrapeClock(long startMs, long intervalMs, Jitter jitter) {
  /** Scrapes the last of which is now. */
  public static ScrapeClock untilNow(int scrapes, long intervalMs, Jitter jitter) {
    long endMs = System.currentTimeMillis() / intervalMs * intervalMs;
    return new ScrapeClock(endMs - (scrapes - 1) * intervalMs, intervalMs, jitter);
  }

  /** Time of the i-th series at a scrape. */
  public long timeMs(GeneratedSeries series, int i, int scrape) {
    return startMs + scrape * intervalMs + jitter.delayMs(series.target(i), i, scrape);
  }
}
