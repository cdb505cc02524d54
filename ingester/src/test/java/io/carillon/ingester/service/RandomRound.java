package io.carillon.ingester.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.common.labels.Matcher;
import io.carillon.common.store.LabelsRequest;
import io.carillon.common.store.PushBatch;
import io.carillon.common.tenant.TenantId;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** One seeded run of random operations on a node, each compared with the model. */
final class RandomRound {
  /** Of so many steps at least. */
  static final int STEPS = 2000;

  private static final int MAX_IN_FLIGHT = 24;

  /** Operations that a failure names. */
  private static final Set<String> RARE =
      Set.of(
          "delete",
          "flush",
          "merge",
          "disk",
          "time",
          "restart",
          "power cut",
          "power cut in sync",
          "power cut in maintenance");

  private record Operation(String name, int weight, Runnable action) {}

  private final RandomGenerator random;
  private final RoundTotals totals;
  private final TestedNode node;
  private final SampleGenerator generator;
  private final Deque<PushBatch> recent = new ArrayDeque<>();
  private final List<Operation> operations;
  private final int totalWeight;

  /** Names of the operations so far. */
  private final List<String> trace = new ArrayList<>();

  RandomRound(long seed, RoundTotals totals) {
    this.random = new SplittableRandom(seed);
    this.totals = totals;
    Duration retention = Duration.ofDays(List.of(2, 4, 15).get(random.nextInt(3)));
    this.node = new TestedNode(TestingNode.config().withRetention(retention, 0), random, totals);
    this.generator = new SampleGenerator(random, node.clock, totals);
    this.operations =
        Stream.of(
                new Operation("push", 1100, this::push),
                new Operation("push again", 80, this::pushAgain),
                new Operation("query", 140, this::query),
                new Operation("exemplars", 30, this::exemplars),
                new Operation("labels", 60, this::labels),
                new Operation("check", 3, () -> node.checkAll(false)),
                new Operation("await", 250, node::await),
                new Operation("delete", 5, this::delete),
                new Operation("flush", 5, node::flush),
                new Operation("merge", 4, () -> node.merge(random.nextInt(4) == 0)),
                new Operation("disk", 60, this::toggleDiskFull),
                new Operation("time", 8, this::passTime),
                new Operation("restart", 1, node::restart),
                new Operation("power cut", 1, node::powerCut),
                new Operation("power cut in sync", 1, () -> node.powerCutDuringSync(batches())),
                new Operation(
                    "power cut in maintenance", 1, () -> node.powerCutDuring(this::maintain)))
            .toList();
    this.totalWeight = operations.stream().mapToInt(Operation::weight).sum();
  }

  /** Runs all steps; some kinds come in every round. */
  void run() {
    try {
      runSteps();
    } catch (RuntimeException | AssertionError e) {
      throw new AssertionError(e.getMessage() + ", " + lastOperations(), e);
    } finally {
      node.close();
    }
  }

  /** What is of use when a round has failed: the last operations that are not everyday ones. */
  private String lastOperations() {
    List<String> rare =
        IntStream.range(0, trace.size())
            .filter(i -> i == trace.size() - 1 || RARE.contains(trace.get(i)))
            .mapToObj(i -> i + " " + trace.get(i))
            .toList();
    return rare.subList(Math.max(0, rare.size() - 12), rare.size()).toString();
  }

  private void runSteps() {
    for (int step = 0; step < STEPS; step++) {
      step(step);
      totals.add(Total.OPERATIONS, 1);
      if (node.inFlight() > MAX_IN_FLIGHT) {
        node.await();
      }
    }
    node.freeDisk();
    node.checkAll(false);
    node.restart();
    assertThat(node.node().fatal).isEmpty();
  }

  private void step(int step) {
    switch (step) {
      case STEPS / 4, STEPS / 3 -> {
        trace.add("flush");
        node.freeDisk();
        node.flush();
      }
      case STEPS / 2 -> {
        trace.add("merge");
        node.freeDisk();
        node.merge(false);
      }
      case STEPS * 3 / 4 -> {
        trace.add("power cut in sync");
        node.powerCutDuringSync(batches());
      }
      default -> anyOperation();
    }
  }

  private void anyOperation() {
    int drawn = random.nextInt(totalWeight);
    for (Operation operation : operations) {
      drawn -= operation.weight();
      if (drawn < 0) {
        trace.add(operation.name());
        operation.action().run();
        return;
      }
    }
  }

  private TenantId tenant() {
    return TestedNode.TENANTS.get(random.nextInt(TestedNode.TENANTS.size()));
  }

