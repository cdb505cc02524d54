package io.carillon.ingester.service;

import io.carillon.common.tenant.TenantId;
import io.carillon.ingester.block.BlockMeta;
import io.carillon.ingester.block.BlockStore;
import io.carillon.ingester.block.BlockWriter;
import io.carillon.ingester.file.FileStore;
import io.carillon.ingester.head.Head;
import io.carillon.ingester.head.MetadataStore;
import io.carillon.ingester.index.SeriesCursor;
import io.carillon.ingester.index.SeriesRun;
import io.carillon.ingester.wal.WalSegments;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes a head to blocks, one for each window of time. One thread at a time. */
final class Sealer {
  private static final Logger LOG = LoggerFactory.getLogger(Sealer.class);

  private record Span(long fromMs, long toMs) {}

  private final IngesterConfig config;
  private final FileStore files;
  private final InstantSource wallClock;
  private final BlockStore blocks;
  private final MetadataStore metadata;

  Sealer(
      IngesterConfig config,
      FileStore files,
      InstantSource wallClock,
      BlockStore blocks,
      MetadataStore metadata) {
    this.config = config;
    this.files = files;
    this.wallClock = wallClock;
    this.blocks = blocks;
    this.metadata = metadata;
  }

  /**
   * Seals a head that takes nothing new, and deletes the log before a segment. When it fails,
   * nothing is lost and it can be tried again.
   */
  void seal(Head head, long firstSegmentAfter) throws IOException {
    metadata.save();
    List<BlockMeta> written = new ArrayList<>();
    boolean complete = false;
    try {
      for (Span span : spans(head)) {
        BlockMeta meta = write(head, span);
        if (meta != null) {
          written.add(meta);
        }
      }
      complete = true;
    } finally {
      if (!complete) {
        blocks.discard(written);
      }
    }
    blocks.installSealed(written, 0, firstSegmentAfter);
    deleteLogBefore(firstSegmentAfter);
    LOG.info(
        "sealed head: series={} samples={} blocks={} first_segment={}",
        head.seriesCount(),
        head.sampleCount(),
        written.size(),
        firstSegmentAfter);
  }

  /** The head is sealed already, so what cannot be deleted now goes with the next seal or start. */
  private void deleteLogBefore(long segment) {
    try {
      WalSegments.deleteBefore(files, config.walDirectory(), segment);
    } catch (IOException e) {
      LOG.warn("cannot delete sealed log segments: before={}", segment, e);
    }
  }

  private @Nullable BlockMeta write(Head head, Span span) throws IOException {
    try (BlockWriter writer = blocks.newBlock(0)) {
      for (TenantId tenant : head.tenants()) {
        try (SeriesCursor cursor = head.select(tenant, List.of(), span.fromMs(), span.toMs())) {
          for (SeriesRun run = cursor.next(); run != null; run = cursor.next()) {
            writer.add(tenant, run.labels(), run.frame().column());
          }
        }
      }
      return writer.finish();
    }
  }

  /**
   * The windows in which the head has samples. What lies before the retention or in the far future
   * is one span each, so that odd times cannot make a file for every day of history.
   */
  private List<Span> spans(Head head) {
    if (head.minMs() > head.maxMs()) {
      return List.of();
    }
    long windowMs = config.blockWindowMs();
    long nowMs = wallClock.millis();
    long first = Math.floorDiv(nowMs - config.retention().toMillis(), windowMs);
    long last = Math.floorDiv(nowMs, windowMs) + 1;
    List<Span> spans = new ArrayList<>();
    if (head.minMs() < first * windowMs) {
      spans.add(new Span(Long.MIN_VALUE, first * windowMs - 1));
    }
    for (long window = first; window <= last; window++) {
      Span span = new Span(window * windowMs, (window + 1) * windowMs - 1);
      if (head.minMs() <= span.toMs() && span.fromMs() <= head.maxMs()) {
        spans.add(span);
      }
    }
    if (head.maxMs() >= (last + 1) * windowMs) {
      spans.add(new Span((last + 1) * windowMs, Long.MAX_VALUE));
    }
    return spans;
  }
}
