package io.carillon.deploy.bench.data;

/**
 * How the values of one series of a node_exporter go on: whole levels, which are scaled to values.
 * Shapes and their parameter, the template's rate, were read off recordings of a real one. Counters
 * never reset.
 */
enum NodeShape {
  /** A counter of events, so many a scrape, or of bytes. What never happens has rate 0. */
  COUNT,

  /** The same whole number above 0. */
  FIXED {
    @Override
    long first(long seed, double rate) {
      return 1 + base(seed);
    }
  },

  /** A counter that seldom steps: so many times a scrape. */
  RARE {
    @Override
    long next(long level, long first, long bits, double rate) {
      return Mix.unit(bits) < rate ? level + 1 + (bits & 1) : level;
    }
  },

  /** A counter of bytes in blocks. */
  BLOCKS {
    @Override
    double value(long level) {
      return BLOCK_BYTES * level;
    }
  },

  /** A counter of seconds, from hundredths. */
  CENTIS {
    @Override
    double value(long level) {
      return level / 100.0;
    }
  },

  /** What other CPU time, the rate, leaves of the 15 s between scrapes; seconds from hundredths. */
  IDLE {
    @Override
    long next(long level, long first, long bits, double rate) {
      return level + Math.max(0, 1500 - noisy(rate, bits));
    }

    @Override
    double value(long level) {
      return level / 100.0;
    }
  },

  /** A counter of seconds, from milliseconds by a product that mostly is no short decimal. */
  MILLIS {
    @Override
    double value(long level) {
      return level * 0.001;
    }
  },

  /** A counter of seconds, from microseconds. */
  MICROS {
    @Override
    double value(long level) {
      return level / 1e6;
    }
  },

  /** A gauge of whole numbers that wanders about its first one, by the rate. */
  LEVEL {
    @Override
    long first(long seed, double rate) {
      return (long) (5 * rate) + Math.floorMod(seed, 64L);
    }

    @Override
    long next(long level, long first, long bits, double rate) {
      return wander(level, first, bits, rate);
    }
  },

  /** Bytes of memory that wander by so many pages. */
  PAGES {
    @Override
    long first(long seed, double rate) {
      return (long) (10 * rate) + base(seed);
    }

    @Override
    long next(long level, long first, long bits, double rate) {
      return wander(level, first, bits, rate);
    }

    @Override
    double value(long level) {
      return BLOCK_BYTES * level;
    }
  },

  /** Bytes of a heap that is collected now and then: from the rate to twice the rate. */
  HEAP {
    @Override
    boolean isOfExporter() {
      return true;
    }

    @Override
    long next(long level, long first, long bits, double rate) {
      return (long) (rate * (1 + Mix.unit(bits))) & ~7;
    }
  },

  /** How long something took, about the rate, in seconds from nanoseconds. */
  NANOS {
    @Override
    boolean isOfExporter() {
      return true;
    }

    @Override
    long next(long level, long first, long bits, double rate) {
      boolean isSlow = (bits & 0x1F_0000) == 0;
      return noisy(isSlow ? 8 * rate : rate, bits);
    }

    @Override
    double value(long level) {
      return level / 1e9;
    }
  },

  /** A load average that tends to the rate; from hundredths. */
  LOAD {
    @Override
    long next(long level, long first, long bits, double rate) {
      return Math.max(0, level + rounded((noisy(rate, bits) - level) * 0.22, bits));
    }

    @Override
    double value(long level) {
      return level / 100.0;
    }
  },

  /** Degrees that mostly stay. */
  DEGREES {
    @Override
    long first(long seed, double rate) {
      return 30 + Math.floorMod(seed, 40L);
    }

    @Override
    long next(long level, long first, long bits, double rate) {
      return Mix.unit(bits) < rate ? first + (long) (2 * Mix.normal(bits)) : level;
    }
  },

  /** The host's time, late by about the rate in nanoseconds; as many digits as a double has. */
  CLOCK {
    @Override
    boolean isOfExporter() {
      return true;
    }

    @Override
    long first(long seed, double rate) {
      return 1_793_491_200_000_000_000L + Math.floorMod(seed, SCRAPE_NANOS);
    }

    @Override
    long next(long level, long first, long bits, double rate) {
      return level + SCRAPE_NANOS + rounded(rate * Mix.normal(bits), bits);
    }

    @Override
    double value(long level) {
      return level / 1e9;
    }
  },

  /** A ratio near 1 with as many digits as a double has, which mostly stays. */
  RATIO {
    @Override
    long next(long level, long first, long bits, double rate) {
      return Mix.unit(bits) < rate ? first + (long) (1000 * Mix.normal(bits)) : level;
    }

    @Override
    double value(long level) {
      return 1 + level / 65_536e6;
    }
  };

  private static final double BLOCK_BYTES = 4096;
  private static final long SCRAPE_NANOS = 15_000_000_000L;

  /** How strongly a gauge is drawn to its first value. */
  private static final double PULL = 0.05;

  private static final double[] FACTORS = Mix.factors(0.3);

  /** The level at the first scrape. */
  long first(long seed, double rate) {
    return rate == 0 ? 0 : base(seed) + (long) (1000 * rate);
  }

  /** Whether it goes on alike on busy and on idle hosts. */
  boolean isOfExporter() {
    return false;
  }

  /**
   * The level of the next scrape; this one is a counter's.
   *
   * @param first level
   * @param bits random ones of this series and scrape
   * @param rate of this series at this scrape
   */
  long next(long level, long first, long bits, double rate) {
    return level + noisy(rate, bits);
  }

  /** What the exporter would show for a level. */
  double value(long level) {
    return level;
  }

  private static long base(long seed) {
    return Math.floorMod(seed, 100_000L);
  }

  private static long noisy(double rate, long bits) {
    return rounded(rate * FACTORS[(int) (bits >>> 52)], bits);
  }

  private static long wander(long level, long first, long bits, double rate) {
    double step = rate * Mix.normal(bits) * FACTORS[(int) (bits >>> 52)];
    return Math.max(0, level + rounded((first - level) * PULL + step, bits));
  }

  /** One of the whole numbers beside it, so that the mean is kept. */
  private static long rounded(double number, long bits) {
    return (long) Math.floor(number + Mix.unit(bits));
  }
}
