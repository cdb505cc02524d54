package io.carillon.ingester.service;

/**
 * What a flush did, and what there is afterwards.
 *
 * @param sealedShards shards of which something was sealed
 * @param sealedSeries series with samples in what was sealed, counted once a file
 * @param sealedSamples samples that were sealed
 * @param sealedBytes size of the files that were sealed
 * @param files files that there are now
 * @param filesBytes their size
 */
public record FlushReport(
    int sealedShards,
    long sealedSeries,
    long sealedSamples,
    long sealedBytes,
    long files,
    long filesBytes) {}
