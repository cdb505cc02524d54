package io.carillon.ingester.service;

import static io.carillon.ingester.service.TestingNode.DATA;
import static io.carillon.ingester.service.TestingNode.NOW_MS;
import static io.carillon.ingester.service.TestingNode.series;
import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.common.labels.Labels;
import io.carillon.common.store.PushAck;
import io.carillon.common.store.SeriesSamples;
import io.carillon.ingester.file.DiskFileStore;
import io.carillon.ingester.file.FaultyFileStore;
import io.carillon.ingester.wal.SyncMode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Memory that is nearly full, of what no seal frees. */
final class MemoryPressureTest {
  private static final int MANY = 2000;

  @TempDir private Path temporary;
  private final FaultyFileStore files = new FaultyFileStore();
  private final TestingClock clock = new TestingClock();

  private TestingNode open(long budgetBytes) {
    return new TestingNode(files, TestingNode.config(DATA, budgetBytes, 0), clock);
  }

  private static Labels labels(int i) {
    return Labels.of("__name__", "gauge", "id", "number-" + i);
  }

  private static void pushMany(TestingNode node) {
    for (int from = 0; from < MANY; from += 100) {
      SeriesSamples[] some =
          IntStream.range(from, from + 100)
              .mapToObj(i -> series(labels(i), NOW_MS, i))
              .toArray(SeriesSamples[]::new);
      assertThat(node.push(some)).isInstanceOf(PushAck.Durable.class);
    }
    node.flush();
  }

  /** So that series alone are under pressure, but there is room. */
  private long budgetOfManySeries() {
    try (TestingNode node = new TestingNode(new FaultyFileStore())) {
      pushMany(node);
      return node.ingester.parts().memoryBytes() * 6 / 5;
    }
  }

  @Test
  void seriesThatAreWrittenAllTheTimeDoNotKeepIdleOnesInMemory() throws Exception {
    AtomicBoolean isOver = new AtomicBoolean();
    AtomicInteger pushed = new AtomicInteger();
    try (TestingNode node = open(budgetOfManySeries())) {
      pushMany(node);
      clock.advance(Duration.ofMinutes(31));
      CompletableFuture<Void> writer =
          CompletableFuture.runAsync(
              () -> {
                while (!isOver.get()) {
                  int i = pushed.getAndIncrement();
                  node.push(series(labels(i % 2), NOW_MS + 1 + i, i));
                }
              });
      CompletableFuture<Void> evicted =
          CompletableFuture.runAsync(
              () -> {
                do {
                  node.ingester.evictIdle();
                } while (node.ingester.parts().shards().seriesCount() > 2);
              });
      try {
        evicted.get(20, TimeUnit.SECONDS);
      } finally {
        isOver.set(true);
        writer.get(20, TimeUnit.SECONDS);
      }
      assertThat(files.allFiles()).filteredOn(TestingNode::isBlock).hasSizeLessThan(20);
    }
  }

  /** What the log has of a batch's shape is kept in memory until its segment is full. */
  @Test
  void batchesThatAreAllDifferentDoNotKeepWritersOut() {
    LogConfig log =
        new LogConfig(
            4 << 20,
            1 << 20,
            64 << 20,
            SyncMode.OS,
            Duration.ofSeconds(1),
            Duration.ZERO,
            Duration.ofMillis(1));
    IngesterConfig config = TestingNode.config(temporary, 1 << 20, 0).withLog(log);
    try (TestingNode node = new TestingNode(new DiskFileStore(), config)) {
      for (int i = 0; i < 100; i++) {
        assertThat(node.push(series(labels(i), NOW_MS, i))).isInstanceOf(PushAck.Durable.class);
      }
      SplittableRandom random = new SplittableRandom(3);
      for (int i = 0; i < 10_000; i++) {
        long timeMs = NOW_MS + 1 + i;
        SeriesSamples[] some =
            random
                .ints(4, 0, 100)
                .distinct()
                .mapToObj(id -> series(labels(id), timeMs, 1))
                .toArray(SeriesSamples[]::new);
        if (!(node.push(some) instanceof PushAck.Durable)) {
          node.flush();
          assertThat(node.push(some)).as("after a seal").isInstanceOf(PushAck.Durable.class);
        }
      }
    }
  }
}
