package io.carillon.common.store;

import io.carillon.common.labels.Matcher;
import io.carillon.common.tenant.TenantId;
import java.util.List;

/**
 * Which exemplars are wanted.
 *
 * @param tenant whose series
 * @param ringEpoch version of the ring that the caller knows; 0 without ring
 * @param minMs first time, inclusive
 * @param maxMs last time, inclusive
 * @param matcherSets a series counts when it fits all matchers of any set; no set means all series
 */
public record ExemplarsRequest(
    TenantId tenant, long ringEpoch, long minMs, long maxMs, List<List<Matcher>> matcherSets) {
  public ExemplarsRequest {
    matcherSets = matcherSets.stream().map(List::copyOf).toList();
  }
}
