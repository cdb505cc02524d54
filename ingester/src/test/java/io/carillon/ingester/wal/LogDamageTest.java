package io.carillon.ingester.wal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.carillon.common.bytes.ByteWriter;
import io.carillon.common.error.CarillonException;
import io.carillon.common.error.ErrorCode;
import io.carillon.ingester.file.FaultyFileStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

final class LogDamageTest {
  private static final LogOptions OPTIONS = TestingLog.options(2 << 10);
  private static final Path FIRST = TestingLog.DIRECTORY.resolve("000000000001.wal");
  private static final Path SECOND = TestingLog.DIRECTORY.resolve("000000000002.wal");
  private static final List<String> BODIES =
      List.of("first record", "second", "", TestingLog.body(700, 'l'), "fifth", "sixth record");

  /** A log of two segments, ended in order. */
  private static FaultyFileStore closedLog() {
    FaultyFileStore files = new FaultyFileStore();
    try (TestingLog log = new TestingLog(files, OPTIONS)) {
      BODIES.forEach(body -> log.write(body.length() % TestingLog.SHARDS, body));
      assertThat(log.log.segment()).isEqualTo(1);
      log.write(0, TestingLog.body(500, 'n'));
    }
    assertThat(files.exists(SECOND)).isTrue();
    return files;
  }

  private static List<String> allBodies() {
    return Stream.concat(BODIES.stream(), Stream.of(TestingLog.body(500, 'n'))).toList();
  }

  @Test
  void everyFlippedBitIsHarmlessOrReported() {
    FaultyFileStore good = closedLog();
    for (Path file : List.of(FIRST, SECOND)) {
      byte[] content = good.content(file);
      for (int bit : bitsThatSaySomething(content.length)) {
        FaultyFileStore files = good.kill();
        byte[] flipped = content.clone();
        flipped[bit / 8] ^= (byte) (1 << bit % 8);
        files.setContent(file, flipped);
        checkHarmlessOrReported(files, file + " bit " + bit);
      }
    }
  }

  /** Some of the bits of both headers and of everything behind them. */
  private static int[] bitsThatSaySomething(int length) {
    return IntStream.range(0, length * 8)
        .filter(bit -> bit % 5 == 0)
        .filter(bit -> bit / 8 >= LogFormat.HEADER_BYTES || bit / 8 % 512 < 72)
        .toArray();
  }

  private static void checkHarmlessOrReported(FaultyFileStore files, String what) {
    try (TestingLog log = new TestingLog(files, OPTIONS)) {
      List<String> all = allBodies();
      assertThat(all).as(what).containsAll(log.bodies());
      for (long lsn = 1; lsn <= all.size(); lsn++) {
        long missing = lsn;
        boolean isReported =
            log.found.damages().stream()
                .anyMatch(d -> d.firstLsn() <= missing && missing <= d.lastLsn());
        assertThat(log.recovered.containsKey(lsn))
            .as("%s record %d", what, lsn)
            .isNotEqualTo(isReported);
      }
      assertThat(log.log.nextLsn()).isGreaterThan(log.found.lastLsn());
    }
  }

  @Test
  void aLogThatEndsAnywhereIsReadUpToThere() {
    FaultyFileStore good = closedLog();
    byte[] content = good.content(SECOND);
    for (int length = content.length; length >= LogFormat.HEADER_BYTES; length--) {
      FaultyFileStore files = good.kill();
      files.setContent(SECOND, Arrays.copyOf(Arrays.copyOf(content, length), content.length));
      LogRecovery.Result found = TestingLog.reopen(files, OPTIONS);
      assertThat(found.recordCount()).isBetween((long) BODIES.size(), BODIES.size() + 1L);
      assertThat(found.damages()).isEmpty();
    }
  }

  @Test
  void aFileThatIsShorterThanItWasIsReported() {
    FaultyFileStore good = closedLog();
    byte[] content = good.content(SECOND);
    for (int length = content.length - 1; length > 72; length--) {
      FaultyFileStore files = good.kill();
      files.setContent(SECOND, Arrays.copyOf(content, length));
      assertThat(TestingLog.reopen(files, OPTIONS).damages())
          .singleElement()
          .extracting(LogDamage::lastLsn)
          .isEqualTo(Long.MAX_VALUE);
    }
  }

  @Test
  void whatIsCutBelowADurableEndIsReported() {
    FaultyFileStore good = closedLog();
    byte[] content = good.content(FIRST);
    long end = TestingLog.reopen(good.kill(), OPTIONS).segments().getFirst().usedBytes();
    for (int length = 0; length < end; length += 7) {
      FaultyFileStore files = good.kill();
      files.setContent(FIRST, Arrays.copyOf(content, length));
      checkHarmlessOrReported(files, "cut at " + length);
    }
  }

  @Test
  void aMissingSegmentIsReported() {
    FaultyFileStore files = closedLog();
    files.remove(FIRST);
    assertThat(TestingLog.reopen(files, OPTIONS).damages())
        .singleElement()
        .satisfies(
            damage -> {
              assertThat(damage.firstLsn()).isEqualTo(1);
              assertThat(damage.lastLsn()).isEqualTo(BODIES.size());
            });
  }

