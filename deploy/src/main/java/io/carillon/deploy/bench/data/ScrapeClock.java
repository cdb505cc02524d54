package io.carillon.deploy.bench.data;

/**
 * When series are scraped.
 *
 * @param startMs time of scrape 0
 * @param intervalMs between scrapes
 * @param jitter what is added
 */
public record ScrapeClock(long startMs, long intervalMs, Jitter jitter) {
  /** Time of the i-th series at a scrape. */
  public long timeMs(GeneratedSeries series, int i, int scrape) {
    return startMs + scrape * intervalMs + jitter.delayMs(series.target(i), i, scrape);
  }
}
