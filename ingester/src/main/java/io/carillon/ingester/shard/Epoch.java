package io.carillon.ingester.shard;

import io.carillon.common.column.SampleColumn;

/** What a shard staged between two seals, but for the slots of its lines. By the shard's lock. */
final class Epoch {
  private final int parity;
  private final TimestampTrie trie = new TimestampTrie();
  private final SlowSamples slow = new SlowSamples();
  private final long sinceNs;
  private int activeSeries;
  private int longest;
  private long samples;
  private long firstLsn;
  private long minMs = Long.MAX_VALUE;
  private long maxMs = Long.MIN_VALUE;

  /**
   * @param parity which slots of the lines belong to this epoch
   * @param sinceNs when it began, monotonic
   */
  Epoch(int parity, long sinceNs) {
    this.parity = parity;
    this.sinceNs = sinceNs;
  }

  int parity() {
    return parity;
  }

  TimestampTrie trie() {
    return trie;
  }

  SlowSamples slow() {
    return slow;
  }

  long sinceNs() {
    return sinceNs;
  }

  /** Notes a sample on the fast path; {@code length} is how many its series has now. */
  void staged(long timestampMs, int length) {
    samples++;
    if (length == 1) {
      activeSeries++;
    }
    longest = Math.max(longest, length);
    seen(timestampMs, timestampMs);
  }

  /** Notes samples on the slow path. */
  void stagedSlowly(int ref, SampleColumn column) {
    if (!slow.contains(ref)) {
      activeSeries++;
    }
    slow.add(ref, column);
    samples += column.size();
    seen(column.timestampsMs()[0], column.timestampsMs()[column.size() - 1]);
  }

  /** Notes a record of the log. */
  void logged(long lsn) {
    if (firstLsn == 0) {
      firstLsn = lsn;
    }
  }

  boolean isEmpty() {
    return samples == 0;
  }

  long samples() {
    return samples;
  }

  /** Samples that a series usually has. */
  long usualSamples() {
    return activeSeries == 0 ? 0 : samples / activeSeries;
  }

  /** Samples of the series that has most on the fast path. */
  int longest() {
    return longest;
  }

  /** LSN of the first record; 0 when there is none. */
  long firstLsn() {
    return firstLsn;
  }

  long minMs() {
    return minMs;
  }

  long maxMs() {
    return maxMs;
  }

  boolean overlaps(long fromMs, long toMs) {
    return minMs <= toMs && fromMs <= maxMs;
  }

  long sizeBytes() {
    return trie.sizeBytes() + slow.sizeBytes();
  }

  private void seen(long firstMs, long lastMs) {
    minMs = Math.min(minMs, firstMs);
    maxMs = Math.max(maxMs, lastMs);
  }
}
