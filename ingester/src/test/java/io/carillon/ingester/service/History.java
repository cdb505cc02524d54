package io.carillon.ingester.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.common.error.CarillonException;
import io.carillon.common.labels.Labels;
import io.carillon.common.labels.Matcher;
import io.carillon.common.store.MetricMetadata;
import io.carillon.common.store.PushAck;
import io.carillon.common.store.PushBatch;
import io.carillon.common.store.SeriesSamples;
import io.carillon.common.tenant.TenantId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * A short life of a node that leaves all kinds of files: log segments, slices, merged blocks,
 * deletes, metadata, and samples of every kind in each. The same at every run.
 */
final class History {
  /** What must be there, and what may be. */
  final Model model = new Model();

  /** What was ever sent, nothing of it acknowledged or deleted. */
  final Model everSent = new Model();

  private final TestingNode node;
  private final TestingClock clock;
  private final SampleGenerator generator;
  private final int batchesAStage;
  private final Consumer<PushBatch> listener;
  private Runnable lastAcknowledged = () -> {};
  private int refused;

  /**
   * @param clock of the node
   * @param batchesAStage size of the history; there are five stages
   * @param listener told of every batch before it is sent
   */
  History(TestingNode node, TestingClock clock, int batchesAStage, Consumer<PushBatch> listener) {
    this.node = node;
    this.clock = clock;
    this.batchesAStage = batchesAStage;
    this.listener = listener;
    this.generator = new SampleGenerator(new SplittableRandom(7), clock, new RoundTotals());
    for (TenantId tenant : TestedNode.TENANTS) {
      model.tenant(tenant);
      everSent.tenant(tenant);
    }
  }

  /** Number of batches that were not acknowledged. */
  int refused() {
    return refused;
  }

  /** Lives the life up to the last batch, whose ack the model learns of by the ticket. */
  Runnable run() {
    pushStage();
    attempt(node::flush);
    pushStage();
    attempt(node::flush);
    delete();
    pushStage();
    attempt(node::flush);
    attempt(node.ingester::maintain);
    pushStage();
    attempt(node::flush);
    pushStage();
    push(padding());
    lastAcknowledged = () -> {};
    pushAtLast(generator.batch(TestingNode.TENANT));
    return lastAcknowledged;
  }

  private void pushStage() {
    for (int i = 0; i < batchesAStage; i++) {
      clock.advance(Duration.ofSeconds(15));
      push(generator.batch(TestedNode.TENANTS.get(i % TestedNode.TENANTS.size())));
    }
  }

  /** Long labels and metadata, so that the log needs another segment. */
  private static PushBatch padding() {
    List<SeriesSamples> series = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      Labels labels = Labels.of("__name__", "padded", "pad", (i + "-").repeat(800));
      series.add(TestingNode.series(labels, TestingNode.NOW_MS, i));
    }
    MetricMetadata metadata = new MetricMetadata("padded", "gauge", "help", "");
    return TestingNode.batch(TestingNode.TENANT, series, List.of(metadata));
  }

  private void push(PushBatch batch) {
    pushAtLast(batch);
    lastAcknowledged.run();
  }

  private void pushAtLast(PushBatch batch) {
    listener.accept(batch);
    var _ = everSent.sent(batch);
    Runnable acknowledged = model.sent(batch);
    boolean wasFatal = !node.fatal.isEmpty();
    boolean isDurable = node.push(batch) instanceof PushAck.Durable;
    assertThat(isDurable && wasFatal).as("acknowledged after a fatal error").isFalse();
    refused += isDurable ? 0 : 1;
    lastAcknowledged = isDurable ? acknowledged : () -> {};
  }

  private void delete() {
    TenantModel tenant = model.tenant(TestingNode.TENANT);
    List<Matcher> matchers = List.of(Matcher.equal("__name__", "m1"));
    long maxMs = TestingNode.NOW_MS + 30_000;
    if (attempt(() -> node.delete(TestingNode.TENANT, matchers, Long.MIN_VALUE, maxMs))) {
      tenant.delete(matchers, Long.MIN_VALUE, maxMs);
    } else {
      tenant.doubt(matchers, Long.MIN_VALUE, maxMs);
    }
  }

  /** What fails with a clear error is tried again later; samples are what counts here. */
  private static boolean attempt(Runnable action) {
    try {
      action.run();
      return true;
    } catch (CarillonException _) {
      return false;
    }
  }

  /** Fails unless a node holds what it must, and vouches for it. */
  void check(TestingNode other) {
    for (TenantId tenant : TestedNode.TENANTS) {
      TestingNode.Answer answer = other.select(tenant, Long.MIN_VALUE, Long.MAX_VALUE, List.of());
      var _ =
          model
              .tenant(tenant)
              .check(answer.series(), Long.MIN_VALUE, Long.MAX_VALUE, List.of(), false);
      assertThat(answer.trailer().unvouched()).isEmpty();
    }
  }
}
