package io.carillon.distributor.replicate;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.common.column.SampleColumn;
import io.carillon.common.error.CarillonException;
import io.carillon.common.error.ErrorCode;
import io.carillon.common.labels.LabelHash;
import io.carillon.common.labels.Labels;
import io.carillon.common.ring.Ring;
import io.carillon.common.store.PushAck;
import io.carillon.common.store.PushBatch;
import io.carillon.common.store.Rejection;
import io.carillon.common.store.SeriesSamples;
import io.carillon.common.tenant.TenantId;
import io.carillon.common.time.MonotonicClock;
import io.carillon.distributor.route.HashedWrite;
import io.carillon.distributor.route.TestingRings;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/**
 * Random clusters whose nodes store, refuse, hang, break or move: whatever is acknowledged is
 * durable on a write quorum of each partition, and what could be acknowledged is.
 */
final class QuorumRandomTest {
  private static final int ROUNDS = 300;
  private static final long TIMEOUT_MS = 15;

  @Test
  void acknowledgedMeansDurableOnTheWriteQuorum() {
    int acknowledged = 0;
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int round = 0; round < ROUNDS; round++) {
        long seed = 1000L + round;
        acknowledged += new Round(new Random(seed), executor).run("seed " + seed) ? 1 : 0;
      }
    }
    assertThat(acknowledged).isBetween(ROUNDS / 5, ROUNDS * 4 / 5);
  }

  /** One request to one cluster. */
  private static final class Round {
    private final Random random;
    private final ExecutorService executor;
    private final TestingReplicas replicas = new TestingReplicas();
    private final Ring ring;
    private final TestingRingView ringView;
    private boolean isMoving;
    private boolean isLate;

    Round(Random random, ExecutorService executor) {
      this.random = random;
      this.executor = executor;
      int replicationFactor = List.of(1, 3, 5).get(random.nextInt(3));
      int instances = replicationFactor + random.nextInt(3);
      this.ring = TestingRings.random(random, 1, instances, replicationFactor, 8);
      this.ringView = new TestingRingView(ring);
      double health = random.nextDouble();
      for (int i = 0; i < instances; i++) {
        if (random.nextDouble() > health) {
          fault(TestingRings.id(i), instances, replicationFactor);
        }
      }
    }

    private void fault(String id, int instances, int replicationFactor) {
      switch (random.nextInt(7)) {
        case 0 -> replicas.set(id, TestingReplicas.hanging());
        case 1 -> replicas.set(id, TestingReplicas.failing(ErrorCode.STORAGE_FULL, "full"));
        case 2 -> replicas.forget(id);
        case 3 ->
            replicas.set(
                id,
                _ -> {
                  throw new IllegalStateException("bug");
                });
        case 4 -> {
          isLate = true;
          replicas.set(
              id,
              batch ->
                  CompletableFuture.supplyAsync(() -> replicas.store(id, batch).join(), executor));
        }
        case 5 ->
            replicas.set(
                id,
                batch ->
                    replicas.storeBut(
                        id, batch, List.of(new Rejection(0, ErrorCode.OVERLOADED, "limit"))));
        default -> {
          isMoving = true;
          Ring newer = TestingRings.random(random, 2, instances, replicationFactor, 8);
          replicas.set(id, batch -> movedOrStored(id, newer, batch));
        }
      }
    }

    private CompletableFuture<PushAck> movedOrStored(String id, Ring newer, PushBatch batch) {
      return batch.ringEpoch() < 2
          ? TestingReplicas.moved(newer).push(batch)
          : replicas.store(id, batch);
    }

    boolean run(String seed) {
      HashedWrite request = request(1 + random.nextInt(20));
      QuorumWriter writer =
          new QuorumWriter(
              ringView,
              replicas,
              TIMEOUT_MS,
              1 << 20,
              MonotonicClock.system(),
              new PrometheusRegistry());
      try {
        assertThat(writer.write(request)).isEmpty();
        assertThat(seriesBelowQuorum(request)).as(seed).isEmpty();
        return true;
      } catch (CarillonException e) {
        assertThat(e.code().isRetryable()).as(seed).isTrue();
        if (!isMoving && !isLate) {
          assertThat(seriesBelowQuorum(request)).as(seed + ": " + e.getMessage()).isNotEmpty();
        }
        return false;
      }
    }

    /** Series that lack a quorum in the ring by which the request was decided. */
    private Set<Labels> seriesBelowQuorum(HashedWrite request) {
      Ring decided = Objects.requireNonNull(ringView.current());
      LabelHash hasher = new LabelHash();
      Set<Labels> below = new HashSet<>();
      for (SeriesSamples series : request.series()) {
        int partition = decided.partition(hasher.hash(request.tenant(), series.labels()));
        long copies =
            decided.group(partition).instanceIds().stream()
                .filter(id -> replicas.durableSeries(id).contains(series.labels()))
                .count();
        if (copies < decided.writeQuorum()) {
          below.add(series.labels());
        }
      }
      return below;
    }

    private static HashedWrite request(int count) {
      List<SeriesSamples> series = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        series.add(
            new SeriesSamples(
                Labels.of("__name__", "m" + i),
                SampleColumn.floats(new long[] {1}, new double[] {i})));
      }
      return HashedWrite.of(TenantId.ANONYMOUS, series, List.of());
    }
  }
}
