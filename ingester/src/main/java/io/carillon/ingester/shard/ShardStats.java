package io.carillon.ingester.shard;

import org.jspecify.annotations.Nullable;

/**
 * What a shard holds.
 *
 * @param series series in memory
 * @param stagedSamples samples that are not frozen
 * @param usualSamples samples that a series with any usually has
 * @param longest samples of the series that has most
 * @param frozenSamples samples that are being sealed
 * @param firstLsn of the first record that is not frozen; 0 when there is none
 * @param sinceNs when the first of them came at the earliest, monotonic
 * @param minMs time of the earliest sample, frozen ones included
 * @param maxMs time of the latest sample
 * @param stagedBytes memory of what is not frozen and of all values, which sealing frees
 * @param sizeBytes memory, labels apart
 */
record ShardStats(
    int series,
    long stagedSamples,
    long usualSamples,
    int longest,
    long frozenSamples,
    long firstLsn,
    long sinceNs,
    long minMs,
    long maxMs,
    long stagedBytes,
    long sizeBytes) {
  static final ShardStats EMPTY =
      new ShardStats(0, 0, 0, 0, 0, 0, 0, Long.MAX_VALUE, Long.MIN_VALUE, 0, 0);

  static ShardStats of(
      Epoch active,
      @Nullable Epoch frozen,
      SeriesLines lines,
      ValueBlocks blocks,
      LayoutTable layouts) {
    long staged = active.sizeBytes() + blocks.sizeBytes() + layouts.sizeBytes();
    long bytes = staged + lines.sizeBytes();
    return new ShardStats(
        lines.size(),
        active.samples(),
        active.usualSamples(),
        active.longest(),
        frozen == null ? 0 : frozen.samples(),
        active.firstLsn(),
        active.sinceNs(),
        frozen == null ? active.minMs() : Math.min(active.minMs(), frozen.minMs()),
        frozen == null ? active.maxMs() : Math.max(active.maxMs(), frozen.maxMs()),
        staged,
        frozen == null ? bytes : bytes + frozen.sizeBytes());
  }
}
