package io.carillon.ingester.service;

import static io.carillon.ingester.service.TestingNode.HOUR_MS;
import static io.carillon.ingester.service.TestingNode.NOW_MS;
import static io.carillon.ingester.service.TestingNode.batch;
import static io.carillon.ingester.service.TestingNode.series;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.common.error.CarillonException;
import io.carillon.common.error.ErrorCode;
import io.carillon.common.labels.Labels;
import io.carillon.common.store.PushAck;
import io.carillon.common.store.PushBatch;
import io.carillon.common.store.UnvouchedRange;
import io.carillon.ingester.file.FaultyFileStore;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

/** Files that are cut, flipped, gone or from the future. */
final class DamageTest {
  private static final Labels UP = Labels.of("__name__", "up", "job", "a");
  private static final Path LOG = TestingNode.DATA.resolve("wal").resolve("000000000001.wal");
  private static final Path BLOCKS = TestingNode.DATA.resolve("blocks");

  private final Model model = new Model();

  private void push(TestingNode node, int i) {
    PushBatch batch = batch(series(UP, NOW_MS + i, i), series(other(i), NOW_MS, i));
    Runnable acknowledged = model.sent(batch);
    assertThat(node.push(batch)).isInstanceOf(PushAck.Durable.class);
    acknowledged.run();
  }

  private static Labels other(int i) {
    return Labels.of("__name__", "other", "i", Integer.toString(i));
  }

  /** A log of so many acknowledged batches, as a kill left it. */
  private FaultyFileStore log(int batches) {
    FaultyFileStore files = new FaultyFileStore();
    try (TestingNode node = new TestingNode(files)) {
      for (int i = 0; i < batches; i++) {
        push(node, i);
      }
      return files.kill();
    }
  }

  private TestingNode.Answer all(TestingNode node) {
    return node.select(0, Long.MAX_VALUE, List.of());
  }

  private void assertWhole(TestingNode.Answer answer) {
    model.check(answer.series(), 0, Long.MAX_VALUE, List.of());
  }

  @Test
  void aTailThatIsTornAnywhereIsCutAndTheRestKept() {
    FaultyFileStore files = log(3);
    byte[] torn = withOneMoreBatch(files);
    byte[] whole = files.content(LOG);
    for (int size = whole.length; size <= torn.length; size++) {
      FaultyFileStore cut = copy(files);
      cut.setContent(LOG, Arrays.copyOf(torn, size));
      assertKeepsThreeBatches(cut);
    }
    for (int flipped = whole.length; flipped < torn.length; flipped++) {
      byte[] content = torn.clone();
      content[flipped] ^= 0x10;
      FaultyFileStore damaged = copy(files);
      damaged.setContent(LOG, content);
      assertKeepsThreeBatches(damaged);
    }
  }

  private void assertKeepsThreeBatches(FaultyFileStore files) {
    for (int start = 0; start < 2; start++) {
      try (TestingNode node = new TestingNode(files)) {
        TestingNode.Answer answer = all(node);
        assertWhole(answer);
        assertThat(answer.trailer().unvouched()).isEmpty();
      }
    }
  }

  /** The log with one more batch, which counts as sent but not as acknowledged. */
  private byte[] withOneMoreBatch(FaultyFileStore files) {
    // The same writer would have gone on in the same segment, so a fresh one repeats all of it.
    FaultyFileStore repeated = new FaultyFileStore();
    try (TestingNode node = new TestingNode(repeated)) {
      for (int i = 0; i < 3; i++) {
        node.push(batch(series(UP, NOW_MS + i, i), series(other(i), NOW_MS, i)));
      }
      byte[] three = repeated.content(LOG);
      PushBatch more = batch(series(UP, NOW_MS + 3, 3), series(other(3), NOW_MS, 3));
      model.sent(more);
      node.push(more);
      byte[] four = repeated.content(LOG);
      files.setContent(LOG, three);
      assertThat(three.length).isLessThan(four.length);
      return four;
    }
  }

  private static FaultyFileStore copy(FaultyFileStore files) {
    FaultyFileStore copy = new FaultyFileStore();
    for (Path file : files.allFiles()) {
      copy.setContent(file, files.content(file));
    }
    return copy;
  }

