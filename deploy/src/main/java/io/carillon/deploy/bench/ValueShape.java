package io.carillon.deploy.bench;

/** How the values of a series of the query shapes go on from scrape to scrape, with much noise. */
enum ValueShape {
  /** The same whole number above 0 at each scrape. */
  FIXED {
    @Override
    double value(long seed, int scrape) {
      return 1.0 + base(seed);
    }
  },

  /** A counter of events. */
  COUNT {
    @Override
    double value(long seed, int scrape) {
      long slope = 1 + Math.floorMod(seed >> 17, 500L);
      return base(seed) + scrape * slope + noise(seed, scrape, slope);
    }
  },

  /** A gauge from 0 to 4 with two decimals. */
  GAUGE {
    @Override
    double value(long seed, int scrape) {
      return (Math.floorMod(seed, 100L) + noise(seed, scrape, 300)) / 100.0;
    }
  };

  /**
   * The value at a scrape.
   *
   * @param seed of the series
   */
  abstract double value(long seed, int scrape);

  private static long base(long seed) {
    return Math.floorMod(seed, 100_000L);
  }

  /** From 0 to below a bound. */
  private static long noise(long seed, int scrape, long bound) {
    long mixed = (seed ^ (scrape * 0x9E3779B97F4A7C15L)) * 0xBF58476D1CE4E5B9L;
    return Math.floorMod(mixed >>> 20, bound);
  }
}
