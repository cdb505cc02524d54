package io.carillon.ingester.service;

import io.carillon.common.error.ErrorCode;
import io.carillon.common.store.PushAck;
import io.carillon.common.store.Rejection;
import io.carillon.ingester.wal.DurabilityListener;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A batch that waits to be durable. Completed on the committer's thread. */
final class PushTicket implements DurabilityListener {
  private final long samples;
  private final List<Rejection> rejections;
  private final IngesterMetrics metrics;
  private final CompletableFuture<PushAck> ack = new CompletableFuture<>();

  /**
   * @param samples that were staged
   * @param rejections of series that were not
   */
  PushTicket(long samples, List<Rejection> rejections, IngesterMetrics metrics) {
    this.samples = samples;
    this.rejections = rejections;
    this.metrics = metrics;
  }

  CompletableFuture<PushAck> ack() {
    return ack;
  }

  @Override
  public void onDurable() {
    metrics.durable(samples, rejections.size());
    ack.complete(new PushAck.Durable(rejections));
  }

  @Override
  public void onFailed(ErrorCode code, String reason) {
    metrics.refused(code, samples);
    ack.complete(new PushAck.Retry(code, reason));
  }
}
