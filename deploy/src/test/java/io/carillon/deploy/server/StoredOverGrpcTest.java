package io.carillon.deploy.server;

import static io.carillon.common.column.ColumnAssertions.assertSameSamples;
import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.common.column.ColumnFrame;
import io.carillon.common.column.RandomColumns;
import io.carillon.common.column.SampleColumn;
import io.carillon.common.labels.Labels;
import io.carillon.common.labels.Matcher;
import io.carillon.common.store.ExemplarsRequest;
import io.carillon.common.store.MetadataRequest;
import io.carillon.common.store.MetricMetadata;
import io.carillon.common.store.PushAck;
import io.carillon.common.store.PushBatch;
import io.carillon.common.store.RandomExemplars;
import io.carillon.common.store.SelectHints;
import io.carillon.common.store.SelectRequest;
import io.carillon.common.store.SelectedSeries;
import io.carillon.common.store.SeriesExemplars;
import io.carillon.common.store.SeriesSamples;
import io.carillon.common.store.SeriesStream;
import io.carillon.common.tenant.TenantId;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** All that a batch carries comes back to the bit, from memory, log and files. */
final class StoredOverGrpcTest {
  private static final TenantId TENANT = new TenantId("team-a");
  private static final long NEWEST_RING = 1_000_000;

  @TempDir Path folder;

  private final RandomColumns columns = new RandomColumns(6);
  private final RandomExemplars exemplars = new RandomExemplars(7);
  private final Map<Labels, SampleColumn> samples = new TreeMap<>();
  private final List<MetricMetadata> metadata = new ArrayList<>();
  private final List<SeriesExemplars> stored = new ArrayList<>();

  @Test
  void startTimesHistogramsMetadataAndExemplarsSurvive() throws IOException {
    Path dataDir = folder.resolve("data");
    Path image = folder.resolve("image");
    try (TestedNode node = new TestedNode(dataDir)) {
      push(node, batch());
      assertAllThere(node);
      TestedNode.crashImage(dataDir, image);
    }
    try (TestedNode killed = new TestedNode(image)) {
      assertAllThere(killed);
    }
    try (TestedNode sealed = new TestedNode(dataDir)) {
      assertAllThere(sealed);
    }
  }

  private PushBatch batch() {
    List<SeriesSamples> series = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      Labels labels = Labels.of("__name__", "m", "i", String.valueOf(10 + i));
      samples.put(labels, columns.column(50));
      series.add(new SeriesSamples(labels, samples.get(labels)));
    }
    assertThat(samples.values()).anyMatch(StoredOverGrpcTest::hasStarts);
    for (int i = 0; i < 5; i++) {
      metadata.add(new MetricMetadata("family" + i, "counter", "Hélp " + i + ".", "seconds"));
      // Some of series that have samples, some of others.
      Labels labels = Labels.of("__name__", "m", "i", String.valueOf(37 + i));
      stored.add(new SeriesExemplars(labels, exemplars.exemplars(30)));
    }
    return new PushBatch(TENANT, NEWEST_RING, 0, series, metadata, stored);
  }

  private static boolean hasStarts(SampleColumn column) {
    for (int i = 0; i < column.size(); i++) {
      if (column.startMs(i) != 0) {
        return true;
      }
    }
    return false;
  }

  private static void push(TestedNode node, PushBatch batch) {
    assertThat(node.sink().push(batch).orTimeout(30, TimeUnit.SECONDS).join())
        .isEqualTo(new PushAck.Durable(List.of()));
  }

  private void assertAllThere(TestedNode node) {
    Map<Labels, SampleColumn> selected = select(node);
    assertThat(selected.keySet()).isEqualTo(samples.keySet());
    samples.forEach(
        (labels, column) ->
            assertSameSamples(Objects.requireNonNull(selected.get(labels)), column));
    assertThat(node.source().metadata(new MetadataRequest(TENANT, 0, "")).metadata())
        .isEqualTo(metadata);
    ExemplarsRequest request =
        new ExemplarsRequest(TENANT, 0, Long.MIN_VALUE, Long.MAX_VALUE, List.of());
    assertThat(node.source().exemplars(request).series()).isEqualTo(SeriesExemplars.union(stored));
  }

  private static Map<Labels, SampleColumn> select(TestedNode node) {
    SelectRequest request =
        new SelectRequest(
            TENANT,
            0,
            Long.MIN_VALUE,
            Long.MAX_VALUE,
            List.of(Matcher.equal("__name__", "m")),
            SelectHints.NONE);
    Map<Labels, SampleColumn> found = new TreeMap<>();
    try (SeriesStream stream = node.source().select(request)) {
      for (SelectedSeries next = stream.next(); next != null; next = stream.next()) {
        found.put(next.labels(), ColumnFrame.join(next.frames()));
      }
    }
    return found;
  }
}
