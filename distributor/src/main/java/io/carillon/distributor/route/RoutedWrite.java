package io.carillon.distributor.route;

import io.carillon.common.ring.Ring;
import java.util.List;

/**
 * A request split up for the ingesters of one ring.
 *
 * @param ring by which it was split
 * @param groups replica groups of the request's partitions; partitions of one group share its fate,
 *     since each replica gets one batch and keeps all or nothing
 * @param groupOfSeries for each series of the request the index of its group
 * @param batches one for each ingester
 */
@SuppressWarnings("ArrayRecordComponent") // Columns of numbers; identity is never asked.
public record RoutedWrite(
    Ring ring, List<GroupShare> groups, int[] groupOfSeries, List<ReplicaBatch> batches) {
  public RoutedWrite {
    groups = List.copyOf(groups);
    batches = List.copyOf(batches);
  }
}
