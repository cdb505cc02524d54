package io.carillon.querier.fanout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.carillon.common.column.ColumnCodec;
import io.carillon.common.column.ColumnFrame;
import io.carillon.common.column.SampleColumn;
import io.carillon.common.error.CarillonException;
import io.carillon.common.error.ErrorCode;
import io.carillon.common.labels.Labels;
import io.carillon.common.store.SelectedSeries;
import io.carillon.common.store.SeriesStream;
import io.carillon.common.store.UnvouchedRange;
import io.carillon.querier.fanout.TestingReplica.Fault;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
final class FanoutSelectTest {
  private static final String[] FIVE_GROUPS = {"abc", "bcd", "cde", "dea", "eab"};

  private static SampleColumn column(long... timesMs) {
    double[] values = new double[timesMs.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = timesMs[i] * 0.5;
    }
    return SampleColumn.floats(timesMs, values);
  }

  private static Labels labels(int i) {
    return Labels.of("__name__", "m" + i % 7, "id", Integer.toString(i));
  }

  private static TestingCluster filled(int seriesCount, String... groups) {
    TestingCluster cluster = new TestingCluster(TestingCluster.ring(1, 3, groups));
    for (int i = 0; i < seriesCount; i++) {
      cluster.put(labels(i), column(i, i + 10, i + 20));
    }
    return cluster;
  }

  /** Columns as text, so that maps of them compare by content. */
  private static Map<String, String> text(Map<Labels, SampleColumn> data) {
    Map<String, String> text = new TreeMap<>();
    data.forEach(
        (labels, column) ->
            text.put(labels.toString(), HexFormat.of().formatHex(ColumnCodec.encode(column))));
    return text;
  }

