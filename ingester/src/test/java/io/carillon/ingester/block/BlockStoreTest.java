package io.carillon.ingester.block;

import static io.carillon.ingester.block.TestingStore.BLOCKS;
import static io.carillon.ingester.block.TestingStore.DAY_MS;
import static io.carillon.ingester.block.TestingStore.HOUR_MS;
import static io.carillon.ingester.block.TestingStore.MANIFEST;
import static io.carillon.ingester.block.TestingStore.NOW_MS;
import static io.carillon.ingester.block.TestingStore.TENANT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.common.bytes.ByteWriter;
import io.carillon.common.column.SampleColumn;
import io.carillon.common.error.CarillonException;
import io.carillon.common.error.ErrorCode;
import io.carillon.common.labels.Labels;
import io.carillon.common.store.UnvouchedRange;
import io.carillon.ingester.file.ChecksummedFile;
import io.carillon.ingester.file.DiskFullException;
import io.carillon.ingester.file.FaultyFileStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** How files come to count, stop to count, and are found again after whatever happened. */
final class BlockStoreTest {
  private static final UnvouchedRange EVERYTHING =
      new UnvouchedRange(0, 65535, Long.MIN_VALUE, Long.MAX_VALUE);

  private final FaultyFileStore files = new FaultyFileStore();

  private static Labels labels(int i) {
    return Labels.of("i", Integer.toString(i));
  }

  private static void add(TestingStore testing, int i, long timestampMs) {
    SampleColumn column = SampleColumn.floats(new long[] {timestampMs}, new double[] {i});
    testing.add(0, Map.of(TENANT, new TreeMap<>(Map.of(labels(i), column))));
  }

  private static Labels[] labelsUpTo(int count) {
    Labels[] all = new Labels[count];
    for (int i = 0; i < count; i++) {
      all[i] = labels(i);
    }
    return all;
  }

  @Test
  void whatIsInstalledIsThereAfterAnyCrash() {
    SplittableRandom random = new SplittableRandom(3);
    FaultyFileStore disk = files;
    for (int i = 0; i < 8; i++) {
      try (TestingStore testing = new TestingStore(disk)) {
        assertThat(testing.all()).containsOnlyKeys(labelsUpTo(i));
        assertThat(testing.unvouched()).isEmpty();
        add(testing, i, NOW_MS);
        disk = random.nextBoolean() ? disk.crash(random) : disk.kill();
      }
    }
  }

  @Test
  void leftOversAreDeletedAndNumbersNeverComeAgain() throws IOException {
    try (TestingStore testing = new TestingStore(files)) {
      add(testing, 0, NOW_MS);
    }
    byte[] content = files.content(BLOCKS.resolve("000000000001.block"));
    files.setContent(BLOCKS.resolve("000000000007.block"), content);
    files.setContent(BLOCKS.resolve("8.tmp"), new byte[3]);
    try (TestingStore testing = new TestingStore(files)) {
      assertThat(testing.all()).containsOnlyKeys(labels(0));
      assertThat(files.list(BLOCKS)).containsExactly("000000000001.block");
      add(testing, 1, NOW_MS);
      assertThat(testing.store.metas()).extracting(BlockMeta::number).containsExactly(2L, 1L);
    }
  }

  @Test
  void aManifestThatIsGoneOrDamagedIsMadeAgainFromTheFiles() {
    for (boolean isMissing : new boolean[] {true, false}) {
      FaultyFileStore disk = new FaultyFileStore();
      try (TestingStore testing = new TestingStore(disk)) {
        add(testing, 0, NOW_MS);
        add(testing, 1, NOW_MS);
      }
      if (isMissing) {
        disk.remove(MANIFEST);
      } else {
        disk.setContent(MANIFEST, new byte[40]);
      }
      for (int start = 0; start < 2; start++) {
        try (TestingStore testing = new TestingStore(disk)) {
          assertThat(testing.all()).containsOnlyKeys(labels(0), labels(1));
          assertThat(testing.unvouched()).containsExactly(EVERYTHING);
          assertThat(testing.store.cuts()).containsExactly(1L, 1L);
        }
      }
    }
  }

