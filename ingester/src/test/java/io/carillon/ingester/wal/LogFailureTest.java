package io.carillon.ingester.wal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.ingester.file.FaultyFileStore;
import io.carillon.ingester.wal.SegmentedLog.Admission;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Disks that are full, and calls that fail. */
final class LogFailureTest {
  private static final LogOptions OPTIONS = TestingLog.options(2 << 10);

  @Test
  void goesOnWithTheSameBytesWhenThereIsSpaceAgain() {
    FaultyFileStore files = new FaultyFileStore();
    try (TestingLog log = new TestingLog(files, OPTIONS)) {
      log.write(0, "before");
      files.failFixedWrites(true);
      long refused = log.append(1, "refused");
      assertThatThrownBy(() -> TestingLog.await(log.whenDurable(refused)))
          .hasMessageContaining("STORAGE_FULL")
          .hasMessageContaining("full");
      assertThat(log.log.admit(1)).isEqualTo(Admission.DISK_FULL);
      assertThat(log.whenDurable(log.append(1, "staged before"))).isCompletedExceptionally();
      files.failFixedWrites(false);
      Uninterrupted.until(() -> log.log.admit(1) == Admission.ADMITTED);
      log.write(2, "after");
      assertThat(log.fatal).isEmpty();
    }
    try (TestingLog log = new TestingLog(files, OPTIONS)) {
      assertThat(log.bodies()).containsExactly("before", "refused", "staged before", "after");
      assertThat(log.found.damages()).isEmpty();
    }
  }

  @Test
  void admitsNothingWhileThereIsNoSpaceForTheNextSegment() {
    FaultyFileStore files = new FaultyFileStore();
    files.setCapacityBytes(2 * OPTIONS.segmentBytes() + 100);
    try (TestingLog log = new TestingLog(files, OPTIONS)) {
      log.write(0, TestingLog.body(600, 'x'));
      Uninterrupted.until(() -> files.usedBytes() == 2 * OPTIONS.segmentBytes());
      log.write(0, TestingLog.body(600, 'y'));
      Uninterrupted.until(() -> log.log.admit(1) == Admission.DISK_FULL);
      assertThat(log.write(0, "admitted before")).isPositive();
      files.setCapacityBytes(Long.MAX_VALUE);
      Uninterrupted.until(() -> log.log.admit(1) == Admission.ADMITTED);
    }
  }

  @Test
  void aFullDiskAtAnyPointLosesNothing() {
    for (long capacity = 0; capacity < 14 << 10; capacity += 500) {
      FaultyFileStore files = new FaultyFileStore();
      files.setCapacityBytes(capacity);
      Map<Long, String> acknowledged = new TreeMap<>();
      try (TestingLog log = new TestingLog(files, OPTIONS)) {
        for (int i = 0; i < 12; i++) {
          String body = TestingLog.body(600, (char) ('a' + i));
          long lsn = log.append(0, body);
          try {
            acknowledged.put(TestingLog.await(log.whenDurable(lsn)), body);
          } catch (IllegalStateException e) {
            assertThat(e).hasMessageContaining("STORAGE_FULL");
            files.setCapacityBytes(files.usedBytes() + 5000);
            Uninterrupted.until(() -> log.log.durableLsn() == lsn);
          }
        }
        assertThat(log.fatal).isEmpty();
        assertThat(acknowledged).isNotEmpty();
      }
      try (TestingLog log = new TestingLog(files, OPTIONS)) {
        assertThat(log.found.damages()).isEmpty();
        assertThat(log.recovered).hasSize(12);
      }
    }
  }

  @Test
  void closesWithAFullDisk() {
    FaultyFileStore files = new FaultyFileStore();
    TestingLog log = new TestingLog(files, OPTIONS);
    files.failFixedWrites(true);
    long lsn = log.append(0, "x");
    assertThatThrownBy(() -> TestingLog.await(log.whenDurable(lsn)))
        .hasMessageContaining("STORAGE_FULL");
    log.close();
    assertThat(log.log.whyStopped()).contains("closed with a full disk");
    assertThat(log.fatal).isEmpty();
  }

  @Test
  void aSegmentThatCouldNotBeGivenUpIsTheNextTime() throws IOException {
    for (int call = 1; call <= 4; call++) {
      FaultyFileStore files = new FaultyFileStore();
      try (TestingLog log = new TestingLog(files, OPTIONS)) {
        long last = 0;
        for (int i = 0; i < 12; i++) {
          last = log.write(0, TestingLog.body(900, 'x'));
        }
        long lastLsn = last;
        Uninterrupted.until(() -> names(files, LogFormat.SPARE_SUFFIX) > 0);
        files.failCall(call, false);
        assertThatThrownBy(() -> log.log.recycleBelow(lastLsn)).isInstanceOf(IOException.class);
        log.log.recycleBelow(lastLsn);
        assertThat(names(files, ".wal")).isLessThanOrEqualTo(2);
      }
    }
  }

