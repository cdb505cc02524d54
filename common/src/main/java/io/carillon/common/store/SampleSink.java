package io.carillon.common.store;

import java.util.concurrent.CompletableFuture;

/** Takes samples and keeps them. Thread-safe. */
public interface SampleSink {
  /**
   * Stores a batch. Returns at once; the future completes when everything in the batch that was not
   * rejected is durable, or when it is certain that it will not be. The future never completes
   * exceptionally for a reason that {@link PushAck} can express. It may complete on any thread, so
   * dependants must not block it. Bounded: a sink that cannot take more answers RETRY at once.
   */
  CompletableFuture<PushAck> push(PushBatch batch);
}