  @Test
  void aDirectoryOfLevelOneIsRefused() throws IOException {
    long magic = 0x4e414d4c49524143L;
    new ChecksummedFile(files, MANIFEST, magic, 1).write(new ByteWriter(16).putLong(0));
    assertThatThrownBy(() -> new TestingStore(files))
        .isInstanceOfSatisfying(
            CarillonException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.FAILED_PRECONDITION))
        .hasMessageContaining("format level 1, this version reads 2");
  }

  @Test
  void cutsAndNumberOfShardsOutliveSettings() throws IOException {
    try (TestingStore testing = new TestingStore(files)) {
      testing.store.installSealed(List.of(), 1, 77);
    }
    BlockOptions more = new BlockOptions(8, 3, DAY_MS, 0, 0, 0);
    try (TestingStore testing = new TestingStore(files, more, MergeSettings.PLAIN)) {
      assertThat(testing.store.cuts()).containsExactly(1L, 77L);
    }
  }

  /** Every call of the disk may fail in a seal or merge; nothing is lost, and it works later. */
  @Test
  void aFailureOfAnyCallLosesNothing() throws IOException {
    long call = 0;
    boolean failed = true;
    while (failed) {
      call++;
      FaultyFileStore disk = new FaultyFileStore();
      try (TestingStore testing = new TestingStore(disk)) {
        add(testing, 0, NOW_MS);
        disk.failCall(call, false);
        failed = fails(testing, call);
        disk = disk.kill();
      }
      try (TestingStore testing = new TestingStore(disk)) {
        assertThat(testing.all()).as("call " + call).containsKey(labels(0));
        assertThat(testing.unvouched()).isEmpty();
        if (!failed) {
          assertThat(testing.all()).containsOnlyKeys(labelsUpTo(2));
        }
      }
    }
    assertThat(call).isGreaterThan(15);
  }

  private static boolean fails(TestingStore testing, long call) {
    try {
      add(testing, 1, NOW_MS);
      testing.store.mergeAll(Long.MIN_VALUE);
      return false;
    } catch (IOException | UncheckedIOException _) {
      assertThat(testing.all()).as("call " + call).containsKey(labels(0));
      return true;
    }
  }

  @Test
  void aFullDiskStopsASealOrMergeAndLeavesNothingOfIt() throws IOException {
    try (TestingStore testing = new TestingStore(files)) {
      add(testing, 0, NOW_MS);
      add(testing, 1, NOW_MS);
      long usedBytes = files.usedBytes();
      for (int spare = 0; testing.store.metas().size() == 2; spare += 40) {
        files.setCapacityBytes(usedBytes + spare);
        try {
          testing.store.mergeAll(Long.MIN_VALUE);
        } catch (DiskFullException _) {
          assertThat(testing.store.metas()).hasSize(2);
          assertThat(files.list(BLOCKS)).hasSize(2);
        }
      }
      assertThat(testing.store.metas()).hasSize(1);
      assertThat(testing.all()).containsOnlyKeys(labelsUpTo(2));
    }
  }

  @Test
  void filesGoWhenTheyAreTooOldOrTooManyButNeverTheLast() throws IOException {
    BlockOptions small = TestingStore.options(1, 0);
    try (TestingStore testing = new TestingStore(files, small, MergeSettings.PLAIN)) {
      for (int i = 0; i < 4; i++) {
        add(testing, i, NOW_MS + i * HOUR_MS);
      }
      testing.store.expire(Long.MIN_VALUE);
      assertThat(testing.all()).containsOnlyKeys(labels(3));
    }
    long sizeBytes = files.content(BLOCKS.resolve("000000000004.block")).length;
    BlockOptions two = TestingStore.options(2 * sizeBytes, 0);
    try (TestingStore testing = new TestingStore(files, two, MergeSettings.PLAIN)) {
      add(testing, 4, NOW_MS);
      add(testing, 5, NOW_MS - HOUR_MS);
      testing.store.expire(Long.MIN_VALUE);
      assertThat(testing.all()).containsOnlyKeys(labels(3), labels(4));
      testing.store.expire(NOW_MS + 1);
      assertThat(testing.all()).containsOnlyKeys(labels(3));
      testing.store.expire(Long.MAX_VALUE);
      assertThat(testing.all()).isEmpty();
    }
    assertThat(files.list(BLOCKS)).isEmpty();
  }

  @Test
  void aMergeLeavesOutWhatIsTooOld() throws IOException {
    try (TestingStore testing = new TestingStore(files)) {
      add(testing, 0, NOW_MS);
      add(testing, 1, NOW_MS + 1);
      testing.store.mergeAll(NOW_MS + 1);
      assertThat(testing.all()).containsOnlyKeys(labels(1));
      testing.store.mergeAll(NOW_MS + 2);
      add(testing, 2, NOW_MS + 1);
      testing.store.mergeAll(NOW_MS + 2);
      assertThat(testing.store.metas()).isEmpty();
    }
  }

  @Test
  void aStoppedMergeLeavesEverythingAsItWas() throws IOException {
    try (TestingStore testing = new TestingStore(files)) {
      for (int i = 0; i < 5; i++) {
        add(testing, i, NOW_MS);
      }
      testing.store.stopMerging();
      assertThat(testing.store.mergeOnce(Long.MAX_VALUE, Long.MIN_VALUE)).isFalse();
      assertThat(testing.store.metas()).hasSize(5);
      assertThat(files.list(BLOCKS)).hasSize(5);
    }
  }

  @Test
  void aViewReadsWhatItHoldsAlsoAfterAMerge() throws IOException {
    try (TestingStore testing = new TestingStore(files)) {
      add(testing, 0, NOW_MS);
      add(testing, 1, NOW_MS);
      try (BlockView view = testing.store.view(NOW_MS, NOW_MS)) {
        testing.store.mergeAll(Long.MIN_VALUE);
        assertThat(view.select(TENANT, List.of(), NOW_MS, NOW_MS)).hasSize(2);
        assertThat(view.select(TENANT, List.of(), NOW_MS, NOW_MS).get(0).next()).isNotNull();
      }
      assertThat(testing.store.metas()).hasSize(1);
    }
  }

  @Test
  void numbersOfFilesAreNoPaths() {
    Path odd = BLOCKS.resolve("not-a-number.block");
    files.setContent(odd, new byte[100]);
    try (TestingStore testing = new TestingStore(files)) {
      assertThat(testing.store.metas()).isEmpty();
      assertThat(files.allFiles()).doesNotContain(odd);
    }
  }
}
