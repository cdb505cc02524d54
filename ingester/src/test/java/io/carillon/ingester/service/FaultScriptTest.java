package io.carillon.ingester.service;

import static io.carillon.ingester.service.TestingNode.NOW_MS;
import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.common.error.CarillonException;
import io.carillon.common.error.ErrorCode;
import io.carillon.common.labels.Labels;
import io.carillon.common.store.PushAck;
import io.carillon.ingester.file.FaultyFileStore;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A short history in which one thing goes wrong: at every call, at every byte, at every sync. */
final class FaultScriptTest {
  private static final int BATCHES_A_STAGE = 4;
  private static final Labels NEW = Labels.of("__name__", "afterwards");

  private final RandomGenerator random =
      new SplittableRandom(Long.getLong("carillon.test.seed", 42));

  private interface Fault {
    void prepare(FaultyFileStore files);
  }

  /** The history on a sound disk. */
  private static FaultyFileStore sound() {
    FaultyFileStore files = new FaultyFileStore();
    TestingClock clock = new TestingClock();
    try (TestingNode node = new TestingNode(files, TestingNode.config(), clock)) {
      History history = new History(node, clock, BATCHES_A_STAGE, _ -> {});
      history.run().run();
      assertThat(history.refused()).isZero();
      history.check(node);
    }
    return files;
  }

  @Test
  void aCallThatFailsOnceLosesNothing() {
    assertFailedCalls(false);
  }

  @Test
  void callsThatFailForGoodLoseNothing() {
    assertFailedCalls(true);
  }

  private void assertFailedCalls(boolean forGood) {
    long calls = sound().calls();
    assertThat(calls).isGreaterThan(60);
    for (long call = 1; call <= calls; call++) {
      long each = call;
      assertKeepsAll("failed call " + call, files -> files.failCall(each, forGood));
    }
  }

  /** After the fault power goes; the next start holds all that was acknowledged. */
  private void assertKeepsAll(String name, Fault fault) {
    FaultyFileStore files = new FaultyFileStore();
    fault.prepare(files);
    TestingClock clock = new TestingClock();
    History history = null;
    FaultyFileStore image;
    try {
      try (TestingNode node = new TestingNode(files, TestingNode.config(), clock)) {
        history = new History(node, clock, BATCHES_A_STAGE, _ -> {});
        history.run().run();
        history.check(node);
        image = files.crash(random);
      } catch (CarillonException e) {
        assertThat(history).as("only a start may fail: %s", e).isNull();
        image = files.crash(random);
      }
      assertRecovers(image, clock, history);
    } catch (RuntimeException | AssertionError e) {
      throw new AssertionError(name + ": " + e.getMessage(), e);
    }
  }

  private static void assertRecovers(
      FaultyFileStore image, TestingClock clock, @Nullable History history) {
    try (TestingNode node = new TestingNode(image, TestingNode.config(), clock)) {
      if (history != null) {
        history.check(node);
      }
      assertThat(node.push(TestingNode.series(NEW, NOW_MS, 1))).isInstanceOf(PushAck.Durable.class);
      node.flush();
    }
  }

  @Test
  void aFullDiskAtAnyByteStopsWritesAndNothingElse() {
    long usedBytes = sound().usedBytes() + 20_000;
    int points = Integer.getInteger("carillon.test.disk.points", 300);
    int refused = 0;
    for (int point = 0; point < points; point++) {
      long capacityBytes = usedBytes * point / points + random.nextInt(64);
      try {
        refused += assertSurvivesFullDisk(capacityBytes);
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError("full at " + capacityBytes + ": " + e.getMessage(), e);
      }
    }
    assertThat(refused).isGreaterThan(points);
  }

  /** Returns the number of batches that were refused. */
  private static int assertSurvivesFullDisk(long capacityBytes) {
    FaultyFileStore files = new FaultyFileStore();
    TestingClock clock = new TestingClock();
    FaultyFileStore image;
    History history;
    try (TestingNode node = new TestingNode(files, TestingNode.config(), clock)) {
      history = new History(node, clock, BATCHES_A_STAGE, _ -> {});
      files.setCapacityBytes(capacityBytes);
      Runnable lastAcknowledged = history.run();
      lastAcknowledged.run();
      history.check(node);
      image = files.kill();
      assertThat(node.fatal).isEmpty();
    }
    image.setCapacityBytes(image.usedBytes());
    try (TestingNode node = new TestingNode(image, TestingNode.config(), clock)) {
      history.check(node);
      image.setCapacityBytes(Long.MAX_VALUE);
      node.awaitSpace();
      assertThat(node.push(TestingNode.series(NEW, NOW_MS, 1))).isInstanceOf(PushAck.Durable.class);
      node.flush();
      history.model.sent(TestingNode.batch(TestingNode.series(NEW, NOW_MS, 1))).run();
      history.check(node);
    }
    return history.refused();
  }

  @Test
  void aFailedSyncIsNeverTriedAgainAsIfNothingHadHappened() {
    long syncs = sound().syncs();
    assertThat(syncs).isGreaterThan(20);
    for (int sync = 1; sync <= syncs; sync++) {
      int each = sync;
      assertKeepsAll("failed sync " + sync, files -> failSync(files, each));
    }
  }

  private static void failSync(FaultyFileStore files, int sync) {
    AtomicInteger left = new AtomicInteger(sync);
    files.beforeSync(
        () -> {
          if (left.decrementAndGet() == 0) {
            files.failCall(1, false);
          }
        });
  }

  @Test
  void afterAFailedSyncOfTheLogTheNodeSaysWhyAndAcknowledgesNothing() {
    FaultyFileStore files = new FaultyFileStore();
    try (TestingNode node = new TestingNode(files)) {
      node.push(TestingNode.series(NEW, NOW_MS, 1));
      failSync(files, 1);
      PushAck first = node.push(TestingNode.series(NEW, NOW_MS + 1, 2));
      assertRefused(first);
      for (int i = 2; i < 20; i++) {
        assertThat(node.push(TestingNode.series(NEW, NOW_MS + i, 3))).isEqualTo(first);
      }
      Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> node.fatal.size() == 1);
      assertThat(node.values(NEW)).startsWith(1);
    }
  }

  private static void assertRefused(PushAck ack) {
    assertThat(ack)
        .isInstanceOfSatisfying(
            PushAck.Retry.class,
            r -> {
              assertThat(r.code()).isEqualTo(ErrorCode.STORAGE_FULL);
              assertThat(r.reason()).contains("log").contains("injected failure");
            });
  }
}
