package io.carillon.querier.fanout;

/**
 * How long and how far ahead ingesters are read.
 *
 * @param replicaTimeoutMs how long the next piece of an ingester's answer may take when the answer
 *     cannot be complete without it
 * @param stragglerGraceMs how long it may take when the others suffice
 * @param readAheadSeries series that wait for the merge, for each ingester; the merge itself may
 *     hold as many
 * @param readAheadBytes bytes of samples that wait for the merge, for each ingester; one series may
 *     be larger; the merge itself may hold as many
 */
public record FanoutConfig(
    long replicaTimeoutMs, long stragglerGraceMs, int readAheadSeries, long readAheadBytes) {
  /**
   * Half a minute is beyond any pause of a healthy ingester and well below a query's two minutes;
   * 200 ms is beyond what two replicas of one group usually differ by; 1024 series, or 1 MiB, hide
   * the network and spare most turns between threads, while they stay small beside a query's
   * budget.
   */
  public static final FanoutConfig DEFAULT = new FanoutConfig(30_000, 200, 1024, 1 << 20);

  public FanoutConfig {
    if (replicaTimeoutMs <= 0
        || stragglerGraceMs < 0
        || readAheadSeries <= 0
        || readAheadBytes <= 0) {
      throw new IllegalArgumentException(
          "expected a positive time-out and read-ahead and a grace of 0 or more, got "
              + replicaTimeoutMs
              + ", "
              + readAheadSeries
              + ", "
              + readAheadBytes
              + " and "
              + stragglerGraceMs);
    }
  }
}
