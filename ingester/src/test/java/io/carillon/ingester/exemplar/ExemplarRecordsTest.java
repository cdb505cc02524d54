package io.carillon.ingester.exemplar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.common.bytes.ByteReader;
import io.carillon.common.error.CarillonException;
import io.carillon.common.error.ErrorCode;
import io.carillon.common.labels.Labels;
import io.carillon.common.store.Exemplar;
import io.carillon.common.store.RandomExemplars;
import io.carillon.common.store.SeriesExemplars;
import io.carillon.common.tenant.TenantId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class ExemplarRecordsTest {
  private static final TenantId TENANT = new TenantId("team-a");

  @Test
  void giveBackEveryBitInTheOrderThatWasGiven() {
    for (long seed = 0; seed < 50; seed++) {
      List<SeriesExemplars> exemplars = exemplars(seed);
      assertThat(ExemplarRecords.encode(TENANT, exemplars))
          .singleElement()
          .satisfies(
              body ->
                  assertThat(ExemplarRecords.decode(new ByteReader(body)))
                      .isEqualTo(new ExemplarRecords.Content(TENANT, exemplars)));
    }
  }

  @Test
  void carryAnyTime() {
    List<Exemplar> extremes =
        List.of(
            new Exemplar(Labels.EMPTY, 1, Long.MAX_VALUE),
            new Exemplar(Labels.EMPTY, 1, Long.MIN_VALUE),
            new Exemplar(Labels.EMPTY, 1, 0));
    List<SeriesExemplars> exemplars = List.of(new SeriesExemplars(Labels.of("a", "1"), extremes));
    byte[] body = ExemplarRecords.encode(TENANT, exemplars).getFirst();
    assertThat(ExemplarRecords.decode(new ByteReader(body)).exemplars()).isEqualTo(exemplars);
  }

  @Test
  void areNoneForNoExemplarsAndSeveralForMany() {
    assertThat(ExemplarRecords.encode(TENANT, List.of())).isEmpty();
    List<Exemplar> many = new ArrayList<>();
    for (int i = 0; i < 20_000; i++) {
      many.add(new Exemplar(Labels.of("trace_id", "t" + i), i, i));
    }
    List<byte[]> bodies =
        ExemplarRecords.encode(TENANT, List.of(new SeriesExemplars(Labels.of("a", "1"), many)));
    assertThat(bodies).hasSizeGreaterThan(1).allMatch(body -> body.length < 2 << 20);
    List<Exemplar> decoded = new ArrayList<>();
    for (byte[] body : bodies) {
      ExemplarRecords.decode(new ByteReader(body))
          .exemplars()
          .forEach(each -> decoded.addAll(each.exemplars()));
    }
    assertThat(decoded).isEqualTo(many);
  }

  @Test
  void areCorruptWhenTorn() {
    byte[] body = ExemplarRecords.encode(TENANT, exemplars(3)).getFirst();
    for (int length = 0; length < body.length; length++) {
      byte[] torn = Arrays.copyOf(body, length);
      assertThatThrownBy(() -> ExemplarRecords.decode(new ByteReader(torn)))
          .isInstanceOfSatisfying(
              CarillonException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CORRUPTION));
    }
    assertThatThrownBy(
            () -> ExemplarRecords.decode(new ByteReader(Arrays.copyOf(body, body.length + 1))))
        .isInstanceOf(CarillonException.class)
        .hasMessageContaining("expected the end");
  }

  @Test
  void flippedBitsGiveOtherExemplarsOrCorruption() {
    byte[] body = ExemplarRecords.encode(TENANT, exemplars(4)).getFirst();
    SplittableRandom random = new SplittableRandom(5);
    int corrupt = 0;
    for (int round = 0; round < 20_000; round++) {
      byte[] damaged = body.clone();
      for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
        damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
      }
      try {
        assertThat(ExemplarRecords.decode(new ByteReader(damaged)).exemplars()).isNotNull();
      } catch (CarillonException e) {
        assertThat(e.code()).isEqualTo(ErrorCode.CORRUPTION);
        corrupt++;
      }
    }
    assertThat(corrupt).isPositive();
  }

  private static List<SeriesExemplars> exemplars(long seed) {
    RandomExemplars random = new RandomExemplars(seed);
    List<SeriesExemplars> exemplars = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      exemplars.add(
          new SeriesExemplars(
              Labels.of("__name__", "requests", "ü", String.valueOf(i)), random.exemplars(8)));
    }
    return exemplars;
  }
}
