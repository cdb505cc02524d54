package io.carillon.deploy.bench.data;

/** By how much scrapes come late: 0 to 4 ms, or not at all. */
public enum Jitter {
  /** Each scrape at its time. */
  NONE,

  /** Drawn once a target and scrape, as a scraper has it; its series share the time. */
  TARGET,

  /** Drawn once a series and scrape. */
  SERIES;

  private static final int MAX_MS = 4;
  private static final long SEED = 20_261_102;

  /** Delay of a series of a target at a scrape. */
  int delayMs(int target, int series, int scrape) {
    return switch (this) {
      case NONE -> 0;
      case TARGET -> delayMs(target, scrape);
      case SERIES -> delayMs(series, scrape);
    };
  }

  private static int delayMs(int number, int scrape) {
    return (int) Long.remainderUnsigned(Mix.bits(SEED + number, scrape), MAX_MS + 1);
  }
}