  @Test
  void damageWithinTheLogIsDeclaredAndTheRestKept() {
    FaultyFileStore files = log(6);
    byte[] whole = files.content(LOG);
    Random random = new Random(3);
    // The last batch was acknowledged by nothing that is in the log, so it may pass for a tail.
    int beforeLast = log(5).content(LOG).length;
    for (int round = 0; round < 40; round++) {
      byte[] content = whole.clone();
      content[random.nextInt(beforeLast)] ^= (byte) (1 << random.nextInt(8));
      FaultyFileStore damaged = copy(files);
      damaged.setContent(LOG, content);
      for (int start = 0; start < 2; start++) {
        try (TestingNode node = new TestingNode(damaged)) {
          TestingNode.Answer answer = all(node);
          assertThat(answer.trailer().unvouched())
              .containsExactly(new UnvouchedRange(0, 65535, Long.MIN_VALUE, Long.MAX_VALUE));
          assertThat(node.push(series(UP, NOW_MS, 1))).isInstanceOf(PushAck.Durable.class);
        }
      }
    }
  }

  @Test
  void aDamagedFrameCostsOnlyItself() {
    FaultyFileStore files = log(6);
    byte[] content = files.content(LOG);
    int beforeFourth = log(3).content(LOG).length;
    content[beforeFourth + 20] ^= 1;
    files.setContent(LOG, content);
    try (TestingNode node = new TestingNode(files)) {
      assertThat(node.select()).containsKeys(UP, other(0), other(2), other(4), other(5));
    }
  }

  @Test
  void aMissingOrShortSegmentIsDeclared() {
    for (boolean isMissing : new boolean[] {true, false}) {
      FaultyFileStore files = new FaultyFileStore();
      FaultyFileStore image;
      try (TestingNode node = new TestingNode(files)) {
        String padding = "x".repeat(5000);
        for (int i = 0; i < 8; i++) {
          node.push(series(Labels.of("i", i + padding), NOW_MS, i));
        }
        image = files.kill();
      }
      Path second = LOG.resolveSibling("000000000002.wal");
      assertThat(image.allFiles()).contains(second);
      if (isMissing) {
        image.remove(second);
      } else {
        image.setContent(second, Arrays.copyOf(image.content(second), 60));
      }
      try (TestingNode node = new TestingNode(image)) {
        assertThat(all(node).trailer().unvouched()).hasSize(1);
        assertThat(all(node).series()).hasSizeBetween(4, 7);
      }
    }
  }

  @Test
  void aDamagedBlockIsQuarantinedAndItsRangeDeclared() {
    FaultyFileStore files = new FaultyFileStore();
    try (TestingNode node = new TestingNode(files)) {
      push(node, 0);
      node.ingester.flush();
      node.push(series(UP, NOW_MS - 72 * HOUR_MS, 7));
      node.ingester.flush();
    }
    Path first = BLOCKS.resolve("000000000001.block");
    byte[] whole = files.content(first);
    UnvouchedRange range = new UnvouchedRange(0, 65535, NOW_MS, NOW_MS);
    for (int flipped = 0; flipped < whole.length; flipped++) {
      FaultyFileStore damaged = copy(files);
      byte[] content = whole.clone();
      content[flipped] ^= 0x20;
      damaged.setContent(first, content);
      for (int start = 0; start < 2; start++) {
        try (TestingNode node = new TestingNode(damaged)) {
          TestingNode.Answer answer = all(node);
          assertThat(answer.trailer().unvouched()).containsExactly(range);
          assertThat(answer.series()).containsOnlyKeys(UP);
          assertThat(node.select(NOW_MS - 72 * HOUR_MS, NOW_MS - HOUR_MS, List.of()).series())
              .containsOnlyKeys(UP);
        }
      }
    }
  }

  @Test
  void movesADamagedBlockAside() {
    FaultyFileStore files = new FaultyFileStore();
    try (TestingNode node = new TestingNode(files)) {
      push(node, 0);
    }
    Path block = BLOCKS.resolve("000000000001.block");
    byte[] content = files.content(block);
    content[content.length - 1] ^= 1;
    files.setContent(block, content);
    try (TestingNode node = new TestingNode(files)) {
      assertThat(files.allFiles())
          .contains(BLOCKS.resolve("quarantine").resolve("000000000001.block"))
          .doesNotContain(block);
      assertThat(node.registry.scrape(name -> name.endsWith("quarantined")).size()).isEqualTo(1);
    }
  }

