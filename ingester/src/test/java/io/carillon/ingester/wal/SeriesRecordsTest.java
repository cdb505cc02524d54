package io.carillon.ingester.wal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.common.bytes.ByteWriter;
import io.carillon.common.error.CarillonException;
import io.carillon.common.labels.Labels;
import io.carillon.common.labels.LabelsBuilder;
import io.carillon.common.tenant.TenantId;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

final class SeriesRecordsTest {
  private record Entry(int ref, TenantId tenant, Labels labels) {}

  private static final TenantId TENANT = new TenantId("team-a");

  private final SeriesRecords.Encoder encoder = new SeriesRecords.Encoder();

  @Test
  void keepsAnySeriesInAnyOrder() {
    SplittableRandom random = new SplittableRandom(7);
    for (int round = 0; round < 50; round++) {
      List<Entry> entries = new ArrayList<>();
      encoder.clear();
      for (int i = random.nextInt(1, 60); i > 0; i--) {
        Entry entry =
            new Entry(
                random.nextInt(0, Integer.MAX_VALUE),
                new TenantId("t" + random.nextInt(3)),
                labels(random));
        entries.add(entry);
        encoder.add(entry.ref, entry.tenant, entry.labels);
      }
      assertThat(encoder.count()).isEqualTo(entries.size());
      assertThat(decode(encoder.body())).isEqualTo(entries);
    }
  }

  @Test
  void keepsTheLargestReferenceAndNoLabels() {
    encoder.add(Integer.MAX_VALUE, TENANT, Labels.EMPTY);
    encoder.add(0, TENANT, Labels.of("ä", "😀"));
    assertThat(decode(encoder.body()))
        .containsExactly(
            new Entry(Integer.MAX_VALUE, TENANT, Labels.EMPTY),
            new Entry(0, TENANT, Labels.of("ä", "😀")));
  }

  @Test
  void aBodyAfterALargeDictionaryStandsAlone() {
    for (int i = 0; i < 5000; i++) {
      encoder.add(i, TENANT, Labels.of("a", "v" + i));
    }
    encoder.clear();
    encoder.add(1, TENANT, Labels.of("a", "v7"));
    assertThat(decode(encoder.body())).containsExactly(new Entry(1, TENANT, Labels.of("a", "v7")));
  }

  @Test
  void aSeriesLikeItsNeighbourTakesFewBytes() {
    Labels first = Labels.of("__name__", "metric", "instance", "host-1:9100", "job", "node");
    encoder.add(0, TENANT, first);
    int before = encoder.body().size();
    encoder.add(1, TENANT, first.toBuilder().set("le", "1").build());
    int after = encoder.body().size();
    assertThat(after - before).isEqualTo(14);
  }

  @Test
  void refusesWhatIsNoBody() {
    assertCorrupt(new ByteWriter(16).putVarint(-1));
    assertCorrupt(new ByteWriter(16).putVarint(1L << 31));
    assertCorrupt(new ByteWriter(16).putVarint(0).putUvarint(1));
    assertCorrupt(new ByteWriter(16).putVarint(0).putUvarint(0).putString("/"));
    ByteWriter tenant = new ByteWriter(16).putVarint(0).putUvarint(0).putString("t");
    assertCorrupt(new ByteWriter(16).putBytes(tenant.toByteArray()).putUvarint(9));
    assertCorrupt(new ByteWriter(16).putBytes(tenant.toByteArray()).putUvarint(1).putUvarint(1));
    tenant.putUvarint(1).putUvarint(0).putUvarint(1).putUvarint(0).putString("");
    assertCorrupt(tenant);
  }

  private static void assertCorrupt(ByteWriter body) {
    assertThatThrownBy(() -> decode(body))
        .isInstanceOf(CarillonException.class)
        .hasMessageMatching(".*(damaged|does not fit|expected).*");
  }

  private static Labels labels(RandomGenerator random) {
    LabelsBuilder builder = new LabelsBuilder();
    for (int i = 0; i < 20; i++) {
      if (random.nextInt(3) > 0) {
        builder.add("name" + i, "value" + random.nextInt(5));
      }
    }
    return builder.build();
  }

  private static List<Entry> decode(ByteWriter body) {
    List<Entry> entries = new ArrayList<>();
    SeriesRecords.decode(
        body.array(),
        0,
        body.size(),
        (ref, tenant, labels) -> entries.add(new Entry(ref, tenant, labels)));
    return entries;
  }
}