  @Test
  void aSpareWhoseNameCouldNotBeSyncedIsUsedAfterTheNextTime() throws IOException {
    FaultyFileStore files = new FaultyFileStore();
    try (TestingLog log = new TestingLog(files, OPTIONS)) {
      log.write(0, TestingLog.body(900, 'x'));
      long lastLsn = log.write(0, TestingLog.body(900, 'y'));
      Uninterrupted.until(() -> names(files, LogFormat.SPARE_SUFFIX) == 1);
      List<String> before = files.list(TestingLog.DIRECTORY);
      files.failCall(2, false);
      assertThatThrownBy(() -> log.log.recycleBelow(lastLsn)).isInstanceOf(IOException.class);
      List<String> renamed = new ArrayList<>(files.list(TestingLog.DIRECTORY));
      renamed.removeAll(before);
      assertThat(renamed).singleElement().asString().endsWith(LogFormat.SPARE_SUFFIX);
      log.log.recycleBelow(lastLsn);
      for (int i = 0; i < 4; i++) {
        log.write(0, TestingLog.body(900, 'z'));
      }
      assertThat(files.list(TestingLog.DIRECTORY)).doesNotContainAnyElementsOf(renamed);
    }
  }

  private static long names(FaultyFileStore files, String suffix) {
    return files.list(TestingLog.DIRECTORY).stream().filter(n -> n.endsWith(suffix)).count();
  }

  @Test
  void everyCallThatFailsIsFinalOrHarmless() {
    SplittableRandom random = new SplittableRandom(5);
    for (int call = 1; call < 60; call++) {
      for (boolean forGood : new boolean[] {false, true}) {
        checkFailureOf(call, forGood, random);
      }
    }
  }

  private static void checkFailureOf(int call, boolean forGood, SplittableRandom random) {
    FaultyFileStore files = new FaultyFileStore();
    Map<Long, String> acknowledged = new TreeMap<>();
    TestingLog log = new TestingLog(files, OPTIONS);
    files.failCall(call, forGood);
    for (int i = 0; i < 12; i++) {
      String body = TestingLog.body(450, (char) ('a' + i));
      CompletableFuture<Long> durable = log.whenDurable(log.append(0, body));
      try {
        acknowledged.put(TestingLog.await(durable), body);
      } catch (IllegalStateException e) {
        assertThat(e).hasMessageContaining("injected failure");
        assertThat(log.log.whyStopped()).contains("injected failure");
        assertThat(log.log.admit(1)).isEqualTo(Admission.STOPPED);
        Uninterrupted.until(() -> !log.fatal.isEmpty());
      }
    }
    FaultyFileStore left = files.crash(random);
    log.close();
    assertThat(log.fatal).hasSizeLessThanOrEqualTo(1);
    try (TestingLog next = new TestingLog(left, OPTIONS)) {
      assertThat(next.found.damages()).as("call %d", call).isEmpty();
      assertThat(next.recovered.keySet()).containsAll(acknowledged.keySet());
    }
  }

  @Test
  void aFailedSyncIsFinalAlthoughALaterOneMightSucceed() {
    FaultyFileStore files = new FaultyFileStore();
    try (TestingLog log = new TestingLog(files, OPTIONS)) {
      log.write(0, "good");
      files.beforeSync(
          () -> {
            throw new IllegalStateException("the disk says no");
          });
      assertThatThrownBy(() -> log.write(0, "bad")).hasMessageContaining("the disk says no");
      files.beforeSync(null);
      assertThatThrownBy(() -> log.write(0, "late")).hasMessageContaining("the disk says no");
      Uninterrupted.until(() -> log.fatal.size() == 1);
    }
  }

  @Test
  void aRecoveryThatFailsAtAnyCallCanBeDoneAgain() {
    SplittableRandom random = new SplittableRandom(6);
    FaultyFileStore files = new FaultyFileStore();
    try (TestingLog log = new TestingLog(files, OPTIONS)) {
      for (int i = 0; i < 8; i++) {
        log.write(0, TestingLog.body(450, 'x'));
      }
      files = files.kill();
    }
    for (int call = 1; call < 12; call++) {
      files.failCall(call, true);
      FaultyFileStore failing = files;
      try {
        TestingLog.reopen(failing, OPTIONS);
      } catch (UncheckedIOException e) {
        assertThat(e).hasMessageContaining("injected");
      }
      FaultyFileStore left = files.crash(random);
      LogRecovery.Result found = TestingLog.reopen(left.kill(), OPTIONS);
      files = left.kill();
      assertThat(found.recordCount()).isEqualTo(8);
      assertThat(found.damages()).isEmpty();
    }
  }
}
