package io.carillon.common.store;

import io.carillon.common.labels.Matcher;
import io.carillon.common.tenant.TenantId;
import java.util.List;

/**
 * Which series are asked about. A source may count series that have samples near the range but not
 * in it.
 *
 * @param tenant whose series
 * @param ringEpoch version of the ring that the caller knows; 0 without ring
 * @param minMs first time, inclusive
 * @param maxMs last time, inclusive
 * @param matcherSets a series counts when it fits all matchers of any set; no set means all series
 * @param limit answers wanted at most, the first in order; 0 means all
 */
public record LabelsRequest(
    TenantId tenant,
    long ringEpoch,
    long minMs,
    long maxMs,
    List<List<Matcher>> matcherSets,
    int limit) {
  public LabelsRequest {
    matcherSets = matcherSets.stream().map(List::copyOf).toList();
  }
}
