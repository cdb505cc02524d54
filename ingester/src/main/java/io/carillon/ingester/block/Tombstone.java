package io.carillon.ingester.block;

import io.carillon.common.labels.Matcher;
import io.carillon.common.tenant.TenantId;
import java.util.List;

/**
 * Says that samples are deleted which files of lower delete numbers hold.
 *
 * @param number its delete number
 * @param matchers which series, all of them must fit
 * @param minMs first time that is deleted
 * @param maxMs last time that is deleted
 */
public record Tombstone(
    long number, TenantId tenant, List<Matcher> matchers, long minMs, long maxMs) {
  public Tombstone {
    matchers = List.copyOf(matchers);
  }

  boolean masks(BlockMeta file) {
    return file.deleteNumber() < number && file.overlaps(minMs, maxMs);
  }
}
