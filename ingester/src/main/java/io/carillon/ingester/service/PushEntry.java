package io.carillon.ingester.service;

import io.carillon.common.column.SampleColumn;
import io.carillon.common.error.ErrorCode;
import io.carillon.common.store.MetricMetadata;
import io.carillon.common.store.PushAck;
import io.carillon.common.store.Rejection;
import io.carillon.common.tenant.TenantId;
import io.carillon.ingester.head.Head;
import io.carillon.ingester.head.HeadSeries;
import io.carillon.ingester.head.MetadataStore;
import io.carillon.ingester.wal.WalEntry;
import io.carillon.ingester.wal.WalFrame;
import io.carillon.ingester.wal.WalRecords;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * A batch on its way through the log into one head. Prepared on the caller's thread, finished on
 * the committer's.
 */
final class PushEntry implements WalEntry {
  /**
   * What of a batch is to be stored.
   *
   * @param series registered in {@code head}
   * @param columns for each series its samples, ascending
   */
  record Content(
      TenantId tenant,
      Head head,
      List<HeadSeries> series,
      List<SampleColumn> columns,
      List<MetricMetadata> metadata,
      List<Rejection> rejections) {}

  private final Content content;
  private final Heads heads;
  private final MetadataStore metadataStore;
  private final IngesterMetrics metrics;
  private final List<WalFrame> frames;
  private final CompletableFuture<PushAck> ack = new CompletableFuture<>();

  PushEntry(Content content, Heads heads, MetadataStore metadataStore, IngesterMetrics metrics) {
    this.content = content;
    this.heads = heads;
    this.metadataStore = metadataStore;
    this.metrics = metrics;
    WalRecords records = new WalRecords();
    for (int i = 0; i < content.series().size(); i++) {
      records.addSamples(content.series().get(i).ref(), content.columns().get(i));
    }
    if (!content.metadata().isEmpty()) {
      records.addMetadata(content.tenant(), content.metadata());
    }
    this.frames = records.takeFrames();
  }

  CompletableFuture<PushAck> ack() {
    return ack;
  }

  @Override
  public boolean addFrames(long generation, List<WalFrame> out) {
    if (heads.view().active() != content.head()) {
      return false;
    }
    WalRecords names = new WalRecords();
    for (HeadSeries series : content.series()) {
      if (series.needsNaming(generation)) {
        names.addSeries(series.ref(), content.tenant(), series.labels());
      }
    }
    out.addAll(names.takeFrames());
    out.addAll(frames);
    return true;
  }

  @Override
  public void onDurable() {
    long samples = 0;
    for (SampleColumn column : content.columns()) {
      samples += column.size();
    }
    if (samples > 0) {
      content.head().apply(content.tenant(), content.series(), content.columns());
    }
    if (!content.metadata().isEmpty()) {
      metadataStore.apply(content.tenant(), content.metadata());
    }
    metrics.durable(samples, content.rejections().size());
    ack.complete(new PushAck.Durable(content.rejections()));
  }

  @Override
  public void onFailed(ErrorCode code, String reason) {
    metrics.refused(code);
    ack.complete(new PushAck.Retry(code, reason));
  }
}
