package io.carillon.ingester.service;

import io.carillon.common.bytes.ByteWriter;
import io.carillon.common.error.ErrorCode;
import io.carillon.common.labels.LabelHash;
import io.carillon.common.ring.Ring;
import io.carillon.common.ring.RingView;
import io.carillon.common.store.MetricMetadata;
import io.carillon.common.store.PushAck;
import io.carillon.common.store.PushBatch;
import io.carillon.common.store.Rejection;
import io.carillon.common.store.SampleSink;
import io.carillon.common.store.SeriesExemplars;
import io.carillon.common.store.SeriesSamples;
import io.carillon.ingester.exemplar.ExemplarRecords;
import io.carillon.ingester.wal.MetadataRecords;
import io.carillon.ingester.wal.RecordLog;
import io.carillon.ingester.wal.RecordType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Takes batches: admits them, stages them in their shards and the log, and acknowledges them when
 * the log is durable. Thread-safe.
 */
final class Pusher implements SampleSink {
  private final IngesterParts parts;
  private final String instanceId;
  private final RingView ringView;
  private final DiskReserve diskReserve;
  private final MemoryPressure pressure;
  private final Runnable sealSoon;
  private final IngesterMetrics metrics;

  /** Raw bits, a time and a reference: more than most samples take. */
  private static final int BYTES_PER_SAMPLE = 16;

  /** Labels of an exemplar, or a description: more than most take. */
  private static final int BYTES_PER_TEXT = 256;

  /**
   * Held while metadata is applied and logged: in one order, and who finds nothing new in the store
   * finds it in the log as well, whose end it waits for.
   */
  private final ReentrantLock metadataOrder = new ReentrantLock();

  private volatile boolean isClosed;

  /**
   * @param sealSoon called when memory is short; must not block
   */
  Pusher(
      IngesterParts parts,
      String instanceId,
      RingView ringView,
      MemoryPressure pressure,
      Runnable sealSoon) {
    this.sealSoon = sealSoon;
    this.parts = parts;
    this.instanceId = instanceId;
    this.ringView = ringView;
    this.pressure = pressure;
    this.diskReserve =
        new DiskReserve(
            parts.environment().files(),
            parts.config().dataDir(),
            parts.config().minFreeDiskBytes(),
            parts.environment().clock());
    this.metrics = parts.metrics();
  }

  /** Refuses everything from now on. */
  void close() {
    isClosed = true;
  }

  @Override
  public CompletableFuture<PushAck> push(PushBatch batch) {
    long samples = sampleCount(batch.series());
    PushAck refusal = refusal(batch, samples);
    if (refusal != null) {
      return CompletableFuture.completedFuture(refusal);
    }
    List<Rejection> rejections = new ArrayList<>(0);
    stageMetadata(batch);
    stageExemplars(batch);
    var _ = parts.shards().append(batch.tenant(), batch.series(), parts.log(), rejections);
    long appended = samples - countRefused(batch.series(), rejections);
    // Also what was there already must be durable, so everything that was logged so far.
    PushTicket ticket = new PushTicket(appended, rejections, metrics);
    parts.log().whenDurable(parts.log().nextLsn() - 1, ticket);
    return ticket.ack();
  }

  private @Nullable PushAck refusal(PushBatch batch, long samples) {
    if (isClosed) {
      return retry(samples, ErrorCode.UNAVAILABLE, "the ingester is shutting down");
    }
    Ring ring = ringView.current();
    if (ring == null) {
      return retry(samples, ErrorCode.UNAVAILABLE, "the ingester has no ring yet");
    }
    if (batch.ringEpoch() < ring.epoch()) {
      List<Integer> moved = partitionsOfOthers(batch, ring);
      if (!moved.isEmpty()) {
        metrics.moved(samples);
        return new PushAck.Moved(moved, ring);
      }
    }
    if (parts.seriesFile().failure() != null) {
      return retry(
          samples,
          ErrorCode.UNAVAILABLE,
          "the disk of the ingester failed under its series file, it must be restarted: "
              + parts.seriesFile().failure());
    }
    if (diskReserve.isLow()) {
      return retry(
          samples,
          ErrorCode.STORAGE_FULL,
          "the disk of the ingester has less than the reserve of "
              + parts.config().minFreeDiskBytes()
              + " bytes free (setting "
              + IngesterConfig.MIN_FREE_DISK_BYTES
              + "); writes go on when there is more");
    }
    if (pressure.isHigh()) {
      sealSoon.run();
    }
    String full = pressure.whyFull();
    return full == null ? admit(batch, samples) : retry(samples, ErrorCode.OVERLOADED, full);
  }

