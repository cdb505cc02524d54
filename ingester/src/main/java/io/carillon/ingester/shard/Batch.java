package io.carillon.ingester.shard;

import io.carillon.common.column.SampleColumn;
import io.carillon.common.error.ErrorCode;
import io.carillon.common.labels.LabelHash;
import io.carillon.common.labels.Labels;
import io.carillon.common.store.Rejection;
import io.carillon.common.store.SeriesSamples;
import io.carillon.ingester.index.SeriesIndex;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The series of a push, divided by shards, but for those that are refused. One thread. */
final class Batch {
  private static final int UNKNOWN = -1;

  private final TenantHandle tenant;
  private final List<SeriesSamples> series;

  /** Sequence number by the note in the labels; -1 when there is none, then the hash counts. */
  private final int[] sequences;

  private final long[] hashes;

  /** Indexes into the series, shard by shard. */
  private final int[] order;

  private final int[] shardEnds;
  private @Nullable LabelHash labelHash;

  Batch(
      TenantHandle tenant,
      List<SeriesSamples> series,
      int shardCount,
      Collection<Rejection> rejections) {
    this.tenant = tenant;
    this.series = series;
    int count = series.size();
    sequences = new int[count];
    hashes = new long[count];
    order = new int[count];
    shardEnds = new int[shardCount];
    int[] shards = new int[count];
    for (int i = 0; i < count; i++) {
      shards[i] = locate(i, shardCount, rejections);
      if (shards[i] >= 0) {
        shardEnds[shards[i]]++;
      }
    }
    divide(shards);
  }

  /** Labels with a note are not touched: most are known, and far away in memory. */
  private int locate(int i, int shardCount, Collection<Rejection> rejections) {
    Labels labels = series.get(i).labels();
    long place = labels.place();
    int shard;
    if (place >>> Integer.SIZE == tenant.owner()) {
      int ref = (int) place;
      sequences[i] = ref / shardCount;
      shard = ref - sequences[i] * shardCount;
    } else if (labels.isEmpty()) {
      rejections.add(new Rejection(i, ErrorCode.BAD_DATA, "expected at least one label, got none"));
      return UNKNOWN;
    } else if (labels.size() > SeriesIndex.MAX_LABELS) {
      rejections.add(
          new Rejection(
              i,
              ErrorCode.BAD_DATA,
              "expected at most "
                  + SeriesIndex.MAX_LABELS
                  + " labels, which is all that an ingester can keep of a series, got "
                  + labels.size()));
      return UNKNOWN;
    } else {
      sequences[i] = UNKNOWN;
      hashes[i] = hash(labels);
      shard = shardOf(hashes[i], shardCount);
    }
    return series.get(i).samples().size() == 0 ? UNKNOWN : shard;
  }

  /** The shard of a series. */
  static int shardOf(long hash, int shardCount) {
    return (int) (hash & 0xffff) % shardCount;
  }

  private void divide(int[] shards) {
    int begin = 0;
    int[] next = new int[shardEnds.length];
    for (int shard = 0; shard < shardEnds.length; shard++) {
      next[shard] = begin;
      begin += shardEnds[shard];
      shardEnds[shard] = begin;
    }
    for (int i = 0; i < shards.length; i++) {
      if (shards[i] >= 0) {
        order[next[shards[i]]++] = i;
      }
    }
  }

  TenantHandle tenant() {
    return tenant;
  }

  int begin(int shard) {
    return shard == 0 ? 0 : shardEnds[shard - 1];
  }

  int end(int shard) {
    return shardEnds[shard];
  }

  /** Index of a series in the push. */
  int index(int position) {
    return order[position];
  }

  Labels labels(int index) {
    return series.get(index).labels();
  }

  SampleColumn samples(int index) {
    return series.get(index).samples();
  }

  /** Sequence number that the series had in its shard when it was noted; -1 when none was. */
  int sequence(int index) {
    return sequences[index];
  }

  long hash(int index) {
    if (sequences[index] != UNKNOWN && hashes[index] == 0) {
      hashes[index] = hash(labels(index));
    }
    return hashes[index];
  }

  private long hash(Labels labels) {
    LabelHash hash = labelHash;
    if (hash == null) {
      hash = new LabelHash();
      labelHash = hash;
    }
    return hash.hash(tenant.id(), labels);
  }
}
