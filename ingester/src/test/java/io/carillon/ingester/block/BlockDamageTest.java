package io.carillon.ingester.block;

import static io.carillon.common.column.ColumnAssertions.assertSameSamples;
import static io.carillon.ingester.block.TestingStore.BLOCKS;
import static io.carillon.ingester.block.TestingStore.HOUR_MS;
import static io.carillon.ingester.block.TestingStore.NOW_MS;
import static io.carillon.ingester.block.TestingStore.TENANT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.common.bytes.ByteReader;
import io.carillon.common.column.ColumnFrame;
import io.carillon.common.column.RandomColumns;
import io.carillon.common.column.SampleColumn;
import io.carillon.common.column.SampleColumnBuilder;
import io.carillon.common.error.CarillonException;
import io.carillon.common.error.ErrorCode;
import io.carillon.common.labels.Labels;
import io.carillon.common.labels.Matcher;
import io.carillon.common.store.UnvouchedRange;
import io.carillon.ingester.file.FaultyFileStore;
import io.carillon.ingester.index.SeriesCursor;
import io.carillon.ingester.index.SeriesRun;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Files that are cut, flipped or from the future: never wrong data, always a gap. */
final class BlockDamageTest {
  private static final Labels GOOD = Labels.of("__name__", "good");
  private static final Path FIRST = BLOCKS.resolve("000000000001.block");
  private static final Path SECOND = BLOCKS.resolve("000000000002.block");

  private final FaultyFileStore files = new FaultyFileStore();
  private final TreeMap<Labels, SampleColumn> content = new TreeMap<>();
  private byte[] whole = new byte[0];
  private BlockMeta meta = new BlockMeta(0, 0, 0, 0, 0, 0, 0, 0);

  @BeforeEach
  void write() throws IOException {
    RandomColumns columns = new RandomColumns(7);
    for (int i = 0; i < 4; i++) {
      SampleColumnBuilder column = new SampleColumnBuilder(5);
      for (int j = 0; j < 5; j++) {
        column.add(NOW_MS + j * 15_000L, i, j == 3 && i == 0 ? columns.histogram() : null, 0);
      }
      content.put(Labels.of("__name__", "up", "i", "value-" + i), column.build());
    }
    try (TestingStore testing = new TestingStore(files)) {
      try (BlockWriter writer = testing.store.newBlock(0)) {
        for (Map.Entry<Labels, SampleColumn> series : content.entrySet()) {
          writer.add(TENANT, series.getKey(), series.getValue());
        }
        writer.addSection(SectionKind.METADATA, TENANT, new byte[] {1, 2, 3});
        meta = Objects.requireNonNull(writer.finish());
        testing.store.installSealed(List.of(meta), 0, 1);
      }
      SampleColumn good = SampleColumn.floats(new long[] {NOW_MS + HOUR_MS}, new double[] {1});
      testing.add(0, Map.of(TENANT, new TreeMap<>(Map.of(GOOD, good))));
    }
    whole = files.content(FIRST);
  }

  /** Reads all there is in all ways; gives whether all of the first file was there. */
  private boolean isWhole(TestingStore testing) {
    Map<Labels, SampleColumn> all = testing.all();
    assertThat(all).containsKey(GOOD);
    List<SectionMerger.Section> sections = new ArrayList<>();
    try (BlockView view = testing.store.view(Long.MIN_VALUE, Long.MAX_VALUE)) {
      view.readSections(SectionKind.METADATA, TENANT, sections::add);
    }
    List<String> values = testing.values(TENANT, "i", null);
    Map<Labels, SampleColumn> one =
        testing.select(TENANT, 0, Long.MAX_VALUE, Matcher.equal("i", "value-2"));
    boolean isWhole =
        all.size() == 5 && sections.size() == 1 && values.size() == 4 && one.size() == 1;
    all.remove(GOOD);
    // Of what is damaged there may be a part, but nothing that was not written.
    all.forEach((labels, column) -> assertSame(labels, column));
    one.forEach((labels, column) -> assertSame(labels, column));
    sections.forEach(section -> assertThat(section.bytes()).containsExactly(1, 2, 3));
    assertThat(values)
        .isSubsetOf(content.keySet().stream().map(labels -> labels.get("i")).toList());
    return isWhole;
  }

