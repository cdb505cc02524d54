package io.carillon.ingester.service;

import io.carillon.common.tenant.TenantId;
import io.carillon.ingester.block.BlockMeta;
import io.carillon.ingester.block.SliceWriter;
import io.carillon.ingester.exemplar.FrozenExemplars;
import io.carillon.ingester.index.SeriesCursor;
import io.carillon.ingester.index.SeriesRun;
import io.carillon.ingester.shard.FrozenShard;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes what is staged of shards to slices. One thread at a time. */
final class Sealer {
  private static final Logger LOG = LoggerFactory.getLogger(Sealer.class);

  /** What was sealed. */
  record Sealed(int shards, long series, long samples, long sizeBytes) {
    static final Sealed NOTHING = new Sealed(0, 0, 0, 0);

    Sealed plus(Sealed other) {
      return new Sealed(
          shards + other.shards,
          series + other.series,
          samples + other.samples,
          sizeBytes + other.sizeBytes);
    }
  }

  /** What is frozen of a shard. */
  private static final class Frozen {
    private final FrozenShard samples;
    private final FrozenExemplars exemplars;

    /** Whether the series file has its new series, which another attempt must not add again. */
    private boolean areSeriesSaved;

    Frozen(FrozenShard samples, FrozenExemplars exemplars) {
      this.samples = samples;
      this.exemplars = exemplars;
    }
  }

  private final IngesterParts parts;

  /** What an attempt that failed has left frozen, by shard. */
  private final @Nullable Frozen[] left;

  Sealer(IngesterParts parts) {
    this.parts = parts;
    this.left = new Frozen[parts.shards().shardCount()];
  }

  /**
   * Seals what was staged of all shards before the call. When it fails nothing is lost, and it can
   * be tried again.
   */
  Sealed sealAll() throws IOException {
    Sealed sealed = Sealed.NOTHING;
    for (int shard = 0; shard < left.length; shard++) {
      if (left[shard] != null) {
        sealed = sealed.plus(seal(shard)); // What came after it follows.
      }
      sealed = sealed.plus(seal(shard));
    }
    recycleLog();
    return sealed;
  }

  /** Seals what was staged of a shard, or what the attempt before has left. */
  Sealed seal(int shard) throws IOException {
    Frozen frozen = left[shard];
    if (frozen == null) {
      frozen = freeze(shard);
      if (frozen == null) {
        return Sealed.NOTHING;
      }
      left[shard] = frozen;
    }
    // Labels of what the log names by number, and metadata, must be elsewhere before it is cut.
    if (!frozen.areSeriesSaved) {
      parts.seriesFile().append(frozen.samples::forEachNewSeries);
      frozen.areSeriesSaved = true;
    }
    parts.metadata().save();
    List<BlockMeta> written = write(frozen);
    parts.blocks().installSealed(written, shard, frozen.samples.cutLsn());
    left[shard] = null;
    frozen.samples.release();
    parts.exemplars().release(shard);
    recycleLog();
    return report(shard, frozen.samples.cutLsn(), written);
  }

  private @Nullable Frozen freeze(int shard) {
    // Exemplars are staged before they are logged, so all below the cut are there afterwards.
    FrozenShard samples =
        parts.shards().freeze(shard, parts.exemplars().hasStaged(shard), parts.log()::nextLsn);
    return samples == null ? null : new Frozen(samples, parts.exemplars().freeze(shard));
  }

  private List<BlockMeta> write(Frozen frozen) throws IOException {
    long nowMs = parts.environment().wallClock().millis();
    try (SliceWriter writer = parts.blocks().newSlices(nowMs)) {
      for (TenantId tenant : frozen.samples.tenants()) {
        try (SeriesCursor cursor = frozen.samples.series(tenant)) {
          for (SeriesRun run = cursor.next(); run != null; run = cursor.next()) {
            writer.add(tenant, run.labels(), run.frame().column());
          }
        }
      }
      SealedExemplars.write(frozen.exemplars, writer);
      return writer.finish();
    }
  }

  /** Gives back segments of the log that nobody needs. */
  private void recycleLog() throws IOException {
    // First, since whatever is logged from here on is above; what is below was applied before.
    long nextLsn = parts.log().nextLsn();
    parts.metadata().save();
    List<Long> cuts = new ArrayList<>(parts.blocks().cuts());
    for (int shard = 0; shard < left.length; shard++) {
      if (!parts.shards().hasUnsealed(shard) && !parts.exemplars().hasStaged(shard)) {
        cuts.set(shard, nextLsn);
      }
    }
    parts.blocks().advanceCuts(cuts);
    parts.log().recycleBelow(Collections.min(cuts));
  }

  private static Sealed report(int shard, long cutLsn, List<BlockMeta> written) {
    Sealed sealed = new Sealed(1, 0, 0, 0);
    for (BlockMeta meta : written) {
      sealed = sealed.plus(new Sealed(0, meta.seriesCount(), meta.sampleCount(), meta.sizeBytes()));
    }
    LOG.info(
        "sealed: shard={} series={} samples={} bytes={} files={} cut_lsn={}",
        shard,
        sealed.series(),
        sealed.samples(),
        sealed.sizeBytes(),
        written.size(),
        cutLsn);
    return sealed;
  }
}
