package io.carillon.ingester.service;

import static io.carillon.ingester.service.TestingNode.NOW_MS;
import static io.carillon.ingester.service.TestingNode.TENANT;
import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.common.error.CarillonException;
import io.carillon.common.labels.Labels;
import io.carillon.common.store.MetadataRequest;
import io.carillon.common.store.MetricMetadata;
import io.carillon.common.store.PushAck;
import io.carillon.ingester.file.FaultyFileStore;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Metadata outlives the log that had it first, wherever a seal is cut short. */
final class MetadataDurabilityTest {
  private static final MetricMetadata UP = new MetricMetadata("up", "gauge", "help", "");
  private static final Path FIRST_SEGMENT =
      TestingNode.DATA.resolve("wal").resolve("000000000001.wal");

  private final SplittableRandom random = new SplittableRandom(5);

  /** Gives whether a seal came to its end. */
  private boolean sealsAndKeepsMetadata(int failingCall, boolean forGood) {
    FaultyFileStore files = new FaultyFileStore();
    boolean isSealed;
    FaultyFileStore image;
    try (TestingNode node = new TestingNode(files)) {
      fillSegment(node);
      files.failCall(failingCall, forGood);
      isSealed = attempt(node::flush);
      if (!forGood) {
        isSealed |= attempt(node::flush);
      }
      image = files.crash(random);
    }
    if (isSealed && forGood) {
      assertThat(image.exists(FIRST_SEGMENT)).as("the log that had it first").isFalse();
    }
    try (TestingNode node = new TestingNode(image)) {
      assertThat(node.ingester.metadata(new MetadataRequest(TENANT, 3, "")).metadata())
          .as("after failure of call %d", failingCall)
          .containsExactly(UP);
    }
    return isSealed;
  }

  /** Metadata, and behind it as much as makes its segment one of the past. */
  private static void fillSegment(TestingNode node) {
    PushAck durable = new PushAck.Durable(List.of());
    assertThat(node.push(TestingNode.batch(TENANT, List.of(), List.of(UP)))).isEqualTo(durable);
    for (int i = 0; i < 3; i++) {
      Labels labels = Labels.of("__name__", "padded", "pad", (i + "-").repeat(2000));
      assertThat(node.push(TestingNode.series(labels, NOW_MS, i))).isEqualTo(durable);
    }
  }

  private static boolean attempt(Runnable action) {
    try {
      action.run();
      return true;
    } catch (CarillonException _) {
      return false;
    }
  }

  @Test
  void isKeptWhenPowerGoesAtAnyCallOfASeal() {
    int call = 1;
    while (!sealsAndKeepsMetadata(call, true)) {
      call++;
    }
    assertThat(call).isGreaterThan(15);
  }

  @Test
  void isKeptWhenAnyCallOfASealFailsOnce() {
    for (int call = 1; call <= 40; call++) {
      var _ = sealsAndKeepsMetadata(call, false);
    }
  }
}
