package io.carillon.distributor.replicate;

import io.carillon.common.error.ErrorCode;
import io.carillon.common.labels.Labels;
import io.carillon.common.ring.Ring;
import io.carillon.common.store.PushAck;
import io.carillon.common.store.PushBatch;
import io.carillon.common.store.Rejection;
import io.carillon.common.store.Replicas;
import io.carillon.common.store.SampleSink;
import io.carillon.common.store.SeriesSamples;
import io.carillon.common.store.SeriesSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Ingesters in memory that do as they are told; they store everything when told nothing. */
public final class TestingReplicas implements Replicas {
  private final Map<String, SampleSink> behaviours = new ConcurrentHashMap<>();
  private final Set<String> unknown = ConcurrentHashMap.newKeySet();
  private final Map<String, List<PushBatch>> durable = new ConcurrentHashMap<>();

  /** What an instance does from now on. */
  public TestingReplicas set(String instanceId, SampleSink behaviour) {
    behaviours.put(instanceId, behaviour);
    return this;
  }

  /** Makes an instance store everything again. */
  public void heal(String instanceId) {
    behaviours.remove(instanceId);
  }

  /** Forgets an instance's address. */
  public void forget(String instanceId) {
    unknown.add(instanceId);
  }

  /** What an instance has on its disk. */
  public List<PushBatch> durable(String instanceId) {
    return List.copyOf(durable.getOrDefault(instanceId, List.of()));
  }

  /** Series that an instance has on its disk. */
  public Set<Labels> durableSeries(String instanceId) {
    Set<Labels> series = new HashSet<>();
    durable(instanceId)
        .forEach(batch -> batch.series().stream().map(SeriesSamples::labels).forEach(series::add));
    return series;
  }

  /** Stores a batch as a healthy ingester does. */
  public CompletableFuture<PushAck> store(String instanceId, PushBatch batch) {
    return storeBut(instanceId, batch, List.of());
  }

  /** Stores a batch without the series that are refused. */
  public CompletableFuture<PushAck> storeBut(
      String instanceId, PushBatch batch, List<Rejection> rejections) {
    List<SeriesSamples> kept = new ArrayList<>(batch.series());
    rejections.forEach(rejection -> kept.remove(batch.series().get(rejection.seriesIndex())));
    PushBatch stored =
        new PushBatch(
            batch.tenant(),
            batch.ringEpoch(),
            batch.deleteNumber(),
            kept,
            batch.metadata(),
            batch.exemplars());
    durable.merge(
        instanceId,
        List.of(stored),
        (before, more) -> {
          List<PushBatch> all = new ArrayList<>(before);
          all.addAll(more);
          return all;
        });
    return CompletableFuture.completedFuture(new PushAck.Durable(rejections));
  }

  /** A sink that never answers. */
  public static SampleSink hanging() {
    return _ -> new CompletableFuture<>();
  }

  /** A sink that takes nothing. */
  public static SampleSink failing(ErrorCode code, String reason) {
    return _ -> CompletableFuture.completedFuture(new PushAck.Retry(code, reason));
  }

  /** A sink that knows another ring. */
  public static SampleSink moved(Ring ring) {
    return _ -> CompletableFuture.completedFuture(new PushAck.Moved(List.of(), ring));
  }

  @Override
  public @Nullable SampleSink sink(String instanceId) {
    if (unknown.contains(instanceId)) {
      return null;
    }
    return behaviours.getOrDefault(instanceId, batch -> store(instanceId, batch));
  }

  @Override
  public @Nullable SeriesSource source(String instanceId) {
    throw new UnsupportedOperationException("a distributor does not read");
  }
}
