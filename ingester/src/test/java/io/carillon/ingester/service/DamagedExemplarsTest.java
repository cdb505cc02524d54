package io.carillon.ingester.service;

import static io.carillon.ingester.service.TestingNode.NOW_MS;
import static io.carillon.ingester.service.TestingNode.TENANT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.common.error.CarillonException;
import io.carillon.common.error.ErrorCode;
import io.carillon.common.labels.Labels;
import io.carillon.common.store.Exemplar;
import io.carillon.common.store.PushBatch;
import io.carillon.common.store.SeriesExemplars;
import io.carillon.common.store.UnvouchedRange;
import io.carillon.ingester.block.BlockMeta;
import io.carillon.ingester.block.BlockStore;
import io.carillon.ingester.block.BlockWriter;
import io.carillon.ingester.block.SectionKind;
import io.carillon.ingester.file.FaultyFileStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Exemplars of sealed files that cannot be read: the file is taken out, as for samples. */
final class DamagedExemplarsTest {
  private static final Labels UP = Labels.of("__name__", "up");
  private static final SeriesExemplars EXEMPLARS =
      new SeriesExemplars(UP, List.of(new Exemplar(Labels.of("trace_id", "a1"), 1, NOW_MS)));

  private final FaultyFileStore files = new FaultyFileStore();

  /** A batch with an exemplar, sealed. */
  private static void seal(TestingNode node) {
    node.push(
        new PushBatch(
            TENANT,
            3,
            0,
            List.of(TestingNode.series(UP, NOW_MS, 1)),
            List.of(),
            List.of(EXEMPLARS)));
    node.flush();
  }

  private static List<SeriesExemplars> exemplars(TestingNode node) {
    return node.exemplars(TENANT, Long.MIN_VALUE, Long.MAX_VALUE, List.of());
  }

  private static List<UnvouchedRange> unvouched(TestingNode node) {
    return node.ingester.parts().gaps().unvouched();
  }

  @Test
  void aSectionThatDoesNotUnpackTakesItsFileOut() throws IOException {
    Path damaged;
    try (TestingNode node = new TestingNode(files)) {
      seal(node);
      damaged = addSection(node.ingester.parts().blocks(), new byte[] {1, 99});
      assertThat(files.allFiles()).contains(damaged);
      assertThat(exemplars(node)).containsExactly(EXEMPLARS);
      assertThat(unvouched(node)).hasSize(1);
      node.flush();
      assertThat(files.allFiles()).doesNotContain(damaged);
    }
    try (TestingNode node = new TestingNode(files)) {
      assertThat(exemplars(node)).containsExactly(EXEMPLARS);
      assertThat(unvouched(node)).hasSize(1);
    }
  }

  /** Else a crash would forget it, and delete the file as left over. */
  @Test
  void whatAReaderTakesOutIsDeclaredBeforeTheNextManifest() throws IOException {
    FaultyFileStore image;
    try (TestingNode node = new TestingNode(files)) {
      seal(node);
      BlockStore blocks = node.ingester.parts().blocks();
      var _ = addSection(blocks, new byte[] {1, 99});
      assertThat(exemplars(node)).containsExactly(EXEMPLARS);
      blocks.advanceCuts(blocks.cuts());
      image = files.kill();
    }
    try (TestingNode node = new TestingNode(image)) {
      assertThat(unvouched(node)).hasSize(1);
      assertThat(exemplars(node)).containsExactly(EXEMPLARS);
    }
  }

  @Test
  void aSectionOfANewerFormatStaysWhereItIsAndTheOtherFilesAreMerged() throws IOException {
    try (TestingNode node = new TestingNode(files)) {
      seal(node);
      seal(node);
      Path newer = addSection(node.ingester.parts().blocks(), new byte[] {2, 99});
      assertThatThrownBy(() -> exemplars(node))
          .isInstanceOfSatisfying(
              CarillonException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.FAILED_PRECONDITION));
      assertThat(files.allFiles()).filteredOn(TestingNode::isBlock).hasSize(3);
      node.flushAndMerge();
      assertThat(files.allFiles()).filteredOn(TestingNode::isBlock).hasSize(2).contains(newer);
      node.flushAndMerge();
      assertThat(unvouched(node)).isEmpty();
    }
  }

  /** A file whose only section has a good checksum and this content. */
  private static Path addSection(BlockStore blocks, byte[] content) throws IOException {
    try (BlockWriter writer = blocks.newBlock(0)) {
      writer.addSection(SectionKind.EXEMPLARS, TENANT, content, NOW_MS, NOW_MS);
      BlockMeta meta = Objects.requireNonNull(writer.finish());
      blocks.installSealed(List.of(meta), 0, blocks.cuts().getFirst());
      return TestingNode.DATA.resolve("blocks").resolve(meta.fileName());
    }
  }

  @Test
  void aDamagedPageIsMissedByNobody() {
    try (TestingNode node = new TestingNode(files)) {
      seal(node);
    }
    Path block = files.allFiles().stream().filter(TestingNode::isBlock).findFirst().orElseThrow();
    int foundByReader = 0;
    for (Damage damage : Damage.of(block, files.content(block), 200)) {
      try (TestingNode node = new TestingNode(damage.in(files))) {
        boolean wasFound = !unvouched(node).isEmpty();
        boolean isThere = exemplars(node).equals(List.of(EXEMPLARS));
        assertThat(isThere || !unvouched(node).isEmpty()).as("%s", damage).isTrue();
        foundByReader += wasFound || unvouched(node).isEmpty() ? 0 : 1;
      }
    }
    assertThat(foundByReader).isPositive();
  }
}
