package io.carillon.ingester.wal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.carillon.ingester.file.FaultyFileStore;
import io.carillon.ingester.wal.SegmentedLog.Admission;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

final class SegmentedLogTest {
  private static final LogOptions SMALL = TestingLog.options(4 << 10);

  private final FaultyFileStore files = new FaultyFileStore();

  @Test
  void givesBackWhatWasWrittenInOrder() {
    List<String> bodies = new ArrayList<>();
    try (TestingLog log = new TestingLog(files, SMALL)) {
      assertThat(log.found.segments()).isEmpty();
      for (int i = 0; i < 100; i++) {
        String body = TestingLog.body(i * 7, (char) ('a' + i % 26));
        assertThat(log.append(i % TestingLog.SHARDS, body)).isEqualTo(i + 1);
        bodies.add(body);
      }
      TestingLog.await(log.whenDurable(100));
      assertThat(log.log.durableLsn()).isEqualTo(100);
      assertThat(log.log.pendingBytes()).isZero();
    }
    try (TestingLog log = new TestingLog(files, SMALL)) {
      assertThat(log.bodies()).isEqualTo(bodies);
      assertThat(log.recovered)
          .containsEntry(6L, new TestingLog.Recovered(1, RecordType.SAMPLES, 1, bodies.get(5)));
      assertThat(log.found.damages()).isEmpty();
      assertThat(log.found.recordCount()).isEqualTo(100);
      assertThat(log.found.segments()).hasSizeGreaterThan(8);
      assertThat(log.log.nextLsn()).isEqualTo(101);
      assertThat(log.write(0, "more")).isEqualTo(101);
    }
    try (TestingLog log = new TestingLog(files, SMALL)) {
      assertThat(log.bodies()).hasSize(101).endsWith("more");
      assertThat(log.found.damages()).isEmpty();
    }
  }

  @Test
  void refusesABodyThatWasEncodedForAnotherSegment() {
    try (TestingLog log = new TestingLog(files, SMALL)) {
      long segment = log.log.segment();
      byte[] body = TestingLog.body(2500, 'x').getBytes(StandardCharsets.UTF_8);
      assertThat(log.log.append(segment, 0, RecordType.SAMPLES, body, 0, body.length)).isEqualTo(1);
      assertThat(log.log.append(segment, 0, RecordType.SAMPLES, body, 0, body.length))
          .isEqualTo(RecordLog.STALE_SEGMENT);
      assertThat(log.log.segment()).isEqualTo(segment + 1);
      assertThat(log.log.append(segment, 0, RecordType.SAMPLES, body, 0, 1))
          .isEqualTo(RecordLog.STALE_SEGMENT);
      assertThat(log.log.append(segment + 1, 0, RecordType.SAMPLES, body, 0, body.length))
          .isEqualTo(2);
    }
  }

  @Test
  void aRecordThatIsLargerThanASegmentHasOneOfItsOwn() {
    String large = TestingLog.body(700_000, 'L');
    try (TestingLog log = new TestingLog(files, SMALL)) {
      log.write(0, "before");
      log.write(1, large);
      log.write(2, "after");
    }
    try (TestingLog log = new TestingLog(files, SMALL)) {
      assertThat(log.bodies()).containsExactly("before", large, "after");
      assertThat(log.found.damages()).isEmpty();
      assertThat(log.recovered.values().stream().map(TestingLog.Recovered::segment))
          .containsExactly(1L, 2L, 3L);
    }
  }

  @Test
  void recyclesSegmentsThatAreNotNeeded() throws IOException {
    try (TestingLog log = new TestingLog(files, SMALL)) {
      for (int i = 0; i < 30; i++) {
        log.write(0, TestingLog.body(1000, (char) ('a' + i % 26)));
      }
      long before = log.log.retainedBytes();
      log.log.recycleBelow(22);
      assertThat(log.log.retainedBytes()).isLessThan(before / 2);
      for (int i = 0; i < 30; i++) {
        log.write(0, TestingLog.body(1000, (char) ('A' + i % 26)));
      }
    }
    try (TestingLog log = new TestingLog(files, SMALL, 22, 0, SegmentCipher.NONE)) {
      assertThat(log.found.damages()).isEmpty();
      assertThat(log.recovered.firstKey()).isLessThanOrEqualTo(22).isGreaterThan(15);
      assertThat(log.recovered.lastKey()).isEqualTo(60);
      assertThat(log.bodies()).endsWith(TestingLog.body(1000, 'D'));
    }
  }

  @Test
  void keepsTwoSparesAtMost() throws IOException {
    try (TestingLog log = new TestingLog(files, SMALL)) {
      for (int i = 0; i < 60; i++) {
        log.write(0, TestingLog.body(1000, 'x'));
      }
      log.log.recycleBelow(60);
      assertThat(files.list(TestingLog.DIRECTORY)).hasSizeLessThanOrEqualTo(2 + 3);
    }
  }

  @Test
  void saysThatRecordsAreMissingBelowWhatIsThere() {
    try (TestingLog log = new TestingLog(files, SMALL)) {
      for (int i = 0; i < 10; i++) {
        log.write(0, TestingLog.body(1000, 'x'));
      }
    }
    files.remove(TestingLog.DIRECTORY.resolve("000000000001.wal"));
    try (TestingLog log = new TestingLog(files, SMALL, 2, 0, SegmentCipher.NONE)) {
      assertThat(log.found.damages())
          .extracting(LogDamage::firstLsn, LogDamage::lastLsn)
          .containsExactly(tuple(2L, 2L));
    }
    try (TestingLog log = new TestingLog(files, SMALL, 3, 0, SegmentCipher.NONE)) {
      assertThat(log.found.damages()).isEmpty();
    }
  }

