package io.carillon.common.rpc;

import io.carillon.common.store.PushAck;
import io.carillon.common.store.PushBatch;
import io.carillon.common.store.SampleSink;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** Remembers what was pushed; a function decides about the acks, at first all are durable. */
final class TestingSink implements SampleSink {
  static final PushAck DURABLE = new PushAck.Durable(List.of());

  final List<PushBatch> batches = new CopyOnWriteArrayList<>();
  volatile Function<PushBatch, CompletableFuture<PushAck>> acks =
      _ -> CompletableFuture.completedFuture(DURABLE);

  @Override
  public CompletableFuture<PushAck> push(PushBatch batch) {
    batches.add(batch);
    return acks.apply(batch);
  }
}
