package io.carillon.ingester.service;

import io.carillon.common.bytes.ByteReader;
import io.carillon.ingester.exemplar.ExemplarRecords;
import io.carillon.ingester.exemplar.ExemplarStore;
import io.carillon.ingester.metadata.MetadataStore;
import io.carillon.ingester.shard.ShardReplay;
import io.carillon.ingester.shard.Shards;
import io.carillon.ingester.wal.MetadataRecords;
import io.carillon.ingester.wal.RecordType;
import io.carillon.ingester.wal.RecordVisitor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Builds what is in memory from the log at start, for some of the shards. One thread. */
final class HeadVisitor implements RecordVisitor {
  private final Shards shards;
  private final ExemplarStore exemplars;
  private final MetadataStore metadata;
  private final List<Long> cuts;
  private final Map<Integer, ShardReplay> replays = new HashMap<>();
  private long segment;

  /**
   * @param cuts for each shard the first LSN that is not sealed
   */
  HeadVisitor(Shards shards, ExemplarStore exemplars, MetadataStore metadata, List<Long> cuts) {
    this.shards = shards;
    this.exemplars = exemplars;
    this.metadata = metadata;
    this.cuts = cuts;
  }

  /** Samples that were staged. */
  long samples() {
    return replays.values().stream().mapToLong(ShardReplay::samples).sum();
  }

  @Override
  public void beginSegment(long number) {
    segment = number;
  }

  @Override
  public void record(long lsn, RecordType type, int shard, byte[] content, int offset, int length) {
    switch (type) {
      case METADATA -> MetadataRecords.decode(content, offset, length, metadata::apply);
      case EXEMPLARS -> {
        if (lsn >= cuts.get(shard)) {
          ExemplarRecords.Content record =
              ExemplarRecords.decode(new ByteReader(content, offset, length));
          exemplars.add(shard, record.tenant(), record.exemplars());
        }
      }
      case SERIES, LAYOUT, SAMPLES, COLUMNS ->
          replays
              .computeIfAbsent(shard, s -> shards.replay(s, cuts.get(s)))
              .record(segment, lsn, type, content, offset, length);
    }
  }
}
