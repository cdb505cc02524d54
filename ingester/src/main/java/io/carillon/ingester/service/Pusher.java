package io.carillon.ingester.service;

import io.carillon.common.column.SampleColumn;
import io.carillon.common.error.ErrorCode;
import io.carillon.common.labels.LabelHash;
import io.carillon.common.ring.Ring;
import io.carillon.common.ring.RingView;
import io.carillon.common.store.PushAck;
import io.carillon.common.store.PushBatch;
import io.carillon.common.store.Rejection;
import io.carillon.common.store.SampleSink;
import io.carillon.common.store.SeriesSamples;
import io.carillon.ingester.head.Head;
import io.carillon.ingester.head.HeadSeries;
import io.carillon.ingester.head.MetadataStore;
import io.carillon.ingester.head.TimeOrder;
import io.carillon.ingester.wal.WriteAheadLog;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Takes batches: checks them, registers their series, submits them to the log. Thread-safe. */
final class Pusher implements SampleSink {
  private final IngesterConfig config;
  private final String instanceId;
  private final RingView ringView;
  private final Heads heads;
  private final WriteAheadLog log;
  private final MetadataStore metadata;
  private final DiskReserve diskReserve;
  private final IngesterMetrics metrics;
  private final Runnable sealSoon;
  private volatile boolean isClosed;

  Pusher(IngesterParts parts, String instanceId, RingView ringView, Runnable sealSoon) {
    this.config = parts.config();
    this.instanceId = instanceId;
    this.ringView = ringView;
    this.heads = parts.heads();
    this.log = parts.log();
    this.metadata = parts.metadata();
    this.diskReserve =
        new DiskReserve(
            parts.environment().files(),
            config.dataDir(),
            config.minFreeDiskBytes(),
            parts.environment().clock());
    this.metrics = parts.metrics();
    this.sealSoon = sealSoon;
  }

  /** Refuses everything from now on. */
  void close() {
    isClosed = true;
  }

  @Override
  public CompletableFuture<PushAck> push(PushBatch batch) {
    PushAck refusal = refusal(batch);
    if (refusal != null) {
      return CompletableFuture.completedFuture(refusal);
    }
    while (true) {
      PushEntry.Content content = prepare(batch, heads.view().active());
      if (content.series().isEmpty() && content.metadata().isEmpty()) {
        metrics.durable(0, content.rejections().size());
        return CompletableFuture.completedFuture(new PushAck.Durable(content.rejections()));
      }
      PushEntry entry = new PushEntry(content, heads, metadata, metrics);
      switch (log.submit(entry)) {
        case ACCEPTED -> {
          return entry.ack();
        }
        case FULL -> {
          return CompletableFuture.completedFuture(
              retry(ErrorCode.OVERLOADED, "too many bytes wait for the disk of the ingester"));
        }
        case STOPPED -> {
          return CompletableFuture.completedFuture(stopped());
        }
        case STALE -> {
          // The head was cut since it was looked at: once more with the new one.
        }
      }
    }
  }

  private @Nullable PushAck refusal(PushBatch batch) {
    if (isClosed) {
      return retry(ErrorCode.UNAVAILABLE, "the ingester is shutting down");
    }
    Ring ring = ringView.current();
    if (ring == null) {
      return retry(ErrorCode.UNAVAILABLE, "the ingester has no ring yet");
    }
    if (batch.ringEpoch() < ring.epoch()) {
      List<Integer> moved = partitionsOfOthers(batch, ring);
      if (!moved.isEmpty()) {
        metrics.moved();
        return new PushAck.Moved(moved, ring);
      }
    }
    if (diskReserve.isLow()) {
      return retry(
          ErrorCode.STORAGE_FULL,
          "the disk of the ingester has less than the reserve of "
              + config.minFreeDiskBytes()
              + " bytes free (setting min-free-disk-bytes); writes go on when there is more");
    }
    return makeRoom();
  }

  /** Cuts a head that is large enough; refuses while the one before is not sealed yet. */
  private @Nullable PushAck makeRoom() {
    Heads.View view = heads.view();
    if (view.active().sizeBytes() < config.maxHeadBytes()
        && log.bytesSinceCut() < config.maxWalBytes()) {
      return null;
    }
    if (view.frozen() != null) {
      return retry(
          ErrorCode.OVERLOADED, "memory of the ingester is full until its last head is sealed");
    }
    if (heads.cut()) {
      sealSoon.run();
    }
    return null;
  }

  private List<Integer> partitionsOfOthers(PushBatch batch, Ring ring) {
    LabelHash hash = new LabelHash();
    SortedSet<Integer> moved = new TreeSet<>();
    for (SeriesSamples series : batch.series()) {
      int partition = ring.partition(hash.hash(batch.tenant(), series.labels()));
      if (!ring.group(partition).instanceIds().contains(instanceId)) {
        moved.add(partition);
      }
    }
    return List.copyOf(moved);
  }

  private PushEntry.Content prepare(PushBatch batch, Head head) {
    List<HeadSeries> series = new ArrayList<>(batch.series().size());
    List<SampleColumn> columns = new ArrayList<>(batch.series().size());
    List<Rejection> rejections = new ArrayList<>();
    for (int i = 0; i < batch.series().size(); i++) {
      SeriesSamples samples = batch.series().get(i);
      if (samples.labels().isEmpty()) {
        rejections.add(
            new Rejection(i, ErrorCode.BAD_DATA, "expected at least one label, got none"));
      } else if (samples.samples().size() > 0) {
        series.add(head.series(batch.tenant(), samples.labels()));
        columns.add(TimeOrder.sorted(samples.samples()));
      }
    }
    return new PushEntry.Content(
        batch.tenant(),
        head,
        series,
        columns,
        metadata.news(batch.tenant(), batch.metadata()),
        rejections);
  }

  private PushAck stopped() {
    String reason = log.whyStopped();
    return reason == null
        ? retry(ErrorCode.UNAVAILABLE, "the ingester is shutting down")
        : retry(ErrorCode.STORAGE_FULL, reason);
  }

  private PushAck retry(ErrorCode code, String reason) {
    metrics.refused(code);
    return new PushAck.Retry(code, reason);
  }
}