  private void assertSame(Labels labels, SampleColumn column) {
    assertThat(content).containsKey(labels);
    assertSameSamples(column, Objects.requireNonNull(content.get(labels)));
  }

  private void assertQuarantined(FaultyFileStore damaged, String what) {
    boolean wasWhole;
    try (TestingStore testing = new TestingStore(damaged)) {
      wasWhole = isWhole(testing);
      assertThat(testing.unvouched())
          .as(what)
          .containsExactly(new UnvouchedRange(0, 65535, meta.minMs(), meta.maxMs()));
      testing.store.finishQuarantine();
      assertThat(damaged.allFiles()).as(what).doesNotContain(FIRST);
    } catch (IOException e) {
      throw new AssertionError(what, e);
    }
    assertThat(wasWhole).as(what).isFalse();
    try (TestingStore testing = new TestingStore(damaged)) {
      assertThat(testing.all()).as(what).containsOnlyKeys(GOOD);
      assertThat(testing.unvouched()).as(what).hasSize(1);
    }
  }

  private FaultyFileStore changed(Consumer<byte[]> change) {
    FaultyFileStore copy = TestingStore.copy(files);
    byte[] bytes = whole.clone();
    change.accept(bytes);
    copy.setContent(FIRST, bytes);
    return copy;
  }

  @Test
  void whatIsNotDamagedIsWhole() {
    try (TestingStore testing = new TestingStore(files)) {
      assertThat(isWhole(testing)).isTrue();
      assertThat(testing.unvouched()).isEmpty();
    }
  }

  @Test
  void aFlippedBitAnywhereIsFound() {
    for (int at = 0; at < whole.length; at++) {
      int flipped = at;
      assertQuarantined(changed(bytes -> bytes[flipped] ^= 0x10), "byte " + at);
    }
  }

  @Test
  void aFileThatEndsAnywhereIsFound() {
    for (int size = 0; size < whole.length; size++) {
      FaultyFileStore copy = TestingStore.copy(files);
      copy.setContent(FIRST, Arrays.copyOf(whole, size));
      assertQuarantined(copy, "size " + size);
    }
    FaultyFileStore longer = TestingStore.copy(files);
    longer.setContent(FIRST, Arrays.copyOf(whole, whole.length + 1));
    assertQuarantined(longer, "one byte more");
  }

  @Test
  void anotherFileUnderItsNameIsFound() {
    FaultyFileStore copy = TestingStore.copy(files);
    copy.setContent(FIRST, files.content(SECOND));
    assertQuarantined(copy, "the second file");
  }

  @Test
  void aMissingFileIsDeclared() {
    FaultyFileStore copy = TestingStore.copy(files);
    copy.remove(FIRST);
    assertQuarantined(copy, "no file");
  }

  private List<Long> pageOffsets() {
    List<Long> offsets = new ArrayList<>();
    ByteReader in = new ByteReader(whole);
    int at = BlockFormat.HEADER_BYTES;
    while (at < whole.length - BlockFormat.FOOTER_BYTES) {
      offsets.add((long) at);
      in = new ByteReader(whole, at + 10, 4);
      at += BlockFormat.PAGE_HEADER_BYTES + in.readInt();
    }
    return offsets;
  }

  /** Changes what a page holds, and lets its checksum be right. */
  private static void spoil(byte[] file, int at, int position, int bits) {
    int length = new ByteReader(file, at + 10, 4).readInt() + BlockFormat.PAGE_HEADER_BYTES;
    byte[] page = Arrays.copyOfRange(file, at, at + length);
    page[BlockFormat.PAGE_HEADER_BYTES + position] ^= (byte) bits;
    PageKind kind = Objects.requireNonNull(PageKind.of(page[4]));
    int rawLength = new ByteReader(page, 6, 4).readInt();
    BlockFormat.putPageHeader(page, length, at, kind, page[5], rawLength);
    System.arraycopy(page, 0, file, at, length);
  }

