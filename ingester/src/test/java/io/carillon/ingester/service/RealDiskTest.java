package io.carillon.ingester.service;

import static io.carillon.ingester.service.TestingNode.NOW_MS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.common.labels.Labels;
import io.carillon.common.store.PushAck;
import io.carillon.common.store.PushBatch;
import io.carillon.ingester.file.DiskFileStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole ingester over the machine's disk. */
final class RealDiskTest {
  @TempDir Path temporary;

  private TestingNode open() {
    return new TestingNode(new DiskFileStore(), TestingNode.config(temporary, 4 << 20, 0));
  }

  @Test
  void manyWritersSealsAndReadersAgree() throws Exception {
    int writers = 4;
    int batches = 150;
    try (TestingNode node = open();
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      AtomicBoolean done = new AtomicBoolean();
      Future<?> seals = threads.submit(() -> sealUntil(done, node));
      List<Future<?>> writing =
          IntStream.range(0, writers)
              .<Future<?>>mapToObj(w -> threads.submit(() -> write(node, w, batches)))
              .toList();
      for (Future<?> writer : writing) {
        writer.get();
      }
      done.set(true);
      seals.get();
      assertHolds(node, writers, batches);
    }
    try (TestingNode node = open()) {
      assertHolds(node, writers, batches);
      Thread reader = Thread.ofVirtual().start(() -> readInterrupted(node));
      reader.join();
      assertHolds(node, writers, batches);
    }
  }

  /** As when it belongs to another user, or too many files are open. */
  @Test
  void aFileThatIsThereButCannotBeOpenedStaysWhereItIs() throws IOException {
    Labels up = Labels.of("__name__", "up");
    try (TestingNode node = open()) {
      node.push(TestingNode.series(up, NOW_MS, 1));
    }
    Path block;
    try (Stream<Path> files = Files.list(temporary.resolve("blocks"))) {
      block = files.filter(TestingNode::isBlock).findFirst().orElseThrow();
    }
    Path aside = Files.move(block, temporary.resolve("aside"));
    Files.createDirectory(block);
    assertThatThrownBy(this::open).hasStackTraceContaining("cannot open " + block);
    Files.delete(block);
    Files.move(aside, block);
    try (TestingNode node = open()) {
      assertThat(node.values(up)).containsExactly(1);
    }
  }

  /** An interrupt must not close a file under the other readers. */
  private static void readInterrupted(TestingNode node) {
    Thread.currentThread().interrupt();
    try {
      node.select();
    } catch (RuntimeException _) {
      // Canceled, as it should be.
    }
  }

  private static void sealUntil(AtomicBoolean done, TestingNode node) {
    while (!done.get()) {
      node.flush();
      node.ingester.maintain();
    }
  }

  /** Each writer reads what it wrote after every ack. */
  private static void write(TestingNode node, int writer, int batches) {
    Labels labels = Labels.of("__name__", "m", "writer", Integer.toString(writer));
    for (int i = 0; i < batches; i++) {
      PushBatch batch =
          TestingNode.batch(
              TestingNode.series(labels, NOW_MS + i, i),
              TestingNode.series(
                  Labels.of("__name__", "once", "i", i + "-" + writer), NOW_MS + i, i));
      while (!(node.push(batch) instanceof PushAck.Durable)) {
        Thread.onSpinWait();
      }
      if (i % 10 == 0) {
        assertThat(node.values(labels)).hasSize(i + 1);
      }
    }
  }

  private static void assertHolds(TestingNode node, int writers, int batches) {
    TestingNode.Answer answer = node.select(0, Long.MAX_VALUE, List.of());
    assertThat(answer.series()).hasSize(writers + writers * batches);
    for (int w = 0; w < writers; w++) {
      Labels labels = Labels.of("__name__", "m", "writer", Integer.toString(w));
      assertThat(answer.values(labels)).hasSize(batches).isSorted();
    }
    assertThat(answer.trailer().unvouched()).isEmpty();
  }
}
