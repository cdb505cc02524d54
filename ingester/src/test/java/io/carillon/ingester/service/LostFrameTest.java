package io.carillon.ingester.service;

import static io.carillon.ingester.service.TestingNode.NOW_MS;
import static io.carillon.ingester.service.TestingNode.TENANT;
import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.common.labels.Labels;
import io.carillon.common.store.MetadataRequest;
import io.carillon.common.store.MetricMetadata;
import io.carillon.ingester.file.FaultyFileStore;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * A SAMPLES frame in the middle of a segment is damaged. With it go those of the same shard and
 * segment behind it, whose values build on it, and nothing else.
 */
final class LostFrameTest {
  private static final Path SEGMENT = TestingNode.DATA.resolve("wal/000000000001.wal");
  private static final Labels HIT = Labels.of("__name__", "hit");
  private static final int LOST = 4;
  private static final int BATCHES = 9;

  private final FaultyFileStore files = new FaultyFileStore();
  private Labels other = HIT;

  /** Where the frame is that is damaged, and the log that it is in. */
  private record Log(int from, int to, FaultyFileStore files) {}

  private Log write() {
    try (TestingNode node = new TestingNode(files)) {
      other = ofOtherShard(node);
      node.push(TestingNode.series(HIT, NOW_MS - 1, -1), TestingNode.series(other, NOW_MS - 1, -1));
      node.flush();
      byte[] before = new byte[0];
      byte[] after = new byte[0];
      for (int i = 0; i < BATCHES; i++) {
        if (i == LOST) {
          before = files.content(SEGMENT);
        }
        push(node, HIT, i);
        if (i == LOST) {
          after = files.content(SEGMENT);
        }
        push(node, other, i);
      }
      beginSegment(node);
      push(node, HIT, BATCHES);
      push(node, other, BATCHES);
      int from = Arrays.mismatch(before, after);
      int to = after.length;
      while (before[to - 1] == after[to - 1]) {
        to--;
      }
      return new Log(from, to, files.kill());
    }
  }

  private static Labels ofOtherShard(TestingNode node) {
    int shard = node.ingester.parts().shards().shardOf(TENANT, HIT);
    for (int i = 0; ; i++) {
      Labels labels = Labels.of("__name__", "other", "i", Integer.toString(i));
      if (node.ingester.parts().shards().shardOf(TENANT, labels) != shard) {
        return labels;
      }
    }
  }

  private static void push(TestingNode node, Labels labels, int i) {
    node.push(TestingNode.series(labels, NOW_MS + i, i * 1.7));
  }

  private static void beginSegment(TestingNode node) {
    for (int i = 0; i < 3; i++) {
      MetricMetadata long0 = new MetricMetadata("long" + i, "gauge", "-".repeat(3000), "");
      node.push(TestingNode.batch(TENANT, List.of(), List.of(long0)));
    }
  }

  @Test
  void losesWhatDependsOnItAndSaysSo() {
    Log log = write();
    assertThat(log.to - log.from).isBetween(10, 100);
    byte[] content = log.files.content(SEGMENT);
    for (int at = log.from; at < log.to; at++) {
      byte[] flipped = content.clone();
      flipped[at] ^= 4;
      FaultyFileStore damaged = Damage.copy(log.files);
      damaged.setContent(SEGMENT, flipped);
      assertLost("the first start, byte " + at, damaged);
      assertLost("the second start, byte " + at, damaged);
    }
  }

  private void assertLost(String name, FaultyFileStore damaged) {
    try (TestingNode node = new TestingNode(damaged)) {
      TestingNode.Answer answer = node.select(Long.MIN_VALUE, Long.MAX_VALUE, List.of());
      assertThat(answer.values(HIT)).as(name).containsExactly(values(LOST));
      assertThat(answer.values(other)).as(name).containsExactly(values(BATCHES));
      assertThat(answer.trailer().unvouched()).as(name).isNotEmpty();
      assertThat(node.ingester.metadata(new MetadataRequest(TENANT, 3, "")).metadata())
          .as(name)
          .hasSize(3);
    }
  }

  /** What was sealed, the first ones, and what the next segment has. */
  private static double[] values(int count) {
    double[] values = new double[count + 2];
    values[0] = -1;
    for (int i = 0; i < count; i++) {
      values[i + 1] = i * 1.7;
    }
    values[count + 1] = BATCHES * 1.7;
    return values;
  }
}