  @Test
  void aPageWithARightChecksumThatDoesNotUnpackIsFound() {
    int packed = 0;
    for (long offset : pageOffsets()) {
      int at = (int) offset;
      if (whole[at + 5] == BlockFormat.ZSTD && whole[at + 4] != PageKind.VALUES.id()) {
        packed++;
        // Without zstd's magic number nothing unpacks.
        assertQuarantinedOrFailed(changed(bytes -> spoil(bytes, at, 0, 0xff)), "page at " + at);
      }
    }
    assertThat(packed).isPositive();
  }

  private void assertQuarantinedOrFailed(FaultyFileStore damaged, String what) {
    try (TestingStore testing = new TestingStore(damaged)) {
      try {
        assertThat(isWhole(testing)).isFalse();
      } catch (CarillonException e) {
        assertThat(e.code()).isEqualTo(ErrorCode.CORRUPTION);
      }
      assertThat(testing.unvouched()).as(what).hasSize(1);
    }
  }

  @Test
  void aFrameThatDoesNotUnpackTellsTheStore() {
    Map<Labels, SampleColumn> many = new TreeMap<>();
    for (int i = 0; i < 100; i++) {
      many.put(
          Labels.of("i", "" + i), SampleColumn.floats(new long[] {NOW_MS}, new double[] {1.5}));
    }
    FaultyFileStore spoilt = new FaultyFileStore();
    try (TestingStore testing = new TestingStore(spoilt)) {
      testing.add(0, Map.of(TENANT, new TreeMap<>(many)));
    }
    byte[] bytes = spoilt.content(FIRST);
    assertThat(bytes[BlockFormat.HEADER_BYTES + 4]).isEqualTo((byte) PageKind.VALUES.id());
    assertThat(bytes[BlockFormat.HEADER_BYTES + 5]).isEqualTo((byte) BlockFormat.ZSTD);
    spoil(bytes, BlockFormat.HEADER_BYTES, 0, 0xff);
    spoilt.setContent(FIRST, bytes);
    try (TestingStore testing = new TestingStore(spoilt)) {
      ColumnFrame frame = firstFrame(testing);
      assertThat(testing.unvouched()).isEmpty();
      assertThatThrownBy(frame::column)
          .isInstanceOfSatisfying(
              CarillonException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CORRUPTION));
      assertThat(testing.unvouched()).hasSize(1);
      assertThat(testing.all()).isEmpty();
    }
  }

  private static ColumnFrame firstFrame(TestingStore testing) {
    try (BlockView view = testing.store.view(NOW_MS, NOW_MS);
        SeriesCursor cursor =
            view.select(TENANT, List.of(), Long.MIN_VALUE, Long.MAX_VALUE).getFirst()) {
      SeriesRun run = Objects.requireNonNull(cursor.next());
      return run.frame();
    }
  }

  @Test
  void aMergeTakesADamagedFileOutAndGoesOnWithoutIt() throws IOException {
    for (long offset : pageOffsets()) {
      FaultyFileStore damaged = changed(bytes -> bytes[(int) offset + 20] ^= 1);
      try (TestingStore testing = new TestingStore(damaged)) {
        testing.store.mergeAll(Long.MIN_VALUE);
        assertThat(testing.unvouched()).hasSize(1);
        assertThat(testing.all()).containsOnlyKeys(GOOD);
      }
    }
  }

  @Test
  void levelsOfAnotherVersionAreRefused() {
    FaultyFileStore newer =
        changed(
            bytes -> {
              bytes[8] = 3;
              CRC32C crc = new CRC32C();
              crc.update(bytes, 0, 12);
              for (int i = 0; i < 4; i++) {
                bytes[12 + i] = (byte) (crc.getValue() >>> (8 * i));
              }
            });
    assertThatThrownBy(() -> new TestingStore(newer))
        .isInstanceOfSatisfying(
            CarillonException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.FAILED_PRECONDITION))
        .hasMessageContaining("format level 3, this version reads 2");
  }
}