  @Test
  void aBlockThatTurnsBadWhileItIsServedIsQuarantinedForGood() {
    FaultyFileStore files = new FaultyFileStore();
    Path block = BLOCKS.resolve("000000000001.block");
    try (TestingNode node = new TestingNode(files)) {
      push(node, 0);
    }
    byte[] content = files.content(block);
    content[30] ^= 1;
    files.setContent(block, content);
    try (TestingNode node = new TestingNode(files)) {
      assertThat(all(node).trailer().unvouched()).hasSize(1);
      node.ingester.flush();
      assertThat(files.allFiles()).doesNotContain(block);
    }
    try (TestingNode node = new TestingNode(files)) {
      assertThat(node.select(NOW_MS - 1, NOW_MS - 1, List.of()).trailer().unvouched())
          .containsExactly(new UnvouchedRange(0, 65535, NOW_MS, NOW_MS));
    }
  }

  @Test
  void aMissingBlockIsDeclared() {
    FaultyFileStore files = new FaultyFileStore();
    try (TestingNode node = new TestingNode(files)) {
      push(node, 0);
    }
    files.remove(BLOCKS.resolve("000000000001.block"));
    try (TestingNode node = new TestingNode(files)) {
      assertThat(all(node).trailer().unvouched())
          .containsExactly(new UnvouchedRange(0, 65535, NOW_MS, NOW_MS));
    }
  }

  @Test
  void aDamagedOrMissingManifestIsRebuiltAndNothingVouchedFor() {
    for (boolean isMissing : new boolean[] {true, false}) {
      FaultyFileStore files = new FaultyFileStore();
      try (TestingNode node = new TestingNode(files)) {
        push(node, isMissing ? 0 : 1);
      }
      Path manifest = TestingNode.DATA.resolve("MANIFEST");
      if (isMissing) {
        files.remove(manifest);
      } else {
        byte[] content = files.content(manifest);
        content[20] ^= 1;
        files.setContent(manifest, content);
      }
      try (TestingNode node = new TestingNode(files)) {
        assertThat(all(node).trailer().unvouched())
            .containsExactly(new UnvouchedRange(0, 65535, Long.MIN_VALUE, Long.MAX_VALUE));
        assertThat(all(node).series()).containsKey(UP);
      }
    }
  }

  @Test
  void damageToTheListOfGapsIsAGap() {
    FaultyFileStore files = log(1);
    files.setContent(TestingNode.DATA.resolve("GAPS"), new byte[] {1, 2, 3});
    for (int start = 0; start < 2; start++) {
      try (TestingNode node = new TestingNode(files)) {
        assertThat(all(node).trailer().unvouched()).hasSize(1);
        assertWhole(all(node));
      }
    }
  }

  @Test
  void damagedMetadataIsRelearnt() {
    FaultyFileStore files = log(1);
    files.setContent(TestingNode.DATA.resolve("METADATA"), new byte[40]);
    try (TestingNode node = new TestingNode(files)) {
      assertWhole(all(node));
      assertThat(all(node).trailer().unvouched()).isEmpty();
    }
  }

  @Test
  void refusesToStartOnFilesOfANewerFormat() {
    FaultyFileStore files = log(1);
    Path manifest = TestingNode.DATA.resolve("MANIFEST");
    assertThatThrownBy(() -> openWith(files, manifest, newer(files.content(manifest), 16)))
        .isInstanceOfSatisfying(
            CarillonException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.FAILED_PRECONDITION))
        .hasMessageContaining("format level 2");
    assertThatThrownBy(() -> openWith(files, LOG, newer(files.content(LOG), 0)))
        .hasMessageContaining("format level 2");
  }

  private static void openWith(FaultyFileStore files, Path file, byte[] content) {
    FaultyFileStore changed = copy(files);
    changed.setContent(file, content);
    new TestingNode(changed).close();
  }

  /** Raises the level and mends the checksum: of a small file, or of a log header without body. */
  private static byte[] newer(byte[] content, int bodyOffset) {
    byte[] changed = content.clone();
    changed[8] = 2;
    CRC32C crc = new CRC32C();
    int at = bodyOffset == 0 ? 40 : 12;
    crc.update(changed, 0, at);
    if (bodyOffset > 0) {
      crc.update(changed, bodyOffset, changed.length - bodyOffset);
    }
    for (int i = 0; i < 4; i++) {
      changed[at + i] = (byte) (crc.getValue() >>> (8 * i));
    }
    return changed;
  }
}
