package io.carillon.ingester.service;

import static io.carillon.ingester.service.TestingNode.HOUR_MS;
import static io.carillon.ingester.service.TestingNode.NOW_MS;
import static io.carillon.ingester.service.TestingNode.TENANT;
import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.common.column.SampleColumn;
import io.carillon.common.column.StaleMarker;
import io.carillon.common.labels.Labels;
import io.carillon.common.labels.Matcher;
import io.carillon.common.store.MetricMetadata;
import io.carillon.common.store.PushAck;
import io.carillon.common.store.PushBatch;
import io.carillon.common.store.SeriesSamples;
import io.carillon.ingester.file.FaultyFileStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/**
 * Random operations against a model, from one seed that a failure prints. More rounds: {@code
 * -Dcarillon.test.rounds=1000}, one seed again: {@code -Dcarillon.test.seed=7}.
 */
final class RandomOperationsTest {
  private static final int STEPS = 120;
  private static final double[] ODD_VALUES = {
    -0.0, Double.NaN, StaleMarker.VALUE, Double.POSITIVE_INFINITY, Double.MIN_VALUE
  };

  @Test
  void keepsWhatItAcknowledgedOverSealsRestartsAndPowerCuts() {
    long first = Long.getLong("carillon.test.seed", 1);
    int rounds =
        System.getProperty("carillon.test.seed") != null
            ? 1
            : Integer.getInteger("carillon.test.rounds", 12);
    for (long seed = first; seed < first + rounds; seed++) {
      try {
        new Round(seed).run();
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
      }
    }
  }

  private static final class Round {
    private final Random random;
    private final Model model = new Model();
    private final List<Labels> labels = new ArrayList<>();
    private FaultyFileStore files = new FaultyFileStore();
    private TestingNode node = new TestingNode(files);
    private boolean full;

    Round(long seed) {
      random = new Random(seed);
    }

    void run() {
      try {
        for (int step = 0; step < STEPS; step++) {
          step();
        }
        files.setCapacityBytes(Long.MAX_VALUE);
        check();
        restart();
        check();
        assertThat(node.fatal).isEmpty();
        assertThat(node.select(0, 1, List.of()).trailer().unvouched()).isEmpty();
      } finally {
        node.close();
      }
    }

    private void step() {
      switch (random.nextInt(20)) {
        case 0 -> attemptFlush();
        case 1 -> attemptMaintain();
        case 2 -> restart();
        case 3 -> powerCut();
        case 4 -> toggleDiskFull();
        case 5, 6 -> check();
        case 7 -> pushManyThenPowerCut();
        default -> push(batch());
      }
    }

    private void push(PushBatch batch) {
      model.sent(batch);
      PushAck ack = node.push(batch);
      if (ack instanceof PushAck.Durable) {
        model.acknowledged(batch);
      } else {
        assertThat(full).as("refused: %s", ack).isTrue();
      }
    }

    /** Some are acknowledged, some are on their way, some are not even written. */
    private void pushManyThenPowerCut() {
      List<PushBatch> batches = new ArrayList<>();
      List<CompletableFuture<PushAck>> acks = new ArrayList<>();
      for (int i = random.nextInt(1, 12); i > 0; i--) {
        PushBatch batch = batch();
        model.sent(batch);
        batches.add(batch);
        acks.add(node.ingester.push(batch));
      }
      FaultyFileStore image = files.crash(random);
      for (int i = 0; i < acks.size(); i++) {
        if (TestingNode.await(acks.get(i)) instanceof PushAck.Durable) {
          model.acknowledged(batches.get(i));
        }
      }
      reopen(image);
    }

    private void powerCut() {
      reopen(files.crash(random));
    }

    private void reopen(FaultyFileStore image) {
      node.close();
      files = image;
      full = false;
      node = new TestingNode(files);
      check();
    }

    private void restart() {
      node.close();
      files.setCapacityBytes(Long.MAX_VALUE);
      full = false;
      node = new TestingNode(files);
      check();
    }

    private void toggleDiskFull() {
      full = !full;
      files.setCapacityBytes(full ? files.usedBytes() + random.nextInt(2000) : Long.MAX_VALUE);
    }

    private void attemptFlush() {
      try {
        node.ingester.flush();
      } catch (RuntimeException e) {
        assertThat(full).as("flush failed: %s", e).isTrue();
      }
    }

    private void attemptMaintain() {
      try {
        node.ingester.maintain();
      } catch (RuntimeException e) {
        assertThat(full).as("merge failed: %s", e).isTrue();
      }
    }

    private void check() {
      long minMs = random.nextBoolean() ? 0 : NOW_MS - random.nextLong(30 * HOUR_MS);
      long maxMs = random.nextBoolean() ? Long.MAX_VALUE : minMs + random.nextLong(40 * HOUR_MS);
      List<Matcher> matchers = matchers();
      TestingNode.Answer answer = node.select(minMs, maxMs, matchers);
      model.check(answer.series(), minMs, maxMs, matchers);
    }

