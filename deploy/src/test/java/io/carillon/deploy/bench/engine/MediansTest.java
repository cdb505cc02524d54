package io.carillon.deploy.bench.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class MediansTest {
  @Test
  void quantilesAreMeasuredNumbers() {
    List<Double> numbers = List.of(5.0, 1.0, 4.0, 2.0, 3.0);
    assertThat(Medians.of(numbers)).isEqualTo(3);
    assertThat(Medians.quantile(numbers, 0)).isEqualTo(1);
    assertThat(Medians.quantile(numbers, 0.99)).isEqualTo(5);
    assertThat(Medians.quantile(numbers, 1)).isEqualTo(5);
    assertThat(Medians.of(List.of())).isNaN();
  }
}
