package io.carillon.ingester.service;

import static io.carillon.ingester.service.TestingNode.NOW_MS;
import static io.carillon.ingester.service.TestingNode.series;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.common.error.CarillonException;
import io.carillon.common.error.ErrorCode;
import io.carillon.common.labels.Labels;
import io.carillon.common.store.PushAck;
import io.carillon.ingester.file.FaultyFileStore;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

final class DiskFullTest {
  private static final Labels UP = Labels.of("__name__", "up");
  private static final Labels NEW = Labels.of("__name__", "new");

  private final FaultyFileStore files = new FaultyFileStore();

  private static void assertFull(PushAck ack) {
    assertThat(ack)
        .isInstanceOfSatisfying(
            PushAck.Retry.class, r -> assertThat(r.code()).isEqualTo(ErrorCode.STORAGE_FULL));
  }

  /** Pushes until the space that the log has taken ahead is used up; gives how many were taken. */
  private static int fill(TestingNode node) {
    for (int taken = 0; taken < 10_000; taken++) {
      PushAck ack = node.push(series(UP, NOW_MS + taken, taken));
      if (!(ack instanceof PushAck.Durable)) {
        assertFull(ack);
        return taken;
      }
    }
    throw new AssertionError("the disk does not get full");
  }

  @Test
  void refusesWritesServesReadsAndRecoversByItself() {
    FaultyFileStore image;
    int taken;
    try (TestingNode node = new TestingNode(files)) {
      node.push(series(UP, NOW_MS, 0));
      files.setCapacityBytes(files.usedBytes());
      taken = fill(node);
      assertFull(node.push(series(NEW, NOW_MS, 1)));
      assertThat(node.values(UP)).hasSizeGreaterThanOrEqualTo(taken);
      files.setCapacityBytes(Long.MAX_VALUE);
      node.awaitSpace();

      assertThat(node.push(series(NEW, NOW_MS, 2), series(UP, NOW_MS - 1, 2)))
          .isInstanceOf(PushAck.Durable.class);
      assertThat(node.fatal).isEmpty();
      image = files.kill();
    }
    try (TestingNode node = new TestingNode(image)) {
      TestingNode.Answer answer = node.select(0, Long.MAX_VALUE, List.of());
      assertThat(answer.trailer().unvouched()).isEmpty();
      assertThat(answer.values(UP)).startsWith(2, 0, 1).hasSizeGreaterThanOrEqualTo(taken + 1);
      assertThat(answer.values(NEW)).hasSize(1);
    }
  }

  @Test
  void startsAndServesReadsOnAFullDisk() {
    FaultyFileStore image;
    try (TestingNode node = new TestingNode(files)) {
      node.push(series(UP, NOW_MS, 1));
      node.flush();
      node.push(series(UP, NOW_MS + 1, 2));
      image = files.kill();
    }
    image.setCapacityBytes(image.usedBytes());
    try (TestingNode node = new TestingNode(image)) {
      assertThat(node.values(UP)).containsExactly(1, 2);
      fill(node);
      image.setCapacityBytes(Long.MAX_VALUE);
      node.awaitSpace();
      assertThat(node.push(series(UP, NOW_MS + 2, 3))).isInstanceOf(PushAck.Durable.class);
    }
  }

  @Test
  void keepsTheReserveFree() {
    files.setCapacityBytes(1_000_000);
    IngesterConfig config = TestingNode.config(TestingNode.DATA, 64 << 20, 900_000);
    try (TestingNode node = new TestingNode(files, config)) {
      assertThat(node.push(series(UP, NOW_MS, 1))).isInstanceOf(PushAck.Durable.class);
      files.setCapacityBytes(800_000);
      Awaitility.await()
          .atMost(Duration.ofSeconds(10))
          .untilAsserted(() -> assertFull(node.push(series(UP, NOW_MS, 1))));
      assertThat(node.select()).containsKey(UP);
      files.setCapacityBytes(1_000_000);
      Awaitility.await()
          .atMost(Duration.ofSeconds(10))
          .until(() -> node.push(series(UP, NOW_MS, 1)) instanceof PushAck.Durable);
    }
  }

  @Test
  void aSealThatFindsNoSpaceLosesNothing() {
    try (TestingNode node = new TestingNode(files)) {
      node.push(series(UP, NOW_MS, 1));
      files.setCapacityBytes(files.usedBytes() + 30);
      assertThatThrownBy(node::flush)
          .isInstanceOfSatisfying(
              CarillonException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STORAGE_FULL));
      assertThat(node.select()).containsOnlyKeys(UP);
      files.setCapacityBytes(Long.MAX_VALUE);
      node.awaitSpace();
      assertThat(node.push(series(NEW, NOW_MS, 1))).isInstanceOf(PushAck.Durable.class);
      node.flush();
      assertThat(node.select()).containsOnlyKeys(NEW, UP);
      assertThat(node.ingester.parts().blocks().metas()).hasSize(2);
    }
    assertThat(files.allFiles()).noneMatch(file -> file.toString().endsWith(".tmp"));
  }

  @Test
  void aFailedSyncIsFinal() {
    FaultyFileStore image;
    try (TestingNode node = new TestingNode(files)) {
      node.push(series(UP, NOW_MS, 1));
      files.beforeSync(() -> files.failCall(1, false));
      assertFull(node.push(series(UP, NOW_MS + 1, 2)));
      files.beforeSync(null);
      assertFull(node.push(series(UP, NOW_MS + 2, 3)));
      Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> node.fatal.size() == 1);
      assertThat(node.values(UP)).startsWith(1);
      image = files.kill();
    }
    try (TestingNode node = new TestingNode(image)) {
      assertThat(node.push(series(UP, NOW_MS + 2, 3))).isInstanceOf(PushAck.Durable.class);
    }
  }
}
