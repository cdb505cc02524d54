package io.carillon.ingester.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.common.error.CarillonException;
import io.carillon.common.error.ErrorCode;
import io.carillon.common.store.MetadataRequest;
import io.carillon.common.store.MetricMetadata;
import io.carillon.common.store.PushBatch;
import io.carillon.ingester.file.FaultyFileStore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Files of a history that are cut, flipped, gone, mixed up or from the future. Places in a file
 * that are damaged: {@code -Dcarillon.test.damage=5000}.
 */
final class DamageTest {
  private static final int BOUND = Integer.getInteger("carillon.test.damage", 200);
  private static final int BATCHES_A_STAGE = 5;

  private final TestingClock clock = new TestingClock();
  private final Set<MetricMetadata> metadata = new HashSet<>();
  private final FaultyFileStore files = new FaultyFileStore();

  /** The files at moments before. */
  private final List<FaultyFileStore> stages = new ArrayList<>();

  private int noted;
  private final History history;

  /** The last batch, which nothing in the log says to be durable. */
  private final Runnable lastAcknowledged;

  /** The files as a kill left them. */
  private final FaultyFileStore killed;

  DamageTest() {
    try (TestingNode node = new TestingNode(files, TestingNode.config(), clock)) {
      history = new History(node, clock, BATCHES_A_STAGE, this::note);
      lastAcknowledged = history.run();
      killed = files.kill();
    }
  }

  private void note(PushBatch batch) {
    metadata.addAll(batch.metadata());
    if (noted++ % BATCHES_A_STAGE == 0) {
      stages.add(Damage.copy(files));
    }
  }

  private DamagedAnswers answers() {
    return new DamagedAnswers(history, clock, metadata);
  }

  @Test
  void isWholeWithoutDamage() {
    lastAcknowledged.run();
    try (TestingNode node = new TestingNode(Damage.copy(killed), TestingNode.config(), clock)) {
      history.check(node);
    }
    assertThat(killed.allFiles().stream().filter(TestingNode::isLog)).hasSizeGreaterThan(1);
    assertThat(killed.allFiles().stream().filter(TestingNode::isBlock)).hasSizeGreaterThan(1);
  }

  @Test
  void aDamagedLogIsDeclared() {
    assertEveryDamage(killed.allFiles().stream().filter(TestingNode::isLog).toList());
  }

  @Test
  void aDamagedBlockIsDeclared() {
    lastAcknowledged.run();
    assertEveryDamage(killed.allFiles().stream().filter(TestingNode::isBlock).toList());
  }

  @Test
  void anyOtherDamagedFileIsDeclaredOrNamed() {
    lastAcknowledged.run();
    List<Path> others =
        killed.allFiles().stream()
            .filter(file -> !TestingNode.isLog(file) && !TestingNode.isBlock(file))
            .toList();
    assertThat(others).isNotEmpty();
    assertEveryDamage(others);
  }

  private @Nullable Path lastSegment() {
    return killed.allFiles().stream()
        .filter(TestingNode::isLog)
        .max(Comparator.naturalOrder())
        .orElse(null);
  }

  /** Each damage by itself; every seventh for two starts, since what is declared must stay so. */
  private void assertEveryDamage(List<Path> damaged) {
    Map<DamagedAnswers.Outcome, Integer> outcomes = new TreeMap<>();
    DamagedAnswers answers = answers();
    int count = 0;
    for (Path file : damaged) {
      for (Damage damage : Damage.of(file, killed.content(file), BOUND)) {
        if (damage.position() == 0 && file.equals(lastSegment())) {
          continue; // Nobody names it before there is a segment after it.
        }
        try {
          int starts = count++ % 7 == 0 ? 2 : 1;
          outcomes.merge(answers.check(damage, damage.in(killed), starts), 1, Integer::sum);
        } catch (RuntimeException | AssertionError e) {
          throw new AssertionError(damage + ": " + e.getMessage(), e);
        }
      }
    }
    System.out.println("damages of " + damaged + ": " + outcomes);
    assertThat(outcomes.getOrDefault(DamagedAnswers.Outcome.DECLARED, 0)).isPositive();
  }

