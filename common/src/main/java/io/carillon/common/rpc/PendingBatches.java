package io.carillon.common.rpc;

import io.carillon.common.store.PushAck;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Batches that gRPC may still hold, oldest first. A batch counts until it is acknowledged or its
 * stream is gone, also when its time-out has long answered the caller. Not thread-safe. Futures are
 * handed out as tasks, so that they complete outside the owner's lock.
 */
final class PendingBatches {
  /** One batch. */
  static final class Entry {
    final long batchId;
    final EncodedBatch batch;
    final CompletableFuture<PushAck> future = new CompletableFuture<>();
    private final long startNs;
    private boolean isSent;
    private boolean isAnswered;

    private Entry(long batchId, EncodedBatch batch, long startNs) {
      this.batchId = batchId;
      this.batch = batch;
      this.startNs = startNs;
    }
  }

  private final RpcMetrics.Push metrics;
  private final Map<Long, Entry> entries = new LinkedHashMap<>();
  private long lastBatchId;
  private long sizeBytes;
  private int sentCount;

  PendingBatches(RpcMetrics.Push metrics) {
    this.metrics = metrics;
  }

  long sizeBytes() {
    return sizeBytes;
  }

  int count() {
    return entries.size();
  }

  /** Batches on the current stream. */
  int sentCount() {
    return sentCount;
  }

  @Nullable Entry find(long batchId) {
    return entries.get(batchId);
  }

  /** All entries, as they are now. */
  List<Entry> list() {
    return List.copyOf(entries.values());
  }

  Entry add(EncodedBatch batch, long nowNs) {
    Entry entry = new Entry(++lastBatchId, batch, nowNs);
    entries.put(entry.batchId, entry);
    grow(batch.sizeBytes());
    return entry;
  }

  void markSent(Entry entry) {
    entry.isSent = true;
    sentCount++;
  }

  /** Takes an entry that the stream has acknowledged out. */
  void acknowledge(Entry entry, PushAck ack, List<Runnable> completions) {
    entries.remove(entry.batchId);
    sentCount--;
    grow(-entry.batch.sizeBytes());
    answer(entry, ack, completions);
  }

  /** The stream is gone: all that nobody has answered yet is to be sent again. */
  void unsend() {
    sentCount = 0;
    Iterator<Entry> iterator = entries.values().iterator();
    while (iterator.hasNext()) {
      Entry entry = iterator.next();
      entry.isSent = false;
      if (entry.isAnswered) {
        iterator.remove();
        grow(-entry.batch.sizeBytes());
      }
    }
  }

  /** The stream is gone: all get this answer. */
  void answerAll(PushAck ack, List<Runnable> completions) {
    for (Entry entry : entries.values()) {
      answer(entry, ack, completions);
    }
    entries.clear();
    sentCount = 0;
    grow(-sizeBytes);
  }

  /**
   * Gives all that have waited for longer than the time-out this answer.
   *
   * @return whether one that was sent has waited for more than twice the time-out
   */
  boolean answerExpired(long nowNs, long timeoutNs, PushAck ack, List<Runnable> completions) {
    Iterator<Entry> iterator = entries.values().iterator();
    while (iterator.hasNext()) {
      Entry entry = iterator.next();
      long ageNs = nowNs - entry.startNs;
      if (ageNs < timeoutNs) {
        return false;
      }
      if (entry.isSent && ageNs >= 2 * timeoutNs) {
        return true;
      }
      answer(entry, ack, completions);
      if (!entry.isSent) {
        iterator.remove();
        grow(-entry.batch.sizeBytes());
      }
    }
    return false;
  }

  private void answer(Entry entry, PushAck ack, List<Runnable> completions) {
    if (!entry.isAnswered) {
      entry.isAnswered = true;
      metrics.ack(ack);
      completions.add(() -> entry.future.complete(ack));
    }
  }

  private void grow(long bytes) {
    sizeBytes += bytes;
    metrics.pendingBytes(sizeBytes);
  }
}
