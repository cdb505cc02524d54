package io.carillon.ingester.block;

import static io.carillon.common.column.ColumnAssertions.assertSameSamples;
import static io.carillon.ingester.block.TestingStore.DAY_MS;
import static io.carillon.ingester.block.TestingStore.HOUR_MS;
import static io.carillon.ingester.block.TestingStore.NOW_MS;
import static io.carillon.ingester.block.TestingStore.TENANT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.common.column.SampleColumn;
import io.carillon.common.column.SampleColumnBuilder;
import io.carillon.common.labels.Labels;
import io.carillon.ingester.file.FaultyFileStore;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

final class SliceWriterTest {
  private static final Labels SERIES = Labels.of("__name__", "up");

  private final FaultyFileStore files = new FaultyFileStore();

  private static SampleColumn column(long... timestampsMs) {
    SampleColumnBuilder out = new SampleColumnBuilder(timestampsMs.length);
    for (long timestampMs : timestampsMs) {
      out.addFloat(timestampMs, (double) (timestampMs % 7));
    }
    return out.build();
  }

  @Test
  void aWindowIsAFile() throws IOException {
    SampleColumn column =
        column(
            Long.MIN_VALUE,
            NOW_MS - 300 * DAY_MS,
            NOW_MS - 20 * DAY_MS,
            NOW_MS - 2 * HOUR_MS - 1,
            NOW_MS - 2 * HOUR_MS,
            NOW_MS - 1,
            NOW_MS,
            NOW_MS + 1,
            NOW_MS + 4 * HOUR_MS,
            Long.MAX_VALUE);
    try (TestingStore testing = new TestingStore(files);
        SliceWriter writer = testing.store.newSlices(NOW_MS + HOUR_MS)) {
      writer.add(TENANT, SERIES, column);
      List<BlockMeta> metas = writer.finish();
      assertThat(metas).extracting(BlockMeta::sampleCount).containsExactly(2L, 1L, 1L, 2L, 2L, 2L);
      testing.store.installSealed(metas, 1, 9);
      assertSameSamples(Objects.requireNonNull(testing.all().get(SERIES)), column);
      assertThat(testing.store.cuts()).containsExactly(1L, 9L);
    }
  }

  @Test
  void nothingIsNoFile() throws IOException {
    try (TestingStore testing = new TestingStore(files);
        SliceWriter writer = testing.store.newSlices(NOW_MS)) {
      assertThat(writer.finish()).isEmpty();
    }
    assertThat(files.list(TestingStore.BLOCKS)).isEmpty();
  }

  @Test
  void aFailureLeavesNothingBehind() throws IOException {
    long calls = 1;
    boolean failed = true;
    while (failed) {
      FaultyFileStore faulty = new FaultyFileStore();
      try (TestingStore testing = new TestingStore(faulty)) {
        faulty.failCall(calls++, false);
        failed = false;
        try (SliceWriter writer = testing.store.newSlices(NOW_MS)) {
          writer.add(TENANT, SERIES, column(NOW_MS - 1, NOW_MS));
          assertThat(writer.finish()).hasSize(2);
        } catch (IOException _) {
          failed = true;
          assertThat(faulty.list(TestingStore.BLOCKS)).isEmpty();
        }
      }
    }
    assertThat(calls).isGreaterThan(12);
  }

  @Test
  void seriesOfOneShardOnly() {
    try (TestingStore testing = new TestingStore(files)) {
      assertThatThrownBy(() -> testing.store.installSealed(List.of(), 2, 1))
          .isInstanceOf(IndexOutOfBoundsException.class);
    }
  }
}
