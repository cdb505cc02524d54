package io.carillon.deploy.scripts;

import io.carillon.common.ring.Instance;
import io.carillon.common.ring.InstanceState;
import io.carillon.common.ring.Ring;
import io.carillon.common.ring.RingPlanner;
import io.carillon.common.ring.RingView;
import io.carillon.common.store.PushAck;
import io.carillon.common.store.PushBatch;
import io.carillon.common.store.Replicas;
import io.carillon.common.store.SampleSink;
import io.carillon.common.store.SeriesSamples;
import io.carillon.common.store.SeriesSource;
import io.carillon.common.tenant.TenantId;
import io.carillon.common.time.MonotonicClock;
import io.carillon.ingester.file.DiskFileStore;
import io.carillon.ingester.service.Ingester;
import io.carillon.ingester.service.IngesterConfig;
import io.carillon.ingester.service.IngesterEnvironment;
import io.carillon.querier.fanout.FanoutConfig;
import io.carillon.querier.fanout.FanoutSource;
import io.carillon.querier.promqltest.ScriptStorage;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Three ingesters on the disk, a ring that gives each of them everything, and a fan-out that reads
 * them. Each series is pushed to two of the three, as after a write that one has missed; forgetting
 * means to go on as another tenant. Their clock stands near the epoch, where scripts put samples.
 */
final class ReplicatedStorage implements ScriptStorage, Replicas, RingView, AutoCloseable {
  private static final int INGESTERS = 3;
  private static final long ACK_SECONDS = 30;

  /** So often a push is sealed into blocks, so that queries read log, head and blocks. */
  private static final int PUSHES_PER_SEAL = 7;

  private static final Instant NOW = Instant.EPOCH.plusSeconds(86_400);

  private final Map<String, Ingester> ingesters = new LinkedHashMap<>();
  private final List<Throwable> fatal = new CopyOnWriteArrayList<>();
  private final Ring ring;
  private final FanoutSource source;
  private int pushes;
  private int tenant;

  ReplicatedStorage(Path folder) {
    List<Instance> instances = new ArrayList<>();
    for (int i = 0; i < INGESTERS; i++) {
      instances.add(
          new Instance(
              "ingester-" + i, "zone-" + i, InstanceState.ACTIVE, Instance.DEFAULT_WEIGHT));
    }
    ring = RingPlanner.create("cluster", Ring.DEFAULT_PARTITION_COUNT, INGESTERS, instances);
    for (Instance instance : instances) {
      ingesters.put(instance.id(), open(instance.id(), folder.resolve(instance.id())));
    }
    source =
        new FanoutSource(
            this, this, FanoutConfig.DEFAULT, MonotonicClock.system(), new PrometheusRegistry());
  }

  private Ingester open(String id, Path dataDir) {
    return Ingester.open(
        IngesterConfig.defaults(dataDir, 1L << 30).withMinFreeDiskBytes(0),
        id,
        this,
        new IngesterEnvironment(
            new DiskFileStore(),
            () -> NOW,
            MonotonicClock.system(),
            RandomGenerator.of("L64X128MixRandom"),
            new PrometheusRegistry(),
            fatal::add));
  }

  @Override
  public void push(List<SeriesSamples> series) {
    int missing = 0;
    for (Ingester ingester : ingesters.values()) {
      List<SeriesSamples> kept = new ArrayList<>();
      for (int i = 0; i < series.size(); i++) {
        if (i % INGESTERS != missing) {
          kept.add(series.get(i));
        }
      }
      push(ingester, kept);
      missing++;
    }
    if (++pushes % PUSHES_PER_SEAL == 0) {
      ingesters.values().forEach(ingester -> ingester.flush(false));
    }
  }

  private void push(Ingester ingester, List<SeriesSamples> series) {
    PushBatch batch = new PushBatch(tenant(), ring.epoch(), 0, series, List.of());
    PushAck ack = ingester.push(batch).orTimeout(ACK_SECONDS, TimeUnit.SECONDS).join();
    if (!(ack instanceof PushAck.Durable durable) || !durable.rejections().isEmpty()) {
      throw new AssertionError("expected all samples to be durable, got " + ack);
    }
  }

  @Override
  public void clear() {
    tenant++;
  }

  @Override
  public TenantId tenant() {
    return new TenantId("tenant-" + tenant);
  }

  @Override
  public SeriesSource source() {
    return source;
  }

  @Override
  public Ring current() {
    return ring;
  }

  @Override
  public boolean offer(Ring offered) {
    return false;
  }

  @Override
  public @Nullable SampleSink sink(String instanceId) {
    return ingesters.get(instanceId);
  }

  @Override
  public @Nullable SeriesSource source(String instanceId) {
    return ingesters.get(instanceId);
  }

  @Override
  public void close() {
    ingesters.values().forEach(Ingester::close);
    if (!fatal.isEmpty()) {
      throw new AssertionError("an ingester failed", fatal.get(0));
    }
  }
}
