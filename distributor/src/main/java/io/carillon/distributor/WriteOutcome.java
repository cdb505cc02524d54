package io.carillon.distributor;

import java.util.List;

/**
 * What became of a request that is durable as far as it could be.
 *
 * @param receivedSamples floats and histograms of the request
 * @param rejectedSamples how many of them were refused for good; the others are durable
 * @param reasons the first ten reasons in words, one line each
 */
public record WriteOutcome(long receivedSamples, long rejectedSamples, List<String> reasons) {
  public WriteOutcome {
    reasons = List.copyOf(reasons);
  }

  /** Whether nothing was refused. */
  public boolean isComplete() {
    return rejectedSamples == 0;
  }
}
