package io.carillon.ingester.wal;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.ingester.file.FaultyFileStore;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Lives of a log that end in a crash, against what it acknowledged. */
final class LogCrashTest {
  private static final int ROUNDS = Integer.getInteger("wal.crashes", 40);
  private static final long SEGMENT_BYTES = 6 << 10;

  /** What was appended, by number; and what of it was acknowledged and is still needed. */
  private static final class Model {
    final Map<Long, String> appended = new HashMap<>();
    final Map<Long, String> acknowledged = new ConcurrentHashMap<>();
    long cut = 1;

    void check(TestingLog log) {
      assertThat(log.found.damages()).isEmpty();
      log.recovered.forEach(
          (lsn, record) -> assertThat(record.body()).isEqualTo(appended.get(lsn)));
      acknowledged.forEach(
          (lsn, body) -> {
            if (lsn >= cut) {
              assertThat(log.recovered).as("record %d", lsn).containsKey(lsn);
            }
          });
      // What was lost may get its number again, and what was found is durable from now on.
      appended.keySet().removeIf(lsn -> lsn >= log.found.nextLsn());
      log.recovered.forEach((lsn, record) -> acknowledged.put(lsn, record.body()));
    }
  }

  @Test
  void everyAcknowledgedRecordSurvivesTheLossOfPower() throws IOException {
    long seed = Long.getLong("wal.seed", new SplittableRandom().nextLong());
    try {
      SplittableRandom random = new SplittableRandom(seed);
      for (int round = 0; round < ROUNDS; round++) {
        runLives(random, SyncMode.ALWAYS, true);
      }
    } catch (Throwable e) {
      throw new AssertionError("seed " + seed, e);
    }
  }

  @ParameterizedTest
  @EnumSource(SyncMode.class)
  void everyAcknowledgedRecordSurvivesTheEndOfTheProcess(SyncMode mode) throws IOException {
    SplittableRandom random = new SplittableRandom(11);
    for (int round = 0; round < ROUNDS / 4; round++) {
      runLives(random, mode, false);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = SyncMode.class,
      names = {"INTERVAL", "OS"})
  void whatIsNotSyncedMayBeLostButIsNoDamage(SyncMode mode) {
    SplittableRandom random = new SplittableRandom(12);
    for (int round = 0; round < ROUNDS; round++) {
      FaultyFileStore files = new FaultyFileStore();
      Map<Long, String> appended = new HashMap<>();
      try (TestingLog log = new TestingLog(files, TestingLog.options(SEGMENT_BYTES, mode))) {
        for (int i = random.nextInt(1, 60); i > 0; i--) {
          String body = body(random);
          appended.put(log.write(0, body), body);
        }
        files = files.crash(random);
      }
      try (TestingLog log = new TestingLog(files, TestingLog.options(SEGMENT_BYTES, mode))) {
        assertThat(log.found.damages()).isEmpty();
        log.recovered.forEach(
            (lsn, record) -> assertThat(record.body()).isEqualTo(appended.get(lsn)));
      }
    }
  }

  /** Several lives one after the other, on what the one before left. */
  private static void runLives(RandomGenerator random, SyncMode mode, boolean losesPower)
      throws IOException {
    FaultyFileStore files = new FaultyFileStore();
    Model model = new Model();
    for (int life = 0; life < 6; life++) {
      TestingLog log =
          new TestingLog(
              files,
              TestingLog.options(SEGMENT_BYTES, mode),
              model.cut,
              model.cut,
              SegmentCipher.NONE);
      model.check(log);
      if (random.nextInt(3) == 0) {
        files.failCall(random.nextInt(1, 60), true);
      }
      work(log, model, random);
      // Taken before the crash: what is acknowledged later may be lost.
      Map<Long, String> acknowledged = Map.copyOf(model.acknowledged);
      FaultyFileStore left = losesPower ? files.crash(random) : files.kill();
      log.close();
      model.acknowledged.clear();
      model.acknowledged.putAll(acknowledged);
      files = left;
    }
  }

  private static void work(TestingLog log, Model model, RandomGenerator random) throws IOException {
    CompletableFuture<?> last = CompletableFuture.completedFuture(null);
    for (int i = random.nextInt(80); i > 0; i--) {
      String body = body(random);
      long lsn = log.append(random.nextInt(TestingLog.SHARDS), body);
      model.appended.put(lsn, body);
      last = log.whenDurable(lsn).thenAccept(_ -> model.acknowledged.put(lsn, body));
      if (random.nextInt(6) == 0) {
        last.handle((_, _) -> true).join();
      }
      if (random.nextInt(20) == 0 && log.fatal.isEmpty()) {
        recycle(log, model, random);
      }
    }
    if (random.nextBoolean()) {
      last.handle((_, _) -> true).join();
    }
  }

  private static void recycle(TestingLog log, Model model, RandomGenerator random)
      throws IOException {
    long durable = log.log.durableLsn();
    model.cut = Math.max(model.cut, durable - random.nextInt(20));
    try {
      log.log.recycleBelow(model.cut);
    } catch (IOException e) {
      assertThat(e).hasMessageContaining("injected");
    }
  }

  private static String body(RandomGenerator random) {
    int length = random.nextInt(10) == 0 ? random.nextInt(8000) : random.nextInt(300);
    return TestingLog.body(length, (char) ('a' + random.nextInt(26))) + random.nextInt(1_000_000);
  }
}