  /** What was being written when power went, and was not acknowledged, is nobody's damage. */
  @Test
  void aTailThatIsTornAnywhereIsCutInSilence() {
    FaultyFileStore live = new FaultyFileStore();
    TestingClock liveClock = new TestingClock();
    try (TestingNode node = new TestingNode(live, TestingNode.config(), liveClock)) {
      History whole = new History(node, liveClock, BATCHES_A_STAGE, _ -> {});
      whole.run().run();
      FaultyFileStore before = Damage.copy(live);
      PushBatch unacknowledged =
          TestingNode.batch(TestingNode.series(TestingSeries.ALL.get(3), 5, 5));
      var _ = whole.model.sent(unacknowledged);
      node.push(unacknowledged);
      for (TornTail tail : TornTail.all(before, live)) {
        tail.check(whole, liveClock);
      }
    }
  }

  @Test
  void leftoversOfSealsAndMergesAreNeverRead() {
    lastAcknowledged.run();
    for (Path file : killed.allFiles()) {
      FaultyFileStore changed = Damage.copy(killed);
      changed.setContent(file.resolveSibling(file.getFileName() + ".tmp"), new byte[] {1, 2, 3});
      assertWhole(changed);
    }
  }

  /** Blocks that were written and not installed, of which the log or older blocks have all. */
  @Test
  void blocksThatNobodyKnowsAreNotRead() {
    lastAcknowledged.run();
    for (Path file : killed.allFiles().stream().filter(TestingNode::isBlock).toList()) {
      FaultyFileStore changed = Damage.copy(killed);
      String name = file.getFileName().toString().replaceFirst("\\d+", "000000009999");
      changed.setContent(file.resolveSibling(name), killed.content(file));
      assertWhole(changed);
      changed = Damage.copy(killed);
      changed.setContent(file.resolveSibling(name), new byte[] {1, 2, 3});
      assertWhole(changed);
    }
  }

  private void assertWhole(FaultyFileStore changed) {
    try (TestingNode node = new TestingNode(changed, TestingNode.config(), clock)) {
      history.check(node);
    }
  }

  /** Small files of an earlier time beside the newest log and blocks. */
  @Test
  void olderSmallFilesAreDeclaredOrNamed() {
    lastAcknowledged.run();
    DamagedAnswers answers = answers();
    for (FaultyFileStore earlier : stages) {
      for (Path file : earlier.allFiles()) {
        if (!TestingNode.isLog(file) && !TestingNode.isBlock(file)) {
          Damage damage = new Damage(Damage.Kind.OLDER, file, 0, earlier.content(file));
          var _ = answers.check(damage, damage.in(killed), 2);
        }
      }
    }
  }

  @Test
  void aBlockWhoseDamageAReaderFindsIsMovedAside() {
    lastAcknowledged.run();
    for (Path file : killed.allFiles().stream().filter(TestingNode::isBlock).toList()) {
      byte[] content = killed.content(file);
      content[content.length / 4] ^= 1;
      Damage damage = new Damage(Damage.Kind.FLIPPED, file, content.length / 4, content);
      FaultyFileStore changed = damage.in(killed);
      try (TestingNode node = new TestingNode(changed, TestingNode.config(), clock)) {
        assertThat(answers().checkAnswers(node)).as("%s vouches", damage).isFalse();
        node.flush();
        assertThat(changed.allFiles()).doesNotContain(file);
        assertThat(changed.allFiles())
            .anyMatch(f -> f.getFileName().equals(file.getFileName()) && !f.equals(file));
      }
      assertThat(answers().check(damage, changed, 2)).isEqualTo(DamagedAnswers.Outcome.DECLARED);
    }
  }

  @Test
  void damageToTheListOfGapsIsAGap() {
    Path block = killed.allFiles().stream().filter(TestingNode::isBlock).findFirst().orElseThrow();
    FaultyFileStore withGap = new Damage(Damage.Kind.MISSING, block, 0, null).in(killed);
    new TestingNode(withGap, TestingNode.config(), clock).close();
    Path gaps = TestingNode.DATA.resolve("GAPS");
    DamagedAnswers answers = answers();
    for (Damage damage : Damage.of(gaps, withGap.content(gaps), BOUND)) {
      if (damage.kind() != Damage.Kind.MISSING) {
        assertThat(answers.check(damage, damage.in(withGap), 1))
            .as("%s", damage)
            .isNotEqualTo(DamagedAnswers.Outcome.WHOLE);
      }
    }
  }

