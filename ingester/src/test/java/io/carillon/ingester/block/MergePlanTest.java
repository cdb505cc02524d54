package io.carillon.ingester.block;

import static io.carillon.ingester.block.TestingStore.DAY_MS;
import static io.carillon.ingester.block.TestingStore.HOUR_MS;
import static io.carillon.ingester.block.TestingStore.NOW_MS;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

final class MergePlanTest {
  private static final long MINUTE_MS = 60_000;
  private static final long SEAL_MS = 4 * MINUTE_MS;

  private final MergePlan plan = new MergePlan(4, 100 * DAY_MS);
  private final List<BlockMeta> files = new ArrayList<>();
  private long nextNumber = 1;

  private BlockMeta file(int level, long minMs, long maxMs, long sizeBytes) {
    BlockMeta meta = new BlockMeta(nextNumber++, level, minMs, maxMs, 1, 1, sizeBytes, 0);
    files.add(meta);
    return meta;
  }

  private void slices(int count, long fromMs) {
    for (int i = 0; i < count; i++) {
      file(0, fromMs + i * SEAL_MS, fromMs + (i + 1) * SEAL_MS - 1, 10);
    }
  }

  @Test
  void slicesAreMergedWhenThereAreEnough() {
    slices(3, NOW_MS);
    assertThat(plan.next(files, NOW_MS + HOUR_MS)).isNull();
    slices(1, NOW_MS + HOUR_MS);
    assertThat(plan.next(files, NOW_MS + HOUR_MS)).isEqualTo(new MergePlan.Merge(files, 1));
  }

  @Test
  void whatIsMergedInPartIsLeftAloneUntilTheWindowIsOver() {
    for (int i = 0; i < 9; i++) {
      file(1, NOW_MS + i * 10L * MINUTE_MS, NOW_MS + (i + 1) * 10L * MINUTE_MS, 40);
    }
    slices(2, NOW_MS + 90 * MINUTE_MS);
    assertThat(plan.next(files, NOW_MS + 2 * HOUR_MS + 11 * MINUTE_MS)).isNull();
    assertThat(plan.next(files, NOW_MS + 2 * HOUR_MS + 12 * MINUTE_MS))
        .isEqualTo(new MergePlan.Merge(files, 2));
  }

  @Test
  void aSliceThatGoesBeyondItsWindowStaysWithIt() {
    file(0, NOW_MS - MINUTE_MS, NOW_MS + 3 * MINUTE_MS, 10);
    assertThat(plan.next(files, NOW_MS + 11 * MINUTE_MS)).isNull();
    assertThat(plan.next(files, NOW_MS + 12 * MINUTE_MS)).isEqualTo(new MergePlan.Merge(files, 2));
  }

  @Test
  void fewLateSlicesWaitForTheDayAndManyAreJoined() {
    BlockMeta block = file(2, NOW_MS, NOW_MS + 2 * HOUR_MS - 1, 1000);
    BlockMeta late = file(0, NOW_MS + 5, NOW_MS + HOUR_MS, 249);
    assertThat(plan.next(files, NOW_MS + 5 * HOUR_MS)).isNull();
    assertThat(plan.next(files, NOW_MS + DAY_MS + HOUR_MS))
        .isEqualTo(new MergePlan.Merge(List.of(block, late), 3));
    BlockMeta more = file(0, NOW_MS + 7, NOW_MS + HOUR_MS, 1);
    assertThat(plan.next(files, NOW_MS + 5 * HOUR_MS))
        .isEqualTo(new MergePlan.Merge(List.of(block, late, more), 2));
  }

  @Test
  void daysBecomeWeeks() {
    long weekMs = Math.floorDiv(NOW_MS, 7 * DAY_MS) * 7 * DAY_MS;
    for (int day = 0; day < 7; day++) {
      file(3, weekMs + day * DAY_MS, weekMs + (day + 1) * DAY_MS - 1, 1000);
    }
    assertThat(plan.next(files, weekMs + 7 * DAY_MS)).isNull();
    assertThat(plan.next(files, weekMs + 7 * DAY_MS + HOUR_MS))
        .isEqualTo(new MergePlan.Merge(files, 4));
  }