  @Test
  void numbersGoOnAboveTheHighestCut() {
    try (TestingLog log = new TestingLog(files, SMALL, 0, 500, SegmentCipher.NONE)) {
      assertThat(log.write(0, "a")).isEqualTo(500);
    }
    try (TestingLog log = new TestingLog(files, SMALL, 0, 900, SegmentCipher.NONE)) {
      assertThat(log.found.damages()).isEmpty();
      assertThat(log.write(0, "b")).isEqualTo(900);
    }
    try (TestingLog log = new TestingLog(files, SMALL, 0, 100, SegmentCipher.NONE)) {
      assertThat(log.found.damages()).isEmpty();
      assertThat(log.recovered.keySet()).containsExactly(500L, 900L);
      assertThat(log.write(0, "c")).isEqualTo(901);
    }
  }

  @Test
  void admitsNoMoreThanMayWait() throws InterruptedException {
    CountDownLatch sync = new CountDownLatch(1);
    CountDownLatch mayGoOn = new CountDownLatch(1);
    try (TestingLog log = new TestingLog(files, TestingLog.options(4 << 20))) {
      files.beforeSync(
          () -> {
            sync.countDown();
            Uninterrupted.await(mayGoOn);
          });
      assertThat(log.log.admit(5 << 20)).isEqualTo(Admission.ADMITTED);
      CompletableFuture<Long> first = log.whenDurable(log.append(0, TestingLog.body(600_000, 'x')));
      sync.await();
      assertThat(log.log.admit(400_000)).isEqualTo(Admission.ADMITTED);
      assertThat(log.log.admit(500_000)).isEqualTo(Admission.FULL);
      CompletableFuture<Long> second = log.whenDurable(log.append(0, "y"));
      assertThat(first).isNotDone();
      mayGoOn.countDown();
      TestingLog.await(first);
      TestingLog.await(second);
      assertThat(log.log.admit(500_000)).isEqualTo(Admission.ADMITTED);
    } finally {
      mayGoOn.countDown();
    }
  }

  @Test
  void writesWhatNobodyWaitsForAfterAMoment() {
    try (TestingLog log = new TestingLog(files, SMALL)) {
      long lsn = log.append(0, "alone");
      Uninterrupted.until(() -> log.log.durableLsn() == lsn);
      assertThat(log.whenDurable(lsn)).isCompletedWithValue(lsn);
    }
  }

  @Test
  void commitsWhatWaitsBeforeItCloses() {
    CompletableFuture<Long> last;
    TestingLog log = new TestingLog(files, SMALL);
    last = log.whenDurable(log.append(0, "last"));
    log.close();
    assertThat(last).isCompletedWithValue(1L);
    assertThat(log.log.admit(1)).isEqualTo(Admission.STOPPED);
    assertThat(log.log.whyStopped()).contains("closed");
    assertThatThrownBy(() -> log.write(0, "late")).hasMessageContaining("UNAVAILABLE");
    assertThat(log.fatal).isEmpty();
  }

  @Test
  void encryptsWhatIsInTheFiles() {
    SegmentCipher cipher = new XorCipher();
    String secret = TestingLog.body(300, 's');
    try (TestingLog log = new TestingLog(files, SMALL, 0, 0, cipher)) {
      for (int i = 0; i < 50; i++) {
        log.write(i % TestingLog.SHARDS, secret + i);
      }
    }
    for (Path file : files.allFiles()) {
      assertThat(new String(files.content(file), StandardCharsets.ISO_8859_1))
          .doesNotContain("ssss");
    }
    try (TestingLog log = new TestingLog(files, SMALL, 0, 0, cipher)) {
      assertThat(log.bodies()).hasSize(50).endsWith(secret + 49);
      assertThat(log.found.damages()).isEmpty();
    }
  }

  @Test
  void countsWhatItWrites() {
    try (TestingLog log = new TestingLog(files, SMALL)) {
      log.write(0, TestingLog.body(74, 'x'));
      MetricSnapshots metrics =
          log.registry.scrape(name -> name.equals("carillon_ingester_wal_record_bytes"));
      CounterSnapshot.CounterDataPointSnapshot bytes =
          ((CounterSnapshot) metrics.get(0)).getDataPoints().get(0);
      assertThat(bytes.getLabels().get("type")).isEqualTo("samples");
      assertThat(bytes.getValue()).isEqualTo(100);
    }
  }

  /** Not to be used for anything but this. */
  private static final class XorCipher implements SegmentCipher {
    @Override
    public void encrypt(SegmentHeader header, long position, byte[] bytes, int at, int count) {
      for (int i = 0; i < count; i++) {
        bytes[at + i] ^= (byte) ((header.salt() ^ (position + i) * 0x9E3779B97F4A7C15L) >>> 13);
      }
    }

    @Override
    public void decrypt(SegmentHeader header, long position, byte[] bytes, int at, int count) {
      encrypt(header, position, bytes, at, count);
    }
  }
}
