package io.carillon.common.store;

import io.carillon.common.labels.Matcher;
import io.carillon.common.tenant.TenantId;
import java.util.List;

/**
 * Which samples are wanted.
 *
 * @param tenant whose series
 * @param ringEpoch version of the ring that the caller knows; 0 without ring
 * @param minMs first time, inclusive
 * @param maxMs last time, inclusive
 * @param matchers all must fit
 * @param hints what the source may use to do less
 */
public record SelectRequest(
    TenantId tenant,
    long ringEpoch,
    long minMs,
    long maxMs,
    List<Matcher> matchers,
    SelectHints hints) {
  public SelectRequest {
    matchers = List.copyOf(matchers);
  }
}
