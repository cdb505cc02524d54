package io.carillon.ingester.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.common.error.CarillonException;
import io.carillon.common.error.ErrorCode;
import io.carillon.common.labels.Matcher;
import io.carillon.common.store.MetadataRequest;
import io.carillon.common.store.PushAck;
import io.carillon.common.store.PushBatch;
import io.carillon.common.tenant.TenantId;
import io.carillon.ingester.file.FaultyFileStore;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.random.RandomGenerator;

/**
 * A node and the model of what it holds, over restarts and crashes. Every step fails when the node
 * does what the model does not allow. One thread.
 */
final class TestedNode implements AutoCloseable {
  static final List<TenantId> TENANTS =
      List.of(TestingNode.TENANT, new TenantId("team-b"), new TenantId("team-c"));

  /** A batch on its way. */
  private record Flight(Runnable acknowledged, CompletableFuture<PushAck> ack) {}

  private final Model model = new Model();
  final TestingClock clock = new TestingClock();
  private final IngesterConfig config;
  private final RandomGenerator random;
  private final RoundTotals totals;
  private final List<Flight> flights = new ArrayList<>();
  private FaultyFileStore files = new FaultyFileStore();
  private TestingNode node;
  private boolean isFull;

  /** Whether nothing can be written any more. */
  private boolean isOff;

  TestedNode(IngesterConfig config, RandomGenerator random, RoundTotals totals) {
    this.config = config;
    this.random = random;
    this.totals = totals;
    this.node = new TestingNode(files, config, clock);
  }

  /** The model of a tenant, without what is too old by now. */
  TenantModel tenant(TenantId tenant) {
    TenantModel found = model.tenant(tenant);
    found.cut(clock.millis() - config.retention().toMillis());
    return found;
  }

  TestingNode node() {
    return node;
  }

  boolean isFull() {
    return isFull;
  }

  /** Sends a batch and does not wait for the ack. */
  void push(PushBatch batch) {
    totals.add(Total.BATCHES, 1);
    Runnable acknowledged = model.sent(batch);
    flights.add(new Flight(acknowledged, node.ingester.push(batch)));
  }

  /** Waits for all acks. */
  void await() {
    for (Flight flight : flights) {
      switch (TestingNode.await(flight.ack())) {
        case PushAck.Durable durable -> {
          assertThat(durable.rejections()).isEmpty();
          flight.acknowledged().run();
        }
        case PushAck.Retry retry -> {
          totals.add(Total.REFUSED_BATCHES, 1);
          assertThat(mayRefuse(retry)).as("refused: %s", retry).isTrue();
        }
        case PushAck.Moved moved -> throw new AssertionError(moved);
      }
    }
    flights.clear();
  }

  private boolean mayRefuse(PushAck.Retry retry) {
    return isFull || isOff || retry.code() == ErrorCode.OVERLOADED;
  }

  int inFlight() {
    return flights.size();
  }

  void flush() {
    await();
    if (attempt(node::flush)) {
      totals.add(Total.SEALS, 1);
    }
  }

  /** Merges what is due, or all there is. */
  void merge(boolean everything) {
    await();
    List<Path> before = files.allFiles();
    Runnable merge = everything ? node::flushAndMerge : node.ingester::maintain;
    if (attempt(merge) && !files.allFiles().containsAll(before)) {
      totals.add(Total.MERGES, 1);
    }
  }

  /** Lets series leave memory that were idle for long, and shortens the file of their labels. */
  void evictIdle() {
    await();
    long before = node.ingester.parts().shards().seriesCount();
    if (attempt(node.ingester::evictIdle)) {
      totals.add(Total.EVICTED_SERIES, before - node.ingester.parts().shards().seriesCount());
    }
  }

  void delete(TenantId tenant, List<Matcher> matchers, long minMs, long maxMs) {
    await();
    totals.add(Total.DELETES, 1);
    if (attempt(() -> node.delete(tenant, matchers, minMs, maxMs))) {
      tenant(tenant).delete(matchers, minMs, maxMs);
    } else {
      tenant(tenant).doubt(matchers, minMs, maxMs);
    }
  }

  /** Whether it succeeded; it may fail only for want of space, or after the power went. */
  private boolean attempt(Runnable action) {
    try {
      action.run();
      return true;
    } catch (CarillonException e) {
      boolean isExpected = isOff || (isFull && e.code() == ErrorCode.STORAGE_FULL);
      if (!isExpected) {
        throw e;
      }
      return false;
    }
  }

