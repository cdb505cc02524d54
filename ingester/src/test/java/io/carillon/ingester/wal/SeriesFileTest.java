package io.carillon.ingester.wal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.carillon.common.error.CarillonException;
import io.carillon.common.error.ErrorCode;
import io.carillon.common.labels.Labels;
import io.carillon.common.tenant.TenantId;
import io.carillon.ingester.file.DiskFullException;
import io.carillon.ingester.file.FaultyFileStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

final class SeriesFileTest {
  static {
    // Tests damage data on purpose; what is said about it is not news.
    ((Logger) LoggerFactory.getLogger("io.carillon.ingester")).setLevel(Level.OFF);
  }

  private static final Path DIRECTORY = Path.of("/data/series");
  private static final Path FIRST = DIRECTORY.resolve("000000000001.series");
  private static final Path SECOND = DIRECTORY.resolve("000000000002.series");
  private static final TenantId TENANT = new TenantId("team-a");

  /** A series file, and what was in it when it was opened. */
  private static final class Opened implements AutoCloseable {
    final TreeMap<Integer, Labels> series = new TreeMap<>();
    final SeriesFile.Loaded found;
    final SeriesFile file;
    final List<Throwable> fatal = new ArrayList<>();

    Opened(FaultyFileStore files) throws IOException {
      found = SeriesFile.load(files, DIRECTORY, (ref, _, labels) -> series.put(ref, labels));
      file =
          new SeriesFile(
              files, DIRECTORY, found, new SplittableRandom(found.lastNumber()), fatal::add);
    }

    @Override
    public void close() throws IOException {
      file.close();
    }
  }

  private static Labels labels(int ref) {
    return Labels.of("__name__", "metric_" + ref % 7, "instance", "host-" + ref);
  }

  private static Consumer<SeriesVisitor> refs(int from, int to) {
    return visitor -> {
      for (int ref = from; ref < to; ref++) {
        visitor.series(ref, TENANT, labels(ref));
      }
    };
  }

  private static void assertRefs(SortedMap<Integer, Labels> series, int from, int to) {
    assertThat(series).hasSize(to - from);
    series.forEach((ref, found) -> assertThat(found).isEqualTo(labels(ref)));
    assertThat(series.firstKey()).isEqualTo(from);
    assertThat(series.lastKey()).isEqualTo(to - 1);
  }

  @Test
  void givesBackWhatWasAppendedOverSeveralStarts() throws IOException {
    FaultyFileStore files = new FaultyFileStore();
    try (Opened opened = new Opened(files)) {
      assertThat(opened.found.count()).isZero();
      opened.file.append(refs(0, 10));
      opened.file.append(refs(10, 40_000));
      assertThat(opened.file.count()).isEqualTo(40_000);
      assertThat(opened.file.fileCount()).isEqualTo(1);
      assertThat(opened.file.sizeBytes()).isEqualTo(files.content(FIRST).length);
    }
    try (Opened opened = new Opened(files)) {
      assertRefs(opened.series, 0, 40_000);
      opened.file.append(refs(40_000, 40_005));
      assertThat(opened.file.fileCount()).isEqualTo(2);
    }
    try (Opened opened = new Opened(files)) {
      assertRefs(opened.series, 0, 40_005);
      assertThat(opened.found.count()).isEqualTo(40_005);
      assertThat(opened.found.damages()).isEmpty();
      assertThat(opened.file.sizeBytes()).isEqualTo(files.usedBytes());
    }
  }

  @Test
  void aRewriteReplacesEverything() throws IOException {
    FaultyFileStore files = new FaultyFileStore();
    try (Opened opened = new Opened(files)) {
      opened.file.append(refs(0, 100));
    }
    try (Opened opened = new Opened(files)) {
      opened.file.append(refs(100, 200));
      opened.file.rewrite(refs(150, 200));
      assertThat(opened.file.count()).isEqualTo(50);
      assertThat(opened.file.fileCount()).isEqualTo(1);
      opened.file.append(refs(200, 210));
    }
    try (Opened opened = new Opened(files)) {
      assertRefs(opened.series, 150, 210);
      assertThat(files.allFiles()).hasSize(1);
      opened.file.append(refs(210, 220));
    }
    try (Opened opened = new Opened(files)) {
      assertRefs(opened.series, 150, 220);
      assertThat(opened.found.damages()).isEmpty();
    }
  }

  @Test
  void whatReturnedSurvivesAnyCrashAndAnyFailure() throws IOException {
    SplittableRandom random = new SplittableRandom(3);
    for (int round = 0; round < 300; round++) {
      FaultyFileStore files = new FaultyFileStore();
      int low = 0;
      int high = 0;
      for (int life = 0; life < 4; life++) {
        try (Opened opened = new Opened(files)) {
          assertThat(opened.found.damages()).as("round %d life %d", round, life).isEmpty();
          assertThat(opened.series.keySet()).containsAll(range(low, high));
          opened.series.forEach((ref, found) -> assertThat(found).isEqualTo(labels(ref)));
          if (random.nextBoolean()) {
            files.failCall(random.nextInt(1, 25), true);
          }
          for (int i = random.nextInt(6); i > 0; i--) {
            if (random.nextInt(4) == 0) {
              int nextLow = low + random.nextInt(high - low + 1);
              low = nextLow;
              opened.file.rewrite(refs(nextLow, high));
            } else {
              int nextHigh = high + random.nextInt(60);
              opened.file.append(refs(high, nextHigh));
              high = nextHigh;
            }
          }
        } catch (IOException e) {
          assertThat(e).hasStackTraceContaining("injected failure");
        }
        files = files.crash(random);
      }
    }
  }

