package io.carillon.ingester.service;

import static io.carillon.ingester.service.TestingNode.NOW_MS;
import static io.carillon.ingester.service.TestingNode.series;
import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.common.column.SampleColumn;
import io.carillon.common.error.ErrorCode;
import io.carillon.common.labels.Labels;
import io.carillon.common.labels.Matcher;
import io.carillon.common.store.PushAck;
import io.carillon.common.store.PushBatch;
import io.carillon.common.store.SeriesSamples;
import io.carillon.ingester.file.DiskFileStore;
import io.carillon.ingester.file.FaultyFileStore;
import io.carillon.ingester.index.SeriesIndex;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Inputs that are large in one way each, on the machine's disk. */
final class LargeInputsTest {
  private static final int MILLION = 1_000_000;
  private static final int SERIES_A_BATCH = 10_000;

  @TempDir Path temporary;

  private TestingNode open() {
    IngesterConfig config = IngesterConfig.defaults(temporary, 4L << 30).withMinFreeDiskBytes(0);
    return new TestingNode(new DiskFileStore(), config);
  }

  /** Sends until it is stored: writers are slowed when memory is full. */
  private static void push(TestingNode node, PushBatch batch) {
    PushAck ack = node.push(batch);
    while (ack instanceof PushAck.Retry retry && retry.code() == ErrorCode.OVERLOADED) {
      node.flush();
      ack = node.push(batch);
    }
    assertThat(ack).isInstanceOf(PushAck.Durable.class);
  }

  @Test
  void aMillionUniqueLabelValues() {
    try (TestingNode node = open()) {
      for (int from = 0; from < MILLION; from += SERIES_A_BATCH) {
        push(node, TestingNode.batch(uniqueSeries(from)));
      }
      assertFinds(node, MILLION / 2);
      node.flush();
      assertFinds(node, MILLION - 1);
    }
    try (TestingNode node = open()) {
      assertFinds(node, 0);
      assertThat(node.ingester.labelValues("id", TestingNode.everything(List.of(), 0)).values())
          .hasSize(MILLION);
    }
  }

  private static SeriesSamples[] uniqueSeries(int from) {
    return IntStream.range(from, from + SERIES_A_BATCH)
        .mapToObj(i -> series(unique(i), NOW_MS, i))
        .toArray(SeriesSamples[]::new);
  }

  private static Labels unique(int i) {
    return Labels.of("__name__", "request", "id", String.format("%08x-trace", i * 2_654_435_761L));
  }

  private static void assertFinds(TestingNode node, int i) {
    Labels labels = unique(i);
    assertThat(node.select(Matcher.equal("id", labels.get("id")))).containsOnlyKeys(labels);
    assertThat(node.select(Matcher.equal("id", "nowhere"))).isEmpty();
  }

  /** The other series of the batch must be in the log as if it had come alone. */
  @Test
  void moreLabelsThanASeriesMayHave() {
    Labels small = Labels.of("__name__", "small");
    FaultyFileStore files = new FaultyFileStore();
    try (TestingNode node = new TestingNode(files)) {
      SeriesSamples large = series(labels(SeriesIndex.MAX_LABELS + 1), NOW_MS, 1);
      PushAck ack = node.push(series(small, NOW_MS, 1), large);
      assertThat(ack)
          .isInstanceOfSatisfying(
              PushAck.Durable.class,
              durable ->
                  assertThat(durable.rejections())
                      .singleElement()
                      .satisfies(
                          rejection -> {
                            assertThat(rejection.seriesIndex()).isEqualTo(1);
                            assertThat(rejection.code()).isEqualTo(ErrorCode.BAD_DATA);
                            assertThat(rejection.text()).contains("8191", "8192");
                          }));
      assertThat(node.push(series(labels(SeriesIndex.MAX_LABELS), NOW_MS, 1)))
          .isEqualTo(new PushAck.Durable(List.of()));
      assertThat(node.push(series(small, NOW_MS + 1, 2))).isInstanceOf(PushAck.Durable.class);
    }
    try (TestingNode node = new TestingNode(files.kill())) {
      assertThat(node.values(small)).containsExactly(1, 2);
      assertThat(node.values(labels(SeriesIndex.MAX_LABELS))).containsExactly(1);
    }
  }

  private static Labels labels(int count) {
    return Labels.of(
        IntStream.range(0, count)
            .boxed()
            .collect(Collectors.toMap(i -> String.format("l%05d", i), _ -> "v")));
  }

  @Test
  void aLabelOfAMegabyte() {
    Labels labels = Labels.of("__name__", "long", "text", "é".repeat(512 << 10));
    try (TestingNode node = open()) {
      push(node, TestingNode.batch(series(labels, NOW_MS, 1)));
      assertThat(node.values(labels)).containsExactly(1);
    }
    try (TestingNode node = open()) {
      push(node, TestingNode.batch(series(labels, NOW_MS + 1, 2)));
      assertThat(node.values(labels)).containsExactly(1, 2);
    }
  }

  @Test
  void aMillionSamplesOfOneSeriesInABatch() {
    Labels labels = Labels.of("__name__", "history");
    long[] timestampsMs = IntStream.range(0, MILLION).mapToLong(i -> NOW_MS - i * 997L).toArray();
    double[] values = IntStream.range(0, MILLION).mapToDouble(i -> i / 7.0).toArray();
    try (TestingNode node = open()) {
      push(
          node,
          TestingNode.batch(new SeriesSamples(labels, SampleColumn.floats(timestampsMs, values))));
      assertHistory(node, labels);
    }
    try (TestingNode node = open()) {
      assertHistory(node, labels);
    }
  }

  private static void assertHistory(TestingNode node, Labels labels) {
    SampleColumn column = Objects.requireNonNull(node.select().get(labels));
    assertThat(column.size()).isEqualTo(MILLION);
    for (int i = 0; i < MILLION; i++) {
      int sent = MILLION - 1 - i;
      assertThat(
              column.timestampsMs()[i] == NOW_MS - sent * 997L && column.values()[i] == sent / 7.0)
          .as("sample %d", i)
          .isTrue();
    }
  }
}