  private PushBatch batch() {
    PushBatch batch = generator.batch(tenant());
    recent.addLast(batch);
    if (recent.size() > 16) {
      recent.removeFirst();
    }
    return batch;
  }

  private List<PushBatch> batches() {
    return Stream.generate(this::batch).limit(random.nextInt(1, 12)).toList();
  }

  private void push() {
    node.clock.advance(Duration.ofSeconds(random.nextInt(12)));
    node.push(batch());
  }

  /** A sender that saw no ack sends once more. */
  private void pushAgain() {
    if (!recent.isEmpty()) {
      totals.add(Total.RETRIED_BATCHES, 1);
      node.push(new ArrayList<>(recent).get(random.nextInt(recent.size())));
    }
  }

  private void query() {
    long minMs = time();
    long maxMs =
        minMs < 0 || random.nextInt(4) == 0
            ? Long.MAX_VALUE
            : minMs + random.nextLong(20 * 3_600_000);
    node.check(tenant(), minMs, maxMs, matchers(), false);
  }

  private void exemplars() {
    long minMs = time();
    long maxMs = random.nextBoolean() ? Long.MAX_VALUE : node.clock.millis();
    node.checkExemplars(tenant(), minMs, maxMs, matchers(), false);
  }

  private long time() {
    long nowMs = node.clock.millis();
    return switch (random.nextInt(8)) {
      case 0 -> Long.MIN_VALUE;
      case 1, 2, 3 -> nowMs - random.nextLong(600_000);
      case 4, 5 -> nowMs - random.nextLong(30 * TestingNode.HOUR_MS);
      default -> nowMs - random.nextLong(20 * 24 * TestingNode.HOUR_MS);
    };
  }

  private List<Matcher> matchers() {
    return Stream.generate(() -> TestingSeries.MATCHERS)
        .limit(random.nextInt(10) == 0 ? 0 : random.nextInt(1, 3))
        .map(all -> all.get(random.nextInt(all.size())))
        .toList();
  }

  private void labels() {
    totals.add(Total.LABEL_QUERIES, 1);
    TenantId tenant = tenant();
    TenantModel model = node.tenant(tenant);
    List<Matcher> matchers = matchers();
    long minMs = time();
    long maxMs = minMs < 0 ? Long.MAX_VALUE : minMs + random.nextLong(40 * TestingNode.HOUR_MS);
    List<List<Matcher>> sets = matchers.isEmpty() ? List.of() : List.of(matchers);
    LabelsRequest request = new LabelsRequest(tenant, 3, minMs, maxMs, sets, 0);
    Ingester ingester = node.node().ingester;
    switch (random.nextInt(3)) {
      case 0 -> model.checkNames(ingester.labelNames(request).values(), minMs, maxMs, matchers);
      case 1 -> {
        String name = List.of("__name__", "instance", "i", "zone", "none").get(random.nextInt(5));
        List<String> values = ingester.labelValues(name, request).values();
        model.checkValues(name, values, minMs, maxMs, matchers);
      }
      default -> model.checkSeries(ingester.series(request).series(), minMs, maxMs, matchers);
    }
  }

  private void delete() {
    long minMs = time();
    long maxMs = random.nextInt(4) == 0 ? Long.MAX_VALUE : minMs + random.nextLong(8 * 3_600_000);
    node.delete(tenant(), List.of(TestingSeries.MATCHERS.get(random.nextInt(8))), minMs, maxMs);
  }

  private void toggleDiskFull() {
    if (node.isFull()) {
      node.freeDisk();
    } else if (random.nextInt(8) == 0) {
      node.fillDisk(random.nextInt(3) * random.nextLong(20_000));
    }
  }

  /** Long enough for series to be idle, or for samples to be too old. */
  private void passTime() {
    node.advance(
        random.nextInt(4) == 0
            ? Duration.ofHours(random.nextInt(1, 30))
            : Duration.ofMinutes(random.nextInt(5, 40)));
    if (random.nextBoolean()) {
      // What was not sealed before stays.
      node.flush();
      node.evictIdle();
    }
  }

  /** What changes files besides batches. */
  private void maintain() {
    for (int i = random.nextInt(3); i >= 0; i--) {
      switch (random.nextInt(5)) {
        case 0 -> node.merge(random.nextBoolean());
        case 1 -> node.push(batch());
        case 2 -> node.flush();
        case 3 -> node.evictIdle();
        default -> delete();
      }
    }
  }
}