  @Test
  void noBlockIsLongerThanATenthOfTheRetention() {
    file(2, NOW_MS, NOW_MS + 2 * HOUR_MS - 1, 10);
    file(2, NOW_MS + 2 * HOUR_MS, NOW_MS + 4 * HOUR_MS - 1, 10);
    long nowMs = NOW_MS + 30 * DAY_MS;
    assertThat(new MergePlan(4, 10 * DAY_MS - 1).next(files, nowMs)).isNull();
    assertThat(new MergePlan(4, 10 * DAY_MS).next(files, nowMs))
        .isEqualTo(new MergePlan.Merge(files, 3));
    assertThat(new MergePlan(4, 1).all(files)).isEmpty();
  }

  @Test
  void everythingOfTheLongestWindowIsOneFile() {
    slices(2, NOW_MS);
    file(2, NOW_MS + 2 * HOUR_MS, NOW_MS + 4 * HOUR_MS, 10);
    BlockMeta lone = file(0, NOW_MS - 50 * DAY_MS, NOW_MS - 50 * DAY_MS, 10);
    file(3, NOW_MS - 90 * DAY_MS, NOW_MS - 89 * DAY_MS, 10);
    file(0, NOW_MS - 90 * DAY_MS, NOW_MS, 10);
    List<MergePlan.Merge> all = plan.all(files);
    assertThat(all)
        .containsExactly(
            new MergePlan.Merge(files.subList(0, 3), 4), new MergePlan.Merge(List.of(lone), 4));
  }

  @Test
  void manySourcesAreMergedInSteps() {
    BlockMeta block = file(2, NOW_MS, NOW_MS + HOUR_MS, 10);
    for (int i = 0; i < 70; i++) {
      file(0, NOW_MS + 70 - i, NOW_MS + 70, 10);
    }
    MergePlan.Merge step = plan.all(files).getFirst();
    assertThat(step.level()).isEqualTo(1);
    assertThat(step.sources()).hasSize(64).doesNotContain(block).startsWith(files.getLast());
    assertThat(plan.next(files, NOW_MS + 5 * HOUR_MS)).isEqualTo(step);
    merge(step);
    assertThat(plan.all(files)).containsExactly(new MergePlan.Merge(files, 4));
  }

  /** A day of slices, merged whenever that is due, as a store does it. */
  @Test
  void aSampleIsWrittenAFewTimesAndFilesStayFew() {
    long written = 0;
    int most = 0;
    long endMs = NOW_MS + 14 * DAY_MS;
    for (long nowMs = NOW_MS; nowMs < endMs; nowMs += SEAL_MS) {
      for (int shard = 0; shard < 4; shard++) {
        file(0, nowMs - SEAL_MS, nowMs - 1, 10);
      }
      for (MergePlan.Merge m = plan.next(files, nowMs); m != null; m = plan.next(files, nowMs)) {
        written += merge(m);
      }
      most = Math.max(most, files.size());
    }
    long sealed = 14 * DAY_MS / SEAL_MS * 40;
    assertThat(written / (double) sealed).isBetween(2.0, 4.0);
    assertThat(most).isLessThan(70);
    assertThat(files.stream().mapToLong(BlockMeta::sizeBytes).sum()).isEqualTo(sealed);
  }

  private long merge(MergePlan.Merge merge) {
    Set<BlockMeta> sources = merge.sources().stream().collect(Collectors.toSet());
    files.removeAll(sources);
    long sizeBytes = sources.stream().mapToLong(BlockMeta::sizeBytes).sum();
    long minMs = sources.stream().mapToLong(BlockMeta::minMs).min().orElseThrow();
    long maxMs = sources.stream().mapToLong(BlockMeta::maxMs).max().orElseThrow();
    file(merge.level(), minMs, maxMs, sizeBytes);
    return sizeBytes;
  }
}
