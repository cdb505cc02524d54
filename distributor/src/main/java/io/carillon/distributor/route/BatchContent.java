package io.carillon.distributor.route;

import io.carillon.common.store.PushBatch;

/**
 * What of a request belongs to some replica groups.
 *
 * @param batch the samples
 * @param seriesIndexes for each series of the batch its index in the request
 * @param groupIndexes the groups of the request that the batch serves
 * @param sizeBytes what the batch takes in memory, estimated
 */
@SuppressWarnings("ArrayRecordComponent") // Columns of numbers; identity is never asked.
public record BatchContent(
    PushBatch batch, int[] seriesIndexes, int[] groupIndexes, long sizeBytes) {}
