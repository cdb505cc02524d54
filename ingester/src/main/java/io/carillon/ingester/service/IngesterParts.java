package io.carillon.ingester.service;

import io.carillon.common.error.CarillonException;
import io.carillon.common.error.ErrorCode;
import io.carillon.ingester.block.BlockMetrics;
import io.carillon.ingester.block.BlockOptions;
import io.carillon.ingester.block.BlockStore;
import io.carillon.ingester.block.BlockStoreOpener;
import io.carillon.ingester.block.Gaps;
import io.carillon.ingester.block.MergeSettings;
import io.carillon.ingester.file.ChecksummedFile;
import io.carillon.ingester.file.FileStore;
import io.carillon.ingester.head.MetadataStore;
import io.carillon.ingester.wal.WalMetrics;
import io.carillon.ingester.wal.WalOptions;
import io.carillon.ingester.wal.WalRecovery;
import io.carillon.ingester.wal.WriteAheadLog;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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
    Sealer sealer,
    WriteAheadLog log,
    Heads heads,
    IngesterMetrics metrics) {
  private static final Logger LOG = LoggerFactory.getLogger(IngesterParts.class);

  /** "CARILGAP" and "CARILMET" in the order of the bytes. */
  private static final long GAPS_MAGIC = 0x5041474c49524143L;

  private static final long METADATA_MAGIC = 0x54454d4c49524143L;

  /** Reads what is on disk, and leaves it as a crash-free start would find it. */
  static IngesterParts recover(IngesterConfig config, IngesterEnvironment environment)
      throws IOException {
    long startNs = environment.clock().nanoTime();
    FileStore files = environment.files();
    files.createDirectories(config.walDirectory());
    Gaps gaps = new Gaps(file(config, files, "GAPS", GAPS_MAGIC));
    gaps.load();
    MetadataStore metadata = loadMetadata(config, files);
    BlockStore blocks = openBlocks(config, environment, gaps);
    Sealer sealer = new Sealer(config, files, environment.wallClock(), blocks, metadata);
    HeadReplay replay = new HeadReplay(metadata, sealer, config.maxHeadBytes());
    WalRecovery.Result result =
        WalRecovery.recover(files, config.walDirectory(), blocks.cuts().getFirst(), replay);
    for (String damage : result.damages()) {
      gaps.declare("log: " + damage, Long.MIN_VALUE, Long.MAX_VALUE, "the log is damaged");
    }
    gaps.save();
    WriteAheadLog log = newLog(config, environment, result);
    IngesterMetrics metrics = new IngesterMetrics(environment.registry());
    IngesterParts parts =
        new IngesterParts(
            config,
            environment,
            gaps,
            metadata,
            blocks,
            sealer,
            log,
            new Heads(log, replay.head(), environment.clock()),
            metrics);
    parts.registerGauges();
    parts.report(result, replay, environment.clock().nanoTime() - startNs);
    return parts;
  }

  private void report(WalRecovery.Result result, HeadReplay replay, long elapsedNs) {
    double seconds = elapsedNs / (double) TimeUnit.SECONDS.toNanos(1);
    metrics.replayed(seconds);
    LOG.info(
        "recovered: directory={} blocks={} log_bytes={} log_frames={} series={} samples={}"
            + " seconds={}",
        config.dataDir(),
        blocks.metas().size(),
        result.sizeBytes(),
        result.frameCount(),
        replay.head().seriesCount(),
        replay.sampleCount(),
        seconds);
    if (replay.unknownRefs() > 0) {
      LOG.error(
          "samples of unknown series in the damaged log are lost: runs={}", replay.unknownRefs());
    }
  }

  private void registerGauges() {
    metrics.gauge(
        "carillon_ingester_head_series",
        "Series that are not sealed.",
        () -> heads.view().all().stream().mapToDouble(h -> h.seriesCount()).sum());
    metrics.gauge(
        "carillon_ingester_head_samples",
        "Samples that are not sealed.",
        () -> heads.view().all().stream().mapToDouble(h -> h.sampleCount()).sum());
    metrics.gauge(
        "carillon_ingester_head_size_bytes",
        "Memory of what is not sealed, roughly.",
        () -> heads.view().all().stream().mapToDouble(h -> h.sizeBytes()).sum());
    metrics.gauge(
        "carillon_ingester_wal_pending_bytes", "Bytes that wait to be durable.", log::pendingBytes);
    metrics.gauge(
        "carillon_ingester_unvouched_ranges",
        "Ranges of time for which this replica does not vouch since data may be lost.",
        () -> gaps.unvouched().size());
  }

  private static ChecksummedFile file(
      IngesterConfig config, FileStore files, String name, long magic) {
    return new ChecksummedFile(files, config.dataDir().resolve(name), magic, 1);
  }

  /** Metadata can be sent again by the agents, so damage to it does not stop the start. */
  private static MetadataStore loadMetadata(IngesterConfig config, FileStore files)
      throws IOException {
    ChecksummedFile file = file(config, files, "METADATA", METADATA_MAGIC);
    MetadataStore metadata = new MetadataStore(file, config.maxMetadataFamilies());
    try {
      metadata.load();
      return metadata;
    } catch (CarillonException e) {
      if (e.code() != ErrorCode.CORRUPTION) {
        throw e;
      }
      Path aside = config.dataDir().resolve("METADATA.damaged");
      LOG.error("metadata file damaged, moved aside, families are relearnt: to={}", aside, e);
      files.rename(file.path(), aside);
      return new MetadataStore(file, config.maxMetadataFamilies());
    }
  }

  private static BlockStore openBlocks(
      IngesterConfig config, IngesterEnvironment environment, Gaps gaps) throws IOException {
    BlockOptions options =
        new BlockOptions(
            1,
            config.mergeFanIn(),
            config.retention().toMillis(),
            0,
            config.indexCacheBytes(),
            config.pageCacheBytes());
    BlockStoreOpener opener =
        new BlockStoreOpener(
            environment.files(),
            config.blockDirectory(),
            config.dataDir().resolve("MANIFEST"),
            options,
            MergeSettings.PLAIN,
            gaps,
            new BlockMetrics(environment.registry()));
    boolean hasLog = !environment.files().list(config.walDirectory()).isEmpty();
    return opener.open(hasLog);
  }

  private static WriteAheadLog newLog(
      IngesterConfig config, IngesterEnvironment environment, WalRecovery.Result result) {
    return new WriteAheadLog(
        environment.files(),
        config.walDirectory(),
        new WalOptions(config.walSegmentBytes(), config.maxPendingWalBytes()),
        result.end(),
        result.nextSegment(),
        environment.random(),
        environment.clock(),
        new WalMetrics(environment.registry()),
        environment.fatal());
  }
}