    private List<Matcher> matchers() {
      return switch (random.nextInt(5)) {
        case 0 -> List.of(Matcher.equal("__name__", "m" + random.nextInt(4)));
        case 1 -> List.of(Matcher.of(Matcher.Type.REGEX, "i", "[0-3]|1.*"));
        case 2 -> List.of(Matcher.of(Matcher.Type.NOT_EQUAL, "i", "3"));
        default -> List.of();
      };
    }

    private PushBatch batch() {
      SeriesSamples[] series = new SeriesSamples[random.nextInt(1, 8)];
      for (int i = 0; i < series.length; i++) {
        series[i] = new SeriesSamples(labels(), column());
      }
      return TestingNode.batch(series);
    }

    private Labels labels() {
      if (labels.isEmpty() || random.nextInt(10) == 0) {
        labels.add(
            Labels.of(
                "__name__",
                "m" + random.nextInt(4),
                "i",
                Integer.toString(random.nextInt(20)),
                "pad",
                String.format(Locale.ROOT, "%0" + random.nextInt(1, 200) + "d", 7)));
      }
      return labels.get(random.nextInt(labels.size()));
    }

    private SampleColumn column() {
      int size = random.nextInt(10) == 0 ? random.nextInt(1, 60) : random.nextInt(1, 3);
      long[] timestampsMs = new long[size];
      double[] values = new double[size];
      for (int i = 0; i < size; i++) {
        // Few different times, so that they meet again, over two block windows.
        timestampsMs[i] = NOW_MS - random.nextInt(300) * 360_000L;
        values[i] =
            random.nextInt(8) == 0
                ? ODD_VALUES[random.nextInt(ODD_VALUES.length)]
                : random.nextInt(5);
      }
      return SampleColumn.floats(timestampsMs, values);
    }
  }

  @Test
  void neverLosesAnAcknowledgedSampleWhateverCallFails() {
    long calls = scenario(new FaultyFileStore()).calls();
    Random random = new Random(42);
    for (boolean forGood : new boolean[] {true, false}) {
      for (long call = 1; call <= calls; call++) {
        failAt(call, forGood, random);
      }
    }
  }

  private static FaultyFileStore scenario(FaultyFileStore files) {
    try (TestingNode node = new TestingNode(files)) {
      script(node, new Model());
    }
    return files;
  }

  private static void failAt(long call, boolean forGood, Random random) {
    FaultyFileStore files = new FaultyFileStore();
    files.failCall(call, forGood);
    Model model = new Model();
    FaultyFileStore image = files;
    try (TestingNode node = new TestingNode(files)) {
      script(node, model);
      List<Matcher> all = List.of();
      model.check(node.select(0, Long.MAX_VALUE, all).series(), 0, Long.MAX_VALUE, all);
      image = files.crash(random);
    } catch (RuntimeException e) {
      // The start failed; the next one must not.
      image = files.crash(random);
    }
    try (TestingNode node = new TestingNode(image)) {
      TestingNode.Answer answer = node.select(0, Long.MAX_VALUE, List.of());
      model.check(answer.series(), 0, Long.MAX_VALUE, List.of());
      assertThat(answer.trailer().unvouched()).as("call %d", call).isEmpty();
      assertThat(node.push(TestingNode.series(Labels.of("a", "b"), NOW_MS, 1)))
          .isInstanceOf(PushAck.Durable.class);
    } catch (RuntimeException | AssertionError e) {
      throw new AssertionError("failed call " + call + ", for good " + forGood, e);
    }
  }

  private static void script(TestingNode node, Model model) {
    for (int i = 0; i < 24; i++) {
      SeriesSamples[] series = new SeriesSamples[3];
      for (int s = 0; s < series.length; s++) {
        Labels labels = Labels.of("__name__", "m" + s, "pad", "x".repeat(250), "i", "" + i % 7);
        series[s] = TestingNode.series(labels, NOW_MS + i, i);
      }
      PushBatch batch =
          new PushBatch(
              TENANT,
              3,
              0,
              List.of(series),
              List.of(new MetricMetadata("m" + i % 3, "gauge", "help " + i, "")));
      model.sent(batch);
      boolean wasFatal = !node.fatal.isEmpty();
      if (node.push(batch) instanceof PushAck.Durable) {
        assertThat(wasFatal).as("acknowledged after a fatal error").isFalse();
        model.acknowledged(batch);
      }
      if (i % 6 == 5) {
        attempt(node.ingester::flush);
      }
    }
    attempt(node.ingester::maintain);
  }

  private static void attempt(Runnable action) {
    try {
      action.run();
    } catch (RuntimeException _) {
      // What failed is tried again later; samples are what counts here.
    }
  }
}
