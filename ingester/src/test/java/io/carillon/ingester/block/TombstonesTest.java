package io.carillon.ingester.block;

import static io.carillon.ingester.block.TestingStore.NOW_MS;
import static io.carillon.ingester.block.TestingStore.TENANT;
import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.common.column.SampleColumn;
import io.carillon.common.column.SampleColumnBuilder;
import io.carillon.common.labels.Labels;
import io.carillon.common.labels.Matcher;
import io.carillon.common.tenant.TenantId;
import io.carillon.ingester.file.FaultyFileStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class TombstonesTest {
  private static final TenantId OTHER = new TenantId("team-b");
  private static final Labels ONE = Labels.of("i", "1");
  private static final Labels TWO = Labels.of("i", "2");
  private static final Path FILE = TestingStore.DATA.resolve("TOMBSTONES");

  private final FaultyFileStore files = new FaultyFileStore();

  private static SampleColumn column(int from, int to) {
    SampleColumnBuilder out = new SampleColumnBuilder(to - from);
    for (int i = from; i < to; i++) {
      out.addFloat(NOW_MS + i, i);
    }
    return out.build();
  }

  private static BlockMeta add(TestingStore testing) {
    TreeMap<Labels, SampleColumn> series =
        new TreeMap<>(Map.of(ONE, column(0, 10), TWO, column(0, 10)));
    return testing.add(0, Map.of(TENANT, series, OTHER, series));
  }

  private static long delete(TestingStore testing, int from, int to) throws IOException {
    List<Matcher> matchers = List.of(Matcher.equal("i", "1"));
    return testing.store.delete(TENANT, matchers, NOW_MS + from, NOW_MS + to);
  }

  private static List<Double> values(TestingStore testing, TenantId tenant, Labels labels) {
    SampleColumn column =
        testing
            .select(tenant, Long.MIN_VALUE, Long.MAX_VALUE)
            .getOrDefault(labels, SampleColumn.EMPTY);
    return Arrays.stream(column.values()).boxed().toList();
  }

  @Test
  void maskAtOnceAndAfterARestart() throws IOException {
    try (TestingStore testing = new TestingStore(files)) {
      add(testing);
      assertThat(delete(testing, 3, 6)).isEqualTo(1);
      assertThat(values(testing, TENANT, ONE)).containsExactly(0.0, 1.0, 2.0, 7.0, 8.0, 9.0);
      assertThat(delete(testing, 0, 1)).isEqualTo(2);
    }
    try (TestingStore testing = new TestingStore(files.kill())) {
      assertThat(values(testing, TENANT, ONE)).containsExactly(2.0, 7.0, 8.0, 9.0);
      assertThat(values(testing, TENANT, TWO)).hasSize(10);
      assertThat(values(testing, OTHER, ONE)).hasSize(10);
      assertThat(delete(testing, 20, 30)).isEqualTo(3);
    }
  }

  @Test
  void doNotMaskWhatComesLater() throws IOException {
    try (TestingStore testing = new TestingStore(files)) {
      add(testing);
      delete(testing, 0, 9);
      assertThat(values(testing, TENANT, ONE)).isEmpty();
      BlockMeta later = add(testing);
      assertThat(later.deleteNumber()).isEqualTo(1);
      assertThat(values(testing, TENANT, ONE)).hasSize(10);
    }
  }

  @Test
  void hideSeriesNamesAndValues() throws IOException {
    try (TestingStore testing = new TestingStore(files)) {
      TreeMap<Labels, SampleColumn> series =
          new TreeMap<>(Map.of(ONE, column(0, 10), Labels.of("k", "v"), column(0, 10)));
      testing.add(0, Map.of(TENANT, series));
      delete(testing, 0, 8);
      assertThat(testing.names(TENANT, null)).containsExactly("i", "k");
      delete(testing, 9, 9);
      assertThat(testing.names(TENANT, null)).containsExactly("k");
      assertThat(testing.values(TENANT, "i", null)).isEmpty();
      assertThat(testing.series(TENANT, Long.MIN_VALUE, Long.MAX_VALUE))
          .containsExactly(Labels.of("k", "v"));
    }
  }

  @Test
  void areForgottenWhenAMergeHasAppliedThemAndNumbersGoOn() throws IOException {
    try (TestingStore testing = new TestingStore(files)) {
      add(testing);
      delete(testing, 0, 8);
      add(testing);
      delete(testing, 1, 9);
      assertThat(testing.store.tombstones()).hasSize(2);
      testing.store.mergeAll(Long.MIN_VALUE);
      assertThat(testing.store.tombstones()).isEmpty();
      assertThat(testing.store.metas()).extracting(BlockMeta::deleteNumber).containsExactly(2L);
      assertThat(values(testing, TENANT, ONE)).containsExactly(0.0);
    }
    try (TestingStore testing = new TestingStore(files.kill())) {
      assertThat(values(testing, TENANT, ONE)).containsExactly(0.0);
      assertThat(delete(testing, 0, 0)).isEqualTo(3);
    }
  }

  @Test
  void ofAFileThatIsDamagedAreAGap() throws IOException {
    try (TestingStore testing = new TestingStore(files)) {
      add(testing);
      delete(testing, 0, 8);
      add(testing);
    }
    byte[] content = files.content(FILE);
    content[content.length - 1] ^= 1;
    files.setContent(FILE, content);
    try (TestingStore testing = new TestingStore(files)) {
      assertThat(testing.unvouched()).hasSize(1);
      assertThat(values(testing, TENANT, ONE)).hasSize(10);
      // Files say which numbers were given.
      assertThat(delete(testing, 0, 0)).isEqualTo(2);
    }
  }
}
