package io.carillon.ingester.service;

import io.carillon.common.error.CarillonException;
import io.carillon.common.error.ErrorCode;
import io.carillon.ingester.block.BlockStore;
import io.carillon.ingester.block.Gaps;
import io.carillon.ingester.exemplar.ExemplarMetrics;
import io.carillon.ingester.exemplar.ExemplarStore;
import io.carillon.ingester.file.ChecksummedFile;
import io.carillon.ingester.file.FileStore;
import io.carillon.ingester.index.SeriesIndex;
import io.carillon.ingester.metadata.MetadataStore;
import io.carillon.ingester.shard.Shards;
import io.carillon.ingester.wal.LogDamage;
import io.carillon.ingester.wal.LogOptions;
import io.carillon.ingester.wal.LogRecovery;
import io.carillon.ingester.wal.RecordVisitor;
import io.carillon.ingester.wal.SegmentCipher;
import io.carillon.ingester.wal.SegmentedLog;
import io.carillon.ingester.wal.SeriesFile;
import io.carillon.ingester.wal.WalMetrics;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads what is on disk, and leaves it as a crash-free start would find it. One use, one thread.
 */
final class Recovery {
  private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);

  private final IngesterConfig config;
  private final IngesterEnvironment environment;
  private final FileStore files;
  private final List<HeadVisitor> visitors = new ArrayList<>();

  private Recovery(IngesterConfig config, IngesterEnvironment environment) {
    this.config = config;
    this.environment = environment;
    this.files = environment.files();
  }

  /**
   * Recovers an ingester.
   *
   * @throws CarillonException with FAILED_PRECONDITION when files are of another format level
   */
  static IngesterParts recover(IngesterConfig config, IngesterEnvironment environment)
      throws IOException {
    return new Recovery(config, environment).run();
  }

  private IngesterParts run() throws IOException {
    long startNs = environment.clock().nanoTime();
    files.createDirectories(config.walDirectory());
    Gaps gaps = new Gaps(DataFiles.gaps(files, config.dataDir()));
    gaps.load();
    MetadataStore metadata = loadMetadata();
    ExemplarMetrics exemplarMetrics = new ExemplarMetrics(environment.registry());
    BlockStore blocks = IngesterParts.openBlocks(config, environment, gaps, exemplarMetrics);
    int shardCount = blocks.cuts().size();
    SeriesIndex index = new SeriesIndex();
    Shards shards =
        new Shards(shardCount, config.head().conflictRule(), index, environment.clock());
    ExemplarStore exemplars = new ExemplarStore(shardCount, config.exemplars(), exemplarMetrics);
    SeriesFile.Loaded loaded = SeriesFile.load(files, config.seriesDirectory(), shards::register);
    LogRecovery.Result found = readLog(blocks, shards, exemplars, metadata);
    for (LogDamage damage : found.damages()) {
      declare(gaps, "log: " + damage.description());
    }
    for (String damage : loaded.damages()) {
      declare(gaps, "series file: " + damage);
    }
    gaps.save();
    IngesterMetrics metrics = new IngesterMetrics(environment.registry());
    IngesterParts parts =
        new IngesterParts(
            config,
            environment,
            gaps,
            metadata,
            blocks,
            index,
            shards,
            exemplars,
            new SeriesFile(
                files, config.seriesDirectory(), loaded, environment.random(), environment.fatal()),
            newLog(found, shardCount),
            metrics);
    parts.registerGauges();
    report(parts, found, environment.clock().nanoTime() - startNs);
    return parts;
  }

  /** What a damaged log held may be of any time. */
  private static void declare(Gaps gaps, String source) {
    gaps.declare(source, Long.MIN_VALUE, Long.MAX_VALUE, "the log is damaged");
  }

  private LogRecovery.Result readLog(
      BlockStore blocks, Shards shards, ExemplarStore exemplars, MetadataStore metadata)
      throws IOException {
    List<Long> cuts = blocks.cuts();
    int workers = Math.min(cuts.size(), Runtime.getRuntime().availableProcessors());
    for (int worker = 0; worker < workers; worker++) {
      visitors.add(new HeadVisitor(shards, exemplars, metadata, cuts));
    }
    LogRecovery.Bounds bounds =
        new LogRecovery.Bounds(cuts.size(), Collections.min(cuts), Collections.max(cuts));
    try {
      return LogRecovery.recover(
          files,
          config.walDirectory(),
          bounds,
          SegmentCipher.NONE,
          List.<RecordVisitor>copyOf(visitors));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CarillonException(ErrorCode.CANCELED, "interrupted while reading the log", e);
    }
  }

  /** Metadata can be sent again by the agents, so damage to it does not stop the start. */
  private MetadataStore loadMetadata() throws IOException {
    ChecksummedFile file = DataFiles.metadata(files, config.dataDir());
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

  private SegmentedLog newLog(LogRecovery.Result found, int shardCount) {
    LogConfig log = config.log();
    return new SegmentedLog(
        files,
        config.walDirectory(),
        new LogOptions(
            log.segmentBytes(),
            log.maxPendingBytes(),
            shardCount,
            log.syncMode(),
            log.syncInterval(),
            log.commitSpacing(),
            log.spaceRetry()),
        found,
        SegmentCipher.NONE,
        environment.random(),
        environment.clock(),
        new WalMetrics(environment.registry()),
        environment.fatal());
  }

  private void report(IngesterParts parts, LogRecovery.Result found, long elapsedNs) {
    double seconds = elapsedNs / (double) TimeUnit.SECONDS.toNanos(1);
    parts.metrics().replayed(seconds);
    LOG.info(
        "recovered: directory={} files={} log_bytes={} log_records={} series={} samples={}"
            + " memory_bytes={} seconds={}",
        config.dataDir(),
        parts.blocks().metas().size(),
        found.readBytes(),
        found.recordCount(),
        parts.shards().seriesCount(),
        visitors.stream().mapToLong(HeadVisitor::samples).sum(),
        parts.memoryBytes(),
        seconds);
  }
}
