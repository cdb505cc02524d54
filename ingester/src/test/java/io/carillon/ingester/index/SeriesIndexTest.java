package io.carillon.ingester.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.carillon.common.labels.Labels;
import io.carillon.common.labels.Matcher;
import io.carillon.common.tenant.TenantId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.roaringbitmap.RoaringBitmap;

final class SeriesIndexTest {
  private static final TenantId TENANT = new TenantId("a");

  private final SeriesIndex index = new SeriesIndex();
  private final int tenant = index.tenantNumber(TENANT);

  @AfterEach
  void close() {
    index.close();
  }

  @Test
  void keepsATenantsNumber() {
    TenantId other = new TenantId("b");
    int number = index.tenantNumber(other);
    assertThat(number).isNotEqualTo(tenant).isEqualTo(index.tenantNumber(new TenantId("b")));
    assertThat(index.tenant(number)).isEqualTo(other);
    assertThat(index.tenants()).isEmpty();
  }

  @Test
  void showsTheTenantAndTheLabelsOfASeries() {
    index.add(tenant, labels("x"), 5);
    index.add(index.tenantNumber(new TenantId("b")), Labels.EMPTY, 6);
    List<String> shown = new ArrayList<>();
    for (int ref = 4; ref < 8; ref++) {
      index.visit(ref, (r, t, labels) -> shown.add(r + " " + t.value() + " " + labels));
    }
    assertThat(shown).containsExactly("5 a " + labels("x"), "6 b {}");
    assertThat(index.labels(4)).isNull();
  }

  @Test
  void tellsWhetherLabelsAreTheSame() {
    index.add(tenant, labels("x"), 5);
    assertThat(index.hasLabels(5, labels("x"))).isTrue();
    assertThat(index.hasLabels(5, labels("y"))).isFalse();
    assertThat(index.hasLabels(5, Labels.of("__name__", "m", "pox", "x"))).isFalse();
    assertThat(index.hasLabels(5, Labels.of("__name__", "m"))).isFalse();
    assertThat(index.hasLabels(6, labels("x"))).isFalse();
  }

  @Test
  void labelsShareTheirStrings() {
    index.add(tenant, labels(new String("value")), 1);
    index.add(index.tenantNumber(new TenantId("b")), Labels.of("other", new String("value")), 2);
    Labels first = index.labels(1);
    Labels second = index.labels(2);
    assertThat(first == null ? "" : first.get("pod"))
        .isSameAs(second == null ? "" : second.get("other"));
  }

  @Test
  void refusesMoreLabelsThanASetCanHave() {
    Labels most = manyLabels(LabelSets.MAX_LABELS);
    index.add(tenant, most, 1);
    assertThat(index.labels(1)).isEqualTo(most);
    Labels tooMany = manyLabels(LabelSets.MAX_LABELS + 1);
    assertThatIllegalArgumentException().isThrownBy(() -> index.add(tenant, tooMany, 2));
    assertThat(index.select(TENANT, List.of())).containsExactly(1);
  }

  @Test
  void takesALabelOfAMegabyte() {
    String value = "x".repeat(1 << 20);
    for (int i = 0; i < 40; i++) {
      index.add(tenant, labels(i % 2 == 0 ? value : value + i), i);
    }
    assertThat(index.select(TENANT, List.of(Matcher.equal("pod", value))).getCardinality())
        .isEqualTo(20);
    assertThat(index.select(TENANT, List.of(regex("x+1.")))).hasSize(5);
    assertThat(index.inLabelOrder(TENANT, index.select(TENANT, List.of())))
        .startsWith(0, 2)
        .endsWith(7, 9);
  }

  @Test
  void takesAMillionValues() {
    int count = 1_000_000;
    for (int i = 0; i < count; i++) {
      index.add(tenant, labels("pod-" + i), i);
    }
    assertThat(index.sizeBytes() / count).isBetween(80L, 180L);
    assertThat(index.select(TENANT, List.of(Matcher.equal("pod", "pod-77777"))))
        .containsExactly(77_777);
    assertThat(index.select(TENANT, List.of(regex("pod-7.*"))).getCardinality()).isEqualTo(111_111);
    int[] order = index.inLabelOrder(TENANT, index.select(TENANT, List.of()));
    assertThat(order).hasSize(count).startsWith(0, 1, 10, 100, 1000).endsWith(999_999);
    Set<String> values = new HashSet<>();
    index.collectValues(TENANT, "pod", RoaringBitmap.bitmapOf(3, 999_999), values);
    assertThat(values).containsExactlyInAnyOrder("pod-3", "pod-999999");
  }

  @Test
  void valuesThatComeAndGoLeaveNothingBehind() {
    int generationSize = 5000;
    long sizeBytes = 0;
    for (int generation = 0; generation < 20; generation++) {
      int first = generation * generationSize;
      for (int i = first; i < first + generationSize; i++) {
        index.add(tenant, labels("g" + generation % 10 + "-" + i % generationSize), i);
      }
      for (int i = first - generationSize; generation > 0 && i < first; i++) {
        index.remove(i);
      }
      RoaringBitmap found = index.select(TENANT, List.of(regex("g.-12.*")));
      assertThat(found.getCardinality()).isEqualTo(111);
      assertThat(index.inLabelOrder(TENANT, index.select(TENANT, List.of())))
          .hasSize(generationSize);
      if (generation == 1) {
        sizeBytes = index.sizeBytes();
      }
    }
    // References have room in chunks of 64 KiB.
    assertThat(index.sizeBytes()).isBetween(sizeBytes - 100_000, sizeBytes + 100_000);
  }

  @Test
  void smallTenantsCostLittle() {
    long before = index.sizeBytes();
    int tenants = 3000;
    int ref = 0;
    for (int i = 0; i < tenants; i++) {
      int number = index.tenantNumber(new TenantId("tenant-" + i));
      for (int j = 0; j < 5; j++) {
        index.add(number, Labels.of("__name__", "m" + j, "job", "j", "instance", "i" + i), ref++);
      }
    }
    assertThat((index.sizeBytes() - before) / tenants).isLessThan(2048);
    for (int i = 0; i < ref; i++) {
      index.remove(i);
    }
    assertThat(index.tenants()).isEmpty();
    assertThat((index.sizeBytes() - before) / tenants).isLessThan(1024);
  }

  private static Labels labels(String pod) {
    return Labels.of("__name__", "m", "pod", pod);
  }

  private static Labels manyLabels(int count) {
    return Labels.of(
        IntStream.range(0, count)
            .boxed()
            .flatMap(i -> List.of("name" + i, "v").stream())
            .toArray(String[]::new));
  }

  private static Matcher regex(String expression) {
    return Matcher.of(Matcher.Type.REGEX, "pod", expression);
  }
}