  @Test
  void aSegmentWithoutHeaderIsReportedAndStepsAside() {
    FaultyFileStore files = closedLog();
    byte[] content = files.content(SECOND);
    Arrays.fill(content, 0, LogFormat.HEADER_BYTES, (byte) 7);
    files.setContent(SECOND, content);
    try (TestingLog log = new TestingLog(files, OPTIONS)) {
      assertThat(log.bodies()).isEqualTo(BODIES);
      assertThat(log.found.damages())
          .extracting(LogDamage::firstLsn, LogDamage::lastLsn)
          .containsExactly(tuple(BODIES.size() + 1L, Long.MAX_VALUE));
      assertThat(log.found.nextSegment()).isEqualTo(3);
      log.write(0, "goes on");
    }
    assertThat(TestingLog.reopen(files, OPTIONS).recordCount()).isEqualTo(BODIES.size() + 1L);
  }

  @Test
  void framesOfAnEarlierLifeOfTheFileNeverPass() throws IOException {
    FaultyFileStore files = new FaultyFileStore();
    try (TestingLog log = new TestingLog(files, OPTIONS)) {
      for (int i = 0; i < 12; i++) {
        log.write(0, TestingLog.body(400, 'o'));
      }
      log.log.recycleBelow(12);
      log.write(0, TestingLog.body(600, 'n'));
      log.write(0, "newest");
      files = files.kill();
    }
    try (TestingLog log = new TestingLog(files, OPTIONS, 12, 0, SegmentCipher.NONE)) {
      assertThat(log.found.damages()).isEmpty();
      assertThat(log.recovered.lastKey()).isEqualTo(14);
      assertThat(log.bodies()).endsWith("newest");
    }
  }

  @Test
  void anotherFormatLevelIsRefusedWithBothNames() {
    for (int level : new int[] {1, 3}) {
      FaultyFileStore files = new FaultyFileStore();
      files.setContent(FIRST, headerOfLevel(level));
      assertThatThrownBy(() -> TestingLog.reopen(files, OPTIONS))
          .isInstanceOfSatisfying(
              CarillonException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.FAILED_PRECONDITION))
          .hasMessageContaining("level " + level)
          .hasMessageContaining("reads " + LogFormat.LEVEL);
    }
  }

  @Test
  void anotherNumberOfShardsIsRefused() {
    FaultyFileStore files = closedLog();
    LogOptions other =
        new LogOptions(
            OPTIONS.segmentBytes(),
            OPTIONS.maxPendingBytes(),
            8,
            OPTIONS.syncMode(),
            OPTIONS.syncInterval(),
            OPTIONS.commitSpacing(),
            OPTIONS.spaceRetry());
    assertThatThrownBy(() -> TestingLog.reopen(files, other))
        .isInstanceOf(CarillonException.class)
        .hasMessageContaining("is one of 4");
  }

  @Test
  void aRecordThatDoesNotDecodeIsDamagedAndTheNextFollows() throws Exception {
    FaultyFileStore files = closedLog();
    ConcurrentSkipListSet<Long> visited = new ConcurrentSkipListSet<>();
    RecordVisitor visitor =
        new RecordVisitor() {
          @Override
          public void beginSegment(long number) {}

          @Override
          public void record(
              long lsn, RecordType type, int shard, byte[] content, int offset, int length) {
            if (lsn == 2) {
              throw new CarillonException(ErrorCode.CORRUPTION, "not this one");
            }
            visited.add(lsn);
          }
        };
    LogRecovery.Result found =
        LogRecovery.recover(
            files,
            TestingLog.DIRECTORY,
            new LogRecovery.Bounds(TestingLog.SHARDS, 1, 1),
            SegmentCipher.NONE,
            List.of(visitor));
    assertThat(visited).containsExactly(1L, 3L, 4L, 5L, 6L, 7L);
    assertThat(found.damages())
        .singleElement()
        .satisfies(damage -> assertThat(damage.description()).contains("not this one"));
  }

  @Test
  void whatAVisitorThrowsEndsTheRecovery() {
    FaultyFileStore files = closedLog();
    RecordVisitor visitor =
        new RecordVisitor() {
          @Override
          public void beginSegment(long number) {
            throw new IllegalStateException("no segment, please");
          }

          @Override
          public void record(
              long lsn, RecordType type, int shard, byte[] content, int offset, int length) {}
        };
    assertThatThrownBy(
            () ->
                LogRecovery.recover(
                    files,
                    TestingLog.DIRECTORY,
                    new LogRecovery.Bounds(TestingLog.SHARDS, 1, 1),
                    SegmentCipher.NONE,
                    List.of(visitor, visitor)))
        .hasMessage("no segment, please");
  }

  private static byte[] headerOfLevel(int level) {
    ByteWriter out = new ByteWriter(80).putLong(0x4c41574c49524143L).putInt(level);
    while (out.size() < (level == 1 ? 40 : 68)) {
      out.putByte(5);
    }
    CRC32C crc = new CRC32C();
    crc.update(out.array(), 0, out.size());
    return Arrays.copyOf(out.putInt((int) crc.getValue()).toByteArray(), 4096);
  }
}