  void fillDisk(long spareBytes) {
    await();
    totals.add(Total.DISK_FULL, 1);
    isFull = true;
    files.setCapacityBytes(files.usedBytes() + spareBytes);
  }

  void freeDisk() {
    await();
    isFull = false;
    files.setCapacityBytes(Long.MAX_VALUE);
    node.awaitSpace();
  }

  /** Ends the process in order and starts it again. */
  void restart() {
    await();
    totals.add(Total.RESTARTS, 1);
    assertThat(node.fatal).isEmpty();
    node.close();
    reopen(files);
  }

  /** Power goes while batches are on their way. */
  void powerCut() {
    crash();
  }

  /** Power goes while the disk has not confirmed anything of the given batches. */
  void powerCutDuringSync(List<PushBatch> batches) {
    await();
    CompletableFuture<Void> syncing = new CompletableFuture<>();
    CompletableFuture<Void> powerWent = new CompletableFuture<>();
    files.beforeSync(
        () -> {
          syncing.complete(null);
          powerWent.join();
        });
    batches.forEach(this::push);
    CompletableFuture<?>[] acks =
        flights.stream().map(Flight::ack).toArray(CompletableFuture[]::new);
    try {
      CompletableFuture.anyOf(syncing, CompletableFuture.allOf(acks)).get(30, TimeUnit.SECONDS);
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      throw new AssertionError("neither sync nor ack", e);
    }
    FaultyFileStore image = files.crash(random);
    powerWent.complete(null);
    reopenAfterCrash(image);
  }

  /** Power goes at some call of an action that changes files. */
  void powerCutDuring(Runnable action) {
    await();
    totals.add(Total.CRASHES_IN_MAINTENANCE, 1);
    isOff = true;
    files.failCall(random.nextInt(1, 40), true);
    action.run();
    crash();
  }

  private void crash() {
    reopenAfterCrash(files.crash(random));
  }

  private void reopenAfterCrash(FaultyFileStore image) {
    isOff = true;
    await();
    totals.add(Total.CRASHES, 1);
    for (Path file : image.allFiles()) {
      if (!files.exists(file) || !Arrays.equals(image.content(file), files.content(file))) {
        totals.add(Total.TORN_WRITES, 1);
      }
    }
    node.close();
    isFull = false;
    isOff = false;
    reopen(image);
  }

  private void reopen(FaultyFileStore image) {
    files = image;
    node = new TestingNode(files, config, clock);
    checkAll(true);
  }

  /** Compares everything that every tenant has. */
  void checkAll(boolean settles) {
    for (TenantId tenant : TENANTS) {
      check(tenant, Long.MIN_VALUE, Long.MAX_VALUE, List.of(), settles);
      checkExemplars(tenant, Long.MIN_VALUE, Long.MAX_VALUE, List.of(), settles);
      MetadataRequest request = new MetadataRequest(tenant, 3, "");
      tenant(tenant).metadata.check(node.ingester.metadata(request).metadata(), settles);
    }
  }

  /** Compares exemplars. */
  void checkExemplars(
      TenantId tenant, long minMs, long maxMs, List<Matcher> matchers, boolean settles) {
    totals.add(Total.EXEMPLAR_QUERIES, 1);
    tenant(tenant)
        .exemplars
        .check(node.exemplars(tenant, minMs, maxMs, matchers), minMs, maxMs, matchers, settles);
  }

  /** Compares the answer to one query. */
  void check(TenantId tenant, long minMs, long maxMs, List<Matcher> matchers, boolean settles) {
    TestingNode.Answer answer = node.select(tenant, minMs, maxMs, matchers);
    int compared = tenant(tenant).check(answer.series(), minMs, maxMs, matchers, settles);
    assertThat(answer.trailer().unvouched()).isEmpty();
    totals.add(Total.QUERIES, 1);
    totals.add(Total.SAMPLES_COMPARED, compared);
  }

  /** Moves the clocks on, and with them the retention. */
  void advance(Duration time) {
    await();
    totals.add(Total.CLOCK_JUMPS, 1);
    clock.advance(time);
  }

  @Override
  public void close() {
    node.close();
  }
}