  private @Nullable PushAck admit(PushBatch batch, long samples) {
    return switch (parts.log().admit(estimatedBytes(batch, samples))) {
      case ADMITTED -> null;
      case FULL ->
          retry(samples, ErrorCode.OVERLOADED, "too many bytes wait for the disk of the ingester");
      case DISK_FULL ->
          retry(
              samples,
              ErrorCode.STORAGE_FULL,
              "the disk of the ingester is full; writes go on when there is space");
      case STOPPED -> stopped(samples);
    };
  }

  /** What the log will need at most for series that it knows; new ones are rare. */
  private static long estimatedBytes(PushBatch batch, long samples) {
    long others = batch.metadata().size();
    for (SeriesExemplars exemplars : batch.exemplars()) {
      others += exemplars.exemplars().size();
    }
    return 64 + samples * BYTES_PER_SAMPLE + others * BYTES_PER_TEXT;
  }

  private void stageMetadata(PushBatch batch) {
    if (batch.metadata().isEmpty()) {
      return;
    }
    metadataOrder.lock();
    try {
      List<MetricMetadata> news = parts.metadata().news(batch.tenant(), batch.metadata());
      if (!news.isEmpty()) {
        // First to the store: what is logged before a cut must be in the file that the cut saves.
        parts.metadata().apply(batch.tenant(), news);
        ByteWriter body = new ByteWriter(256);
        MetadataRecords.encode(batch.tenant(), news, body);
        log(0, RecordType.METADATA, body.toByteArray());
      }
    } finally {
      metadataOrder.unlock();
    }
  }

  private void stageExemplars(PushBatch batch) {
    if (batch.exemplars().isEmpty()) {
      return;
    }
    Map<Integer, List<SeriesExemplars>> byShard =
        batch.exemplars().stream()
            .collect(
                Collectors.groupingBy(e -> parts.shards().shardOf(batch.tenant(), e.series())));
    byShard.forEach(
        (shard, exemplars) -> {
          // First to the store, as a seal freezes it after it has asked for the cut.
          parts.exemplars().add(shard, batch.tenant(), exemplars);
          for (byte[] body : ExemplarRecords.encode(batch.tenant(), exemplars)) {
            log(shard, RecordType.EXEMPLARS, body);
          }
        });
  }

  /** Logs a record that is the same in every segment. */
  private void log(int shard, RecordType type, byte[] body) {
    long lsn;
    do {
      lsn = parts.log().append(parts.log().segment(), shard, type, body, 0, body.length);
    } while (lsn == RecordLog.STALE_SEGMENT);
  }

  private static long sampleCount(List<SeriesSamples> series) {
    long samples = 0;
    for (int i = 0; i < series.size(); i++) {
      samples += series.get(i).samples().size();
    }
    return samples;
  }

  /** Counts the samples of refused series, and says how many they are. */
  private long countRefused(List<SeriesSamples> series, List<Rejection> rejections) {
    long refused = 0;
    for (Rejection rejection : rejections) {
      int samples = series.get(rejection.seriesIndex()).samples().size();
      metrics.refusedSamples(rejection.code(), samples);
      refused += samples;
    }
    return refused;
  }

  private List<Integer> partitionsOfOthers(PushBatch batch, Ring ring) {
    LabelHash hash = new LabelHash();
    NavigableSet<Integer> moved = new TreeSet<>();
    Stream.concat(
            batch.series().stream().map(SeriesSamples::labels),
            batch.exemplars().stream().map(SeriesExemplars::series))
        .mapToInt(labels -> ring.partition(hash.hash(batch.tenant(), labels)))
        .filter(partition -> !ring.group(partition).instanceIds().contains(instanceId))
        .forEach(moved::add);
    return List.copyOf(moved);
  }

  private PushAck stopped(long samples) {
    String reason = parts.log().whyStopped();
    return reason == null
        ? retry(samples, ErrorCode.UNAVAILABLE, "the ingester is shutting down")
        : retry(samples, ErrorCode.STORAGE_FULL, reason);
  }

  private PushAck retry(long samples, ErrorCode code, String reason) {
    metrics.refused(code, samples);
    return new PushAck.Retry(code, reason);
  }
}
