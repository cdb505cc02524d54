package io.carillon.ingester.service;

import io.carillon.ingester.block.BlockMetrics;
import io.carillon.ingester.block.BlockOptions;
import io.carillon.ingester.block.BlockStore;
import io.carillon.ingester.block.BlockStoreOpener;
import io.carillon.ingester.block.Gaps;
import io.carillon.ingester.block.MergeSettings;
import io.carillon.ingester.block.SectionKind;
import io.carillon.ingester.block.TokenBucket;
import io.carillon.ingester.exemplar.ExemplarMetrics;
import io.carillon.ingester.exemplar.ExemplarStore;
import io.carillon.ingester.file.FileStore;
import io.carillon.ingester.index.SeriesIndex;
import io.carillon.ingester.metadata.MetadataStore;
import io.carillon.ingester.shard.Shards;
import io.carillon.ingester.wal.SegmentedLog;
import io.carillon.ingester.wal.SeriesFile;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/**
 * What an ingester is made of, as it is after recovery.
 *
 * @param log not started yet
 */
record IngesterParts(
    IngesterConfig config,
    IngesterEnvironment environment,
    Gaps gaps,
    MetadataStore metadata,
    BlockStore blocks,
    SeriesIndex index,
    Shards shards,
    ExemplarStore exemplars,
    SeriesFile seriesFile,
    SegmentedLog log,
    IngesterMetrics metrics) {

  /** Opens the sealed files. */
  static BlockStore openBlocks(
      IngesterConfig config,
      IngesterEnvironment environment,
      Gaps gaps,
      ExemplarMetrics exemplarMetrics)
      throws IOException {
    BlockOptions options =
        new BlockOptions(
            config.head().shardCount(),
            config.files().mergeFanIn(),
            config.retention().toMillis(),
            config.maxBlockBytes(),
            config.files().indexCacheBytes(),
            config.files().pageCacheBytes());
    MergeSettings merges =
        new MergeSettings(
            new TokenBucket(
                config.files().mergeBytesPerSecond(),
                config.files().mergeBytesPerSecond(),
                environment.clock(),
                LockSupport::parkNanos),
            Map.of(
                SectionKind.EXEMPLARS,
                SealedExemplars.merger(config.exemplars(), exemplarMetrics)));
    BlockStoreOpener opener =
        new BlockStoreOpener(
            environment.files(),
            config.blockDirectory(),
            DataFiles.manifest(config.dataDir()),
            options,
            merges,
            gaps,
            new BlockMetrics(environment.registry()));
    FileStore files = environment.files();
    return opener.open(!files.list(config.walDirectory()).isEmpty());
  }

  /** Bytes that count against the budget of memory. */
  long memoryBytes() {
    return shards.sizeBytes() + index.sizeBytes() + exemplars.sizeBytes();
  }

  void registerGauges() {
    metrics.gauge("carillon_ingester_head_series", "Series in memory.", () -> shards.seriesCount());
    metrics.gauge(
        "carillon_ingester_head_samples",
        "Samples that are not sealed.",
        () -> shards.sampleCount());
    metrics.gauge(
        "carillon_ingester_head_size_bytes",
        "Memory of series and of samples that are not sealed.",
        this::memoryBytes);
    metrics.gauge(
        "carillon_ingester_head_limit_bytes",
        "Memory above which writers are refused.",
        () -> config.head().budgetBytes());
    metrics.gauge(
        "carillon_ingester_wal_pending_bytes", "Bytes that wait to be durable.", log::pendingBytes);
    metrics.gauge(
        "carillon_ingester_wal_size_bytes",
        "Bytes of the log that are needed still.",
        log::retainedBytes);
    metrics.gauge(
        "carillon_ingester_unvouched_ranges",
        "Ranges of time for which this replica does not vouch since data may be lost.",
        () -> gaps.unvouched().size());
  }

  /** Frees what is in memory and closes files; the log is closed before. */
  void close() throws IOException {
    seriesFile.close();
    blocks.close();
    shards.close();
    index.close();
  }
}
