package io.carillon.ingester.block;

import static io.carillon.ingester.block.TestingStore.NOW_MS;
import static io.carillon.ingester.block.TestingStore.TENANT;
import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.common.error.CarillonException;
import io.carillon.common.error.ErrorCode;
import io.carillon.common.tenant.TenantId;
import io.carillon.ingester.file.FaultyFileStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class SectionsTest {
  private static final TenantId OTHER = new TenantId("other");

  private final FaultyFileStore files = new FaultyFileStore();

  private static void add(TestingStore testing, TenantId tenant, String text) throws IOException {
    try (BlockWriter writer = testing.store.newBlock(0)) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      writer.addSection(SectionKind.EXEMPLARS, tenant, bytes, NOW_MS, NOW_MS + 1);
      BlockMeta meta = Objects.requireNonNull(writer.finish());
      testing.store.installSealed(List.of(meta), 0, 1);
    }
  }

  private static List<String> texts(TestingStore testing, TenantId tenant) {
    List<String> texts = new ArrayList<>();
    try (BlockView view = testing.store.view(Long.MIN_VALUE, Long.MAX_VALUE)) {
      view.readSections(SectionKind.EXEMPLARS, tenant, section -> texts.add(text(section)));
    }
    return texts;
  }

  /** Takes a text with a question mark to be damaged. */
  private static String text(SectionMerger.Section section) {
    String text = new String(section.bytes(), StandardCharsets.UTF_8);
    if (text.contains("?")) {
      throw new CarillonException(ErrorCode.CORRUPTION, "a question mark");
    }
    return text;
  }

  /** Joins texts. */
  private static byte @Nullable [] join(
      TenantId tenant, List<SectionMerger.Section> sections, long minMs) {
    StringBuilder joined = new StringBuilder(tenant.value() + minMs);
    for (SectionMerger.Section section : sections) {
      String text = text(section);
      joined.append(',').append(section.deletions().isEmpty() ? text : "deleted");
    }
    return joined.toString().getBytes(StandardCharsets.UTF_8);
  }

  private TestingStore open(Map<SectionKind, SectionMerger> mergers) {
    return new TestingStore(
        files, TestingStore.options(0, 1 << 20), new MergeSettings(MergeThrottle.NONE, mergers));
  }

  @Test
  void areThereWithoutSamplesAndCarriedOverAsTheyAre() throws IOException {
    try (TestingStore testing = open(Map.of())) {
      add(testing, TENANT, "one");
      add(testing, OTHER, "two");
      add(testing, TENANT, "three");
      assertThat(texts(testing, TENANT)).containsExactly("one", "three");
      testing.store.mergeAll(Long.MIN_VALUE);
      assertThat(testing.store.metas()).hasSize(1);
      assertThat(texts(testing, TENANT)).containsExactly("one", "three");
      assertThat(texts(testing, OTHER)).containsExactly("two");
    }
  }

  @Test
  void areUnitedByTheirMergerWhichLearnsWhatIsDeleted() throws IOException {
    try (TestingStore testing = open(Map.of(SectionKind.EXEMPLARS, SectionsTest::join))) {
      add(testing, TENANT, "one");
      testing.store.delete(TENANT, List.of(), NOW_MS, NOW_MS);
      add(testing, TENANT, "two");
      testing.store.mergeAll(7);
      assertThat(texts(testing, TENANT)).containsExactly("team-a7,deleted,two");
    }
  }

  @Test
  void oneThatIsDamagedIsTakenOutWithItsFile() throws IOException {
    try (TestingStore testing = open(Map.of(SectionKind.EXEMPLARS, SectionsTest::join))) {
      add(testing, TENANT, "one");
      add(testing, TENANT, "two?");
      add(testing, TENANT, "three");
      testing.store.mergeAll(7);
      assertThat(texts(testing, TENANT)).containsExactly("team-a7,one,three");
      assertThat(testing.unvouched()).hasSize(1);
    }
  }

  @Test
  void oneThatAReaderCannotUnpackIsTakenOutWithItsFile() throws IOException {
    try (TestingStore testing = open(Map.of())) {
      add(testing, TENANT, "one");
      add(testing, TENANT, "two?");
      add(testing, TENANT, "three");
      assertThat(texts(testing, TENANT)).containsExactly("one", "three");
      assertThat(testing.unvouched()).hasSize(1);
      assertThat(testing.store.metas()).hasSize(2);
    }
  }

  @Test
  void nothingOfNoTimeIsNoFile() throws IOException {
    try (TestingStore testing = open(Map.of());
        BlockWriter writer = testing.store.newBlock(0)) {
      writer.addSection(SectionKind.METADATA, TENANT, new byte[3]);
      assertThat(writer.finish()).isNull();
    }
    assertThat(files.list(TestingStore.BLOCKS)).isEmpty();
  }
}
