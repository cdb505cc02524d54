package io.carillon.ingester.block;

import static io.carillon.common.column.ColumnAssertions.assertSameSamples;
import static io.carillon.ingester.block.TestingStore.NOW_MS;
import static io.carillon.ingester.block.TestingStore.TENANT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.common.column.RandomColumns;
import io.carillon.common.column.SampleColumn;
import io.carillon.common.error.CarillonException;
import io.carillon.common.labels.Labels;
import io.carillon.ingester.file.FaultyFileStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class BlockInspectorTest {
  private static final Path FILE = TestingStore.BLOCKS.resolve("000000000001.block");

  private final FaultyFileStore files = new FaultyFileStore();
  private final BlockInspector inspector = new BlockInspector(files);
  private final TreeMap<Labels, SampleColumn> content = new TreeMap<>();
  private BlockMeta meta = new BlockMeta(0, 0, 0, 0, 0, 0, 0, 0);

  @BeforeEach
  void write() throws IOException {
    RandomColumns columns = new RandomColumns(5);
    for (int i = 0; i < 700; i++) {
      content.put(Labels.of("i", Integer.toString(i)), columns.column(20));
    }
    try (TestingStore testing = new TestingStore(files);
        BlockWriter writer = testing.store.newBlock(2)) {
      for (Map.Entry<Labels, SampleColumn> series : content.entrySet()) {
        writer.add(TENANT, series.getKey(), series.getValue());
      }
      writer.addSection(SectionKind.METADATA, TENANT, new byte[10], NOW_MS, NOW_MS);
      meta = Objects.requireNonNull(writer.finish());
      testing.store.installSealed(List.of(meta), 0, 1);
    }
  }

  @Test
  void knowsWhatAFileIsMadeOf() throws IOException {
    BlockInspector.Summary summary = inspector.summarize(FILE);
    assertThat(summary.meta().sampleCount()).isEqualTo(meta.sampleCount());
    assertThat(summary.meta().mergeLevel()).isEqualTo(2);
    assertThat(summary.bytesByKind())
        .containsOnlyKeys("values", "times", "index", "metadata", "directory");
    long pages = summary.bytesByKind().values().stream().mapToLong(Long::longValue).sum();
    assertThat(pages + BlockFormat.HEADER_BYTES + BlockFormat.FOOTER_BYTES)
        .isEqualTo(files.content(FILE).length);
    assertThat(summary.columnsByCodec().values().stream().mapToLong(Long::longValue).sum())
        .isEqualTo(700);
  }

  @Test
  void dumpsAllSeries() throws IOException {
    TreeMap<Labels, SampleColumn> left = new TreeMap<>(content);
    inspector.dump(
        FILE,
        (tenant, labels, column) -> {
          assertThat(tenant).isEqualTo(TENANT);
          assertSameSamples(column, Objects.requireNonNull(left.remove(labels)));
        });
    assertThat(left).isEmpty();
  }

  @Test
  void verifiesEveryByte() throws IOException {
    assertThat(inspector.verify(FILE).seriesCount()).isEqualTo(700);
    byte[] whole = files.content(FILE);
    for (int at = 0; at < whole.length; at += 1 + at % 61) {
      byte[] flipped = whole.clone();
      flipped[at] ^= 2;
      files.setContent(FILE, flipped);
      assertThatThrownBy(() -> inspector.verify(FILE)).isInstanceOf(CarillonException.class);
    }
  }
}