  private static List<Integer> range(int low, int high) {
    return IntStream.range(low, high).boxed().toList();
  }

  @Test
  void afterAnErrorTheSameIsTriedAgainOrTheProcessIsTold() throws IOException {
    int finals = 0;
    for (int call = 1; call < 25; call++) {
      FaultyFileStore files = new FaultyFileStore();
      try (Opened opened = new Opened(files)) {
        files.failCall(call, false);
        try {
          opened.file.append(refs(0, 20));
        } catch (IOException _) {
          try {
            opened.file.append(refs(0, 20));
            assertThat(opened.fatal).isEmpty();
          } catch (IOException e) {
            assertThat(e).hasMessageContaining("restart the ingester");
            assertThat(opened.fatal).hasSize(1);
            finals++;
          }
        }
      }
    }
    assertThat(finals).isPositive();
  }

  @Test
  void aFullDiskChangesNothingAndTheSameMayBeTriedAgain() throws IOException {
    for (int free = 0; free < 6000; free += 37) {
      FaultyFileStore files = new FaultyFileStore();
      try (Opened opened = new Opened(files)) {
        if (free % 2 == 0) {
          opened.file.append(refs(0, 20));
        }
        files.setCapacityBytes(files.usedBytes() + free);
        try {
          opened.file.append(refs(20, 200));
        } catch (DiskFullException _) {
          files.setCapacityBytes(Long.MAX_VALUE);
          opened.file.append(refs(20, 200));
        }
        files.setCapacityBytes(files.usedBytes() + 100);
        assertThatThrownBy(() -> opened.file.rewrite(refs(20, 200)))
            .isInstanceOf(DiskFullException.class);
        files.setCapacityBytes(Long.MAX_VALUE);
        opened.file.append(refs(200, 210));
      }
      try (Opened opened = new Opened(files)) {
        assertRefs(opened.series, free % 2 == 0 ? 0 : 20, 210);
        assertThat(opened.found.damages()).isEmpty();
      }
    }
  }

  @Test
  void aFailedSyncIsFinal() throws IOException {
    FaultyFileStore files = new FaultyFileStore();
    try (Opened opened = new Opened(files)) {
      opened.file.append(refs(0, 5));
      files.failCall(3, false);
      assertThatThrownBy(() -> opened.file.append(refs(5, 10))).hasMessageContaining("injected");
      assertThatThrownBy(() -> opened.file.append(refs(5, 10)))
          .hasMessageContaining("failed before");
      assertThatThrownBy(() -> opened.file.rewrite(refs(5, 10)))
          .hasMessageContaining("failed before");
    }
  }

  /** Three appends in the first file, one in the second. */
  private static FaultyFileStore fourAppends() throws IOException {
    FaultyFileStore files = new FaultyFileStore();
    try (Opened opened = new Opened(files)) {
      opened.file.append(refs(0, 5));
      opened.file.append(refs(5, 8));
      opened.file.append(refs(8, 9));
    }
    try (Opened opened = new Opened(files)) {
      opened.file.append(refs(9, 12));
    }
    return files;
  }

  @Test
  void everyFlippedBitBelowADurableEndIsReported() throws IOException {
    FaultyFileStore good = fourAppends();
    byte[] content = good.content(FIRST);
    for (int bit = 0; bit < content.length * 8; bit++) {
      FaultyFileStore files = good.kill();
      byte[] flipped = content.clone();
      flipped[bit / 8] ^= (byte) (1 << bit % 8);
      files.setContent(FIRST, flipped);
      try (Opened opened = new Opened(files)) {
        assertThat(opened.found.damages()).as("bit %d", bit).isNotEmpty();
        assertThat(opened.series.keySet()).contains(9, 10, 11);
        opened.series.forEach((ref, found) -> assertThat(found).isEqualTo(labels(ref)));
      }
    }
  }

  @Test
  void aCutBelowADurableEndIsReportedAndATornTailIsNot() throws IOException {
    FaultyFileStore good = fourAppends();
    byte[] first = good.content(FIRST);
    for (int length = 0; length < first.length; length++) {
      FaultyFileStore files = good.kill();
      files.setContent(FIRST, Arrays.copyOf(first, length));
      try (Opened opened = new Opened(files)) {
        assertThat(opened.found.damages()).as("length %d", length).isNotEmpty();
      }
    }
    byte[] second = good.content(SECOND);
    for (int length = 0; length < second.length; length++) {
      FaultyFileStore files = good.kill();
      files.setContent(SECOND, Arrays.copyOf(second, length));
      try (Opened opened = new Opened(files)) {
        assertThat(opened.found.damages()).as("length %d", length).isEmpty();
        assertRefs(opened.series, 0, 9);
      }
    }
  }

  @Test
  void aMissingFileIsReported() throws IOException {
    FaultyFileStore files = fourAppends();
    files.remove(FIRST);
    try (Opened opened = new Opened(files)) {
      assertThat(opened.found.damages()).containsExactly("series file 1 is missing");
    }
  }

  @Test
  void anotherFormatLevelIsRefusedWithBothNames() throws IOException {
    FaultyFileStore files = fourAppends();
    byte[] content = files.content(FIRST);
    content[8] = 9;
    CRC32C crc = new CRC32C();
    crc.update(content, 0, 41);
    for (int i = 0; i < 4; i++) {
      content[41 + i] = (byte) (crc.getValue() >>> (8 * i));
    }
    files.setContent(FIRST, content);
    assertThatThrownBy(() -> new Opened(files))
        .isInstanceOfSatisfying(
            CarillonException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.FAILED_PRECONDITION))
        .hasMessageContaining("level 9")
        .hasMessageContaining("reads 1");
  }
}
