package io.carillon.ingester.head;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.common.column.SampleColumn;
import io.carillon.common.labels.Labels;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class SeriesOrderTest {
  private final Random random = new Random(5);
  private final SeriesOrder order = new SeriesOrder();
  private final List<Labels> all = new ArrayList<>();
  private final AtomicInteger asked = new AtomicInteger();

  @Test
  void someOfManySeriesComeInLabelOrderWhileTheirNumberGrows() {
    for (int round = 0; round < 60; round++) {
      for (int added = random.nextInt(200); added > 0; added--) {
        all.add(Labels.of("a", "v" + random.nextInt(50), "n", "x" + all.size()));
      }
      double share = random.nextDouble();
      List<HeadSeries.Snapshot> found = new ArrayList<>();
      for (int number = 0; number < all.size(); number++) {
        if (random.nextDouble() < share) {
          found.add(snapshot(number));
        }
      }
      List<Labels> expected = found.stream().map(HeadSeries.Snapshot::labels).sorted().toList();
      assertThat(sorted(found)).isEqualTo(expected);
    }
    assertThat(asked.get()).isBetween(2, 20);
  }

  @Test
  void allAreLearntOnceAndFewNever() {
    for (int i = 0; i < 2000; i++) {
      all.add(Labels.of("a", "v" + random.nextInt()));
    }
    List<HeadSeries.Snapshot> every = new ArrayList<>();
    for (int i = 0; i < 2000; i++) {
      every.add(snapshot(i));
    }
    List<HeadSeries.Snapshot> few = every.subList(300, 600);
    assertThat(sorted(few)).isSorted().hasSize(300);
    assertThat(asked).hasValue(0);
    assertThat(sorted(every)).isSorted().hasSize(2000);
    assertThat(sorted(every)).isSorted().hasSize(2000);
    assertThat(sorted(few)).isSorted().hasSize(300);
    assertThat(asked).hasValue(1);
  }

  private List<Labels> sorted(List<HeadSeries.Snapshot> found) {
    List<HeadSeries.Snapshot> sorted =
        order.sorted(
            found,
            all.size(),
            () -> {
              asked.incrementAndGet();
              return List.copyOf(all);
            });
    return sorted.stream().map(HeadSeries.Snapshot::labels).toList();
  }

  private HeadSeries.Snapshot snapshot(int number) {
    return new HeadSeries.Snapshot(number, all.get(number), SampleColumn.EMPTY, 0);
  }
}
