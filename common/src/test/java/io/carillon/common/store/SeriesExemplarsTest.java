package io.carillon.common.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.common.labels.Labels;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class SeriesExemplarsTest {
  private static final Labels A = Labels.of("__name__", "a");
  private static final Labels B = Labels.of("__name__", "b");

  @Test
  void ordersByTimeThenValueThenLabels() {
    List<Exemplar> ordered =
        List.of(
            new Exemplar(Labels.of("z", "9"), 5, -1),
            new Exemplar(Labels.of("z", "9"), -0.0, 1),
            new Exemplar(Labels.EMPTY, 0.0, 1),
            new Exemplar(Labels.of("z", "1"), 0.0, 1),
            new Exemplar(Labels.EMPTY, Double.NaN, 1));
    List<Exemplar> shuffled = new ArrayList<>(ordered);
    Collections.shuffle(shuffled, new Random(1));
    assertThat(SeriesExemplars.union(List.of(new SeriesExemplars(A, shuffled))))
        .containsExactly(new SeriesExemplars(A, ordered));
  }

  @Test
  void takesAllNotANumberForTheSame() {
    Exemplar plain = new Exemplar(Labels.EMPTY, Double.NaN, 1);
    Exemplar other = new Exemplar(Labels.EMPTY, Double.longBitsToDouble(0x7ff8000000000123L), 1);
    assertThat(other).isEqualTo(plain).isEqualByComparingTo(plain);
    assertThat(Double.doubleToRawLongBits(other.value()))
        .isEqualTo(Double.doubleToRawLongBits(Double.NaN));
  }

  @Test
  void unitesInAnyOrderWithEqualOnesOnce() {
    for (long seed = 0; seed < 50; seed++) {
      RandomExemplars random = new RandomExemplars(seed);
      List<SeriesExemplars> parts = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        parts.add(new SeriesExemplars(i % 2 == 0 ? B : A, random.exemplars(20)));
      }
      List<SeriesExemplars> union = SeriesExemplars.union(parts);
      assertThat(union).extracting(SeriesExemplars::series).containsExactly(A, B);
      for (SeriesExemplars each : union) {
        assertThat(each.exemplars()).isSorted().doesNotHaveDuplicates();
        for (SeriesExemplars part : parts) {
          assertThat(each.series().equals(part.series()))
              .isEqualTo(each.exemplars().containsAll(part.exemplars()));
        }
      }
      Collections.shuffle(parts, new Random(seed));
      assertThat(SeriesExemplars.union(parts)).as("seed %d", seed).isEqualTo(union);
    }
  }
}