  private static void assertUnavailable(TestingCluster cluster, String... parts) {
    assertThatThrownBy(cluster::selectAll)
        .isInstanceOfSatisfying(
            CarillonException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE);
              assertThat(e.getMessage()).contains(parts);
            });
  }

  @Test
  void withoutRingNothingIsAnswered() {
    TestingCluster cluster = filled(1, "abc");
    cluster.forgetRing();
    assertUnavailable(cluster, "no ring yet: ");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void unitesWhatReplicasHold(long seed) {
    Random random = new Random(seed);
    TestingCluster cluster = new TestingCluster(TestingCluster.ring(1, 3, FIVE_GROUPS));
    TestingCluster all = new TestingCluster(TestingCluster.ring(1, 1, "a"));
    for (int i = 0; i < 60; i++) {
      Labels labels = labels(random.nextInt(40));
      for (String holder : cluster.holders(labels)) {
        if (random.nextInt(4) > 0) {
          long first = random.nextInt(50);
          SampleColumn samples = column(first, first + 1 + random.nextInt(20), first + 100);
          cluster.put(holder, labels, samples);
          all.put("a", labels, samples);
        }
      }
    }
    assertThat(text(cluster.selectAll())).isEqualTo(text(all.selectAll()));
  }

  @Test
  void conflictingSamplesAreDecidedByTheCommutativeRule() {
    TestingCluster cluster = new TestingCluster(TestingCluster.ring(1, 3, "abc"));
    Labels labels = labels(1);
    cluster.put("a", labels, SampleColumn.floats(new long[] {1, 2}, new double[] {7, Double.NaN}));
    cluster.put("b", labels, SampleColumn.floats(new long[] {1, 2}, new double[] {9, 1}));
    SampleColumn expected = SampleColumn.floats(new long[] {1, 2}, new double[] {9, 1});
    assertThat(text(cluster.selectAll())).isEqualTo(text(Map.of(labels, expected)));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 5, 30})
  void anyOneReplicaMayFailHalfway(int afterSeries) {
    for (String id : List.of("a", "b", "c", "d", "e")) {
      TestingCluster cluster = filled(60, FIVE_GROUPS);
      Map<String, String> expected = text(cluster.selectAll());
      cluster.replica(id).faultAfterSeries = afterSeries;
      cluster.replica(id).fault = Fault.FAIL;
      assertThat(text(cluster.selectAll())).hasSize(60).isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 3})
  void aHangingReplicaIsSkippedAfterTheGrace(int afterSeries) {
    TestingCluster cluster =
        new TestingCluster(
            TestingCluster.ring(1, 3, "abc"), new FanoutConfig(600_000, 30, 2, 1000));
    for (int i = 0; i < 20; i++) {
      cluster.put(labels(i), column(i));
    }
    cluster.replica("b").faultAfterSeries = afterSeries;
    cluster.replica("b").fault = Fault.HANG;
    assertThat(cluster.selectAll()).hasSize(20);
    await().until(() -> cluster.replica("b").openStreams.get() == 0);
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "1, 1", "1, 2", "2, 2"})
  void framesOfReplicasThatAgreeAreNotUnpacked(int packing, int packingOfOne) {
    TestingCluster cluster = filled(3, "abc");
    for (TestingReplica replica : cluster.replicas.values()) {
      replica.packs = true;
      replica.packing = packing;
    }
    cluster.replica("b").packing = packingOfOne;
    try (SeriesStream stream = cluster.source.select(TestingCluster.selectRequest())) {
      SelectedSeries series = Objects.requireNonNull(stream.next());
      assertThat(series.frames()).singleElement().isInstanceOf(ColumnFrame.Compact.class);
    }
  }

  @Test
  void aReplicaThatSendsBrokenFramesDoesNotCount() {
    TestingCluster cluster = filled(20, "abc");
    cluster.replicas.values().forEach(replica -> replica.packs = true);
    Map<String, String> expected = text(cluster.selectAll());
    cluster.replica("c").breaksFrames = true;
    assertThat(text(cluster.selectAll())).isEqualTo(expected);
    cluster.replica("a").fault = Fault.FAIL;
    assertUnavailable(cluster, "c (sent a broken frame: column: unknown flags 99)");
  }

  @Test
  void twoDeadNodesMissExactlyThePartitionsThatShareBoth() {
    TestingCluster cluster = filled(60, FIVE_GROUPS);
    cluster.replica("b").fault = Fault.FAIL;
    cluster.replica("c").fault = Fault.HANG;
    // Groups of 16 partitions: abc 0-3, bcd 4-6, cde 7-9, dea 10-12, eab 13-15.
    assertUnavailable(
        cluster,
        "partitions 0-6, 7 of 16, lack the 2 of 3 replicas",
        "b (connection refused), c (no answer within 400 ms)");
  }

  @Test
  void missingPartitionsAreNamedAsRanges() {
    assertThat(Completeness.ranges(List.of(1, 2, 3, 7, 9, 10))).isEqualTo("1-3, 7, 9-10");
    assertThat(Completeness.ranges(List.of(4))).isEqualTo("4");
  }

  @Test
  void anAnswerUnderAnotherInstanceDoesNotCount() {
    TestingCluster cluster = filled(5, "abc");
    cluster.replica("a").answersAs = "z";
    assertThat(cluster.selectAll()).hasSize(5);
    cluster.replica("b").answersAs = "y";
    assertUnavailable(cluster, "a (another instance, z, answered at its address)", "b (another");
  }

  @Test
  void whatAReplicaDoesNotVouchForDoesNotCount() {
    TestingCluster cluster = filled(5, "abc");
    UnvouchedRange lost = new UnvouchedRange(3, 5, 100, 200);
    cluster.replica("a").unvouched = List.of(lost);
    assertThat(cluster.selectAll()).hasSize(5);
    cluster.replica("b").unvouched = List.of(new UnvouchedRange(5, 8, 0, 100));
    assertUnavailable(
        cluster,
        "partitions 5, 1 of 16",
        "a (may have lost samples of this range, being repaired)");
    cluster.replica("b").unvouched = List.of(new UnvouchedRange(5, 8, 2_000_000, 3_000_000));
    assertThat(cluster.selectAll()).hasSize(5);
  }

  @Test
  void aReplicaThatLostDataMakesTheOthersWorthWaitingFor() {
    TestingCluster cluster = filled(5, "abc");
    cluster.replica("a").unvouched = List.of(new UnvouchedRange(0, 15, 0, 100));
    assertThat(cluster.selectAll()).hasSize(5);
    cluster.replica("b").fault = Fault.HANG;
    assertUnavailable(cluster, "b (no answer within 400 ms)");
  }

  @Test
  void withReplicationFactorOneEveryReplicaIsNeeded() {
    TestingCluster cluster = new TestingCluster(TestingCluster.ring(1, 1, "a", "b"));
    cluster.put(labels(1), column(1));
    assertThat(cluster.selectAll()).hasSize(1);
    cluster.replica("b").fault = Fault.FAIL;
    assertUnavailable(cluster, "partitions 8-15, 8 of 16, lack the 1 of 1 replicas");
  }

  @Test
  void anUnknownAddressIsSaid() {
    TestingCluster cluster = filled(5, "abc");
    cluster.replicas.remove("a");
    assertThat(cluster.selectAll()).hasSize(5);
    cluster.replicas.remove("b");
    assertUnavailable(cluster, "a (its address is not known yet), b (its address");
  }

  @Test
  void whatIngestersSayOfTheRequestIsPassedOn() {
    TestingCluster cluster = filled(5, "abc");
    cluster.replicas.values().forEach(replica -> replica.fault = Fault.TOO_LARGE);
    assertThatThrownBy(cluster::selectAll)
        .isInstanceOfSatisfying(
            CarillonException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BUDGET_EXCEEDED))
        .hasMessage("expected at most 5 series, got 9");
  }

  @Test
  void aNewerRingIsTakenAndAskedUnder() {
    TestingCluster cluster = new TestingCluster(TestingCluster.ring(1, 3, "abc"));
    cluster.replicas.put("d", new TestingReplica("d"));
    cluster.replica("a").ring = TestingCluster.ring(2, 3, "bcd");
    cluster.put("d", labels(1), column(1));
    assertThat(cluster.selectAll()).hasSize(1);
    assertThat(cluster.replica("b").calls).hasValue(2);
    assertThat(cluster.replica("a").calls).hasValue(1);
  }

  @Test
  void aNewerRingAfterTheFirstSeriesIsJudgedByTheAnswersThatAreThere() {
    TestingCluster cluster = filled(5, "abc");
    cluster.replica("a").ring = TestingCluster.ring(2, 3, "abc");
    assertThat(cluster.selectAll()).hasSize(5);
    assertThat(cluster.replica("a").calls).hasValue(1);

    TestingCluster moved = filled(5, "abc");
    moved.replica("a").ring = TestingCluster.ring(2, 3, "cde");
    assertUnavailable(moved, "d (joined the group while the query ran)");
  }

  @Test
  void readsOnlyALittleAhead() {
    TestingCluster cluster = filled(100, "abc");
    try (SeriesStream stream = cluster.source.select(TestingCluster.selectRequest())) {
      assertThat(stream.next()).isNotNull();
      // Two in the buffer, two with the merge, one at the door, one being given out.
      assertThat(cluster.replica("a").sent.get()).isLessThanOrEqualTo(6);
      assertThatThrownBy(stream::trailer).isInstanceOf(IllegalStateException.class);
    }
    cluster
        .replicas
        .values()
        .forEach(replica -> await().until(() -> replica.openStreams.get() == 0));
  }

  @Test
  void anInterruptedQueryIsCanceled() throws Exception {
    TestingCluster cluster =
        new TestingCluster(
            TestingCluster.ring(1, 3, "abc"), new FanoutConfig(600_000, 30, 2, 1000));
    cluster.replicas.values().forEach(replica -> replica.fault = Fault.HANG);
    CompletableFuture<Throwable> thrown = new CompletableFuture<>();
    Thread thread =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    cluster.selectAll();
                  } catch (CarillonException e) {
                    thrown.complete(e);
                  }
                });
    await().until(() -> cluster.replica("a").openStreams.get() == 1);
    thread.interrupt();
    assertThat(thrown.get(10, TimeUnit.SECONDS))
        .isInstanceOfSatisfying(
            CarillonException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CANCELED));
    await().until(() -> cluster.replica("a").openStreams.get() == 0);
  }
}