  @Test
  void damagedMetadataIsRelearnt() {
    lastAcknowledged.run();
    FaultyFileStore changed = Damage.copy(killed);
    changed.setContent(TestingNode.DATA.resolve("METADATA"), new byte[40]);
    assertWhole(changed);
    try (TestingNode node = new TestingNode(changed, TestingNode.config(), clock)) {
      MetricMetadata again = new MetricMetadata("m0", "gauge", "again", "");
      node.push(TestingNode.batch(TestingNode.TENANT, List.of(), List.of(again)));
      assertThat(
              node.ingester.metadata(new MetadataRequest(TestingNode.TENANT, 3, "m0")).metadata())
          .containsExactly(again);
    }
  }

  @Test
  void refusesToStartOnFilesOfANewerFormat() {
    List<Path> tried = new ArrayList<>();
    for (Path file : killed.allFiles()) {
      byte[] newer = newer(killed.content(file));
      if (newer.length > 0) {
        tried.add(file);
        FaultyFileStore changed = Damage.copy(killed);
        changed.setContent(file, newer);
        assertThatThrownBy(() -> new TestingNode(changed, TestingNode.config(), clock).close())
            .as("%s", file)
            .isInstanceOfSatisfying(
                CarillonException.class,
                e -> assertThat(e.code()).isEqualTo(ErrorCode.FAILED_PRECONDITION))
            .hasMessageContaining(file.toString())
            .hasMessageContaining("format level");
      }
    }
    assertThat(tried).contains(TestingNode.DATA.resolve("MANIFEST"));
    assertThat(tried.stream().filter(TestingNode::isLog)).isNotEmpty();
    assertThat(tried.stream().filter(TestingNode::isBlock)).isNotEmpty();
  }

  /**
   * The content with a higher level and a checksum that fits; empty for a file of another layout.
   * All layouts have eight bytes of magic and the level in front.
   */
  private static byte[] newer(byte[] content) {
    for (HeaderLayout layout : HeaderLayout.ALL) {
      if (layout.fits(content)) {
        return layout.withLevel(content, content[8] + 1);
      }
    }
    return new byte[0];
  }

  /**
   * Where a header has its checksum and what that is about besides the header before it.
   *
   * @param bodyOffset 0 when the body is not part of it
   * @param copyOffset where the header is once more; 0 when it is not
   */
  private record HeaderLayout(int crcOffset, int bodyOffset, int copyOffset) {
    /** Small files, log segments, series files, blocks. */
    static final List<HeaderLayout> ALL =
        List.of(
            new HeaderLayout(12, 16, 0),
            new HeaderLayout(68, 0, 512),
            new HeaderLayout(41, 0, 0),
            new HeaderLayout(12, 0, 0));

    boolean fits(byte[] content) {
      return content.length >= crcOffset + 4 && crc(content) == stored(content);
    }

    byte[] withLevel(byte[] content, int level) {
      byte[] changed = content.clone();
      changed[8] = (byte) level;
      int crc = crc(changed);
      for (int i = 0; i < 4; i++) {
        changed[crcOffset + i] = (byte) (crc >>> (8 * i));
      }
      if (copyOffset > 0) {
        System.arraycopy(changed, 0, changed, copyOffset, crcOffset + 4);
      }
      return changed;
    }

    private int crc(byte[] content) {
      CRC32C crc = new CRC32C();
      crc.update(content, 0, crcOffset);
      if (bodyOffset > 0) {
        crc.update(content, bodyOffset, content.length - bodyOffset);
      }
      return (int) crc.getValue();
    }

    private int stored(byte[] content) {
      int stored = 0;
      for (int i = 3; i >= 0; i--) {
        stored = stored << 8 | (content[crcOffset + i] & 0xff);
      }
      return stored;
    }
  }
}
