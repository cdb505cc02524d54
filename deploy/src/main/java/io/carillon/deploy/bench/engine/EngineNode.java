package io.carillon.deploy.bench.engine;

import com.sun.management.OperatingSystemMXBean;
import io.carillon.common.ring.Instance;
import io.carillon.common.ring.InstanceState;
import io.carillon.common.ring.Ring;
import io.carillon.common.ring.RingPlanner;
import io.carillon.common.ring.RingView;
import io.carillon.common.store.SampleSink;
import io.carillon.common.store.SeriesSource;
import io.carillon.common.time.MonotonicClock;
import io.carillon.deploy.bench.TemporaryFolder;
import io.carillon.ingester.file.DiskFileStore;
import io.carillon.ingester.service.Ingester;
import io.carillon.ingester.service.IngesterConfig;
import io.carillon.ingester.service.IngesterEnvironment;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * An ingester alone in this process, with default settings, on a folder of its own that is deleted
 * on close. The one place that knows how an ingester is opened.
 */
final class EngineNode implements AutoCloseable {
  private static final String ID = "bench";

  private final Path folder;
  private final Ring ring;
  private final Ingester ingester;

  private EngineNode(Path folder, InstantSource wallClock, MonotonicClock clock) {
    this.folder = folder;
    ring =
        RingPlanner.create(
            "bench",
            Ring.DEFAULT_PARTITION_COUNT,
            1,
            List.of(new Instance(ID, "zone", InstanceState.ACTIVE, Instance.DEFAULT_WEIGHT)));
    ingester =
        Ingester.open(
            IngesterConfig.defaults(folder.resolve("data"), memoryBytes()),
            ID,
            new FixedRing(ring),
            new IngesterEnvironment(
                new DiskFileStore(),
                wallClock,
                clock,
                RandomGenerator.of("L64X128MixRandom"),
                new PrometheusRegistry(),
                EngineNode::fail));
  }

  private record FixedRing(Ring current) implements RingView {
    @Override
    public boolean offer(Ring ring) {
      return false;
    }
  }

  /** Opens one with clocks that a benchmark may own. */
  static EngineNode open(InstantSource wallClock, MonotonicClock clock) throws IOException {
    return new EngineNode(TemporaryFolder.create("carillon-bench"), wallClock, clock);
  }

  private static void fail(Throwable cause) {
    throw new IllegalStateException("the ingester has failed", cause);
  }

  SampleSink sink() {
    return ingester;
  }

  SeriesSource source() {
    return ingester;
  }

  long ringEpoch() {
    return ring.epoch();
  }

  /** Seals what was acknowledged. Blocks. */
  void flush() {
    ingester.flush(false);
  }

  /** Seals, and merges all that can be merged. Blocks. */
  void flushAndMerge() {
    ingester.flush(true);
  }

  private static long memoryBytes() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();
  }

  @Override
  public void close() throws IOException {
    ingester.close();
    TemporaryFolder.delete(folder);
  }
}
