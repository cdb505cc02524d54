package io.carillon.deploy.bench.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.common.labels.Labels;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class NodeMetricsTest {
  private static final int SERIES = 2000;
  private static final int SCRAPES = 50;

  private final NodeMetrics metrics = new NodeMetrics(SERIES, "node", 7);

  @Test
  void everythingFollowsFromTheSeed() {
    NodeMetrics same = new NodeMetrics(SERIES, "node", 7);
    NodeMetrics other = new NodeMetrics(SERIES, "node", 8);
    assertThat(values(same)).isEqualTo(values(metrics)).isNotEqualTo(values(other));
    assertThat(labels(same)).isEqualTo(labels(metrics)).hasSize(SERIES);
  }

  @Test
  void countersNeverFallAndMostSeriesAreConstant() {
    int constant = 0;
    for (int i = 0; i < SERIES; i++) {
      boolean isConstant = true;
      boolean rises = true;
      for (int scrape = 1; scrape < SCRAPES; scrape++) {
        isConstant &= metrics.value(i, scrape) == metrics.value(i, 0);
        rises &= metrics.value(i, scrape) >= metrics.value(i, scrape - 1);
      }
      constant += isConstant ? 1 : 0;
      if (metrics.labels(i).metricName().endsWith("_total")) {
        assertThat(rises).as(metrics.labels(i).toString()).isTrue();
      }
    }
    assertThat(constant).isBetween(SERIES * 6 / 10, SERIES * 7 / 10);
  }

  @Test
  void templatesMultiplyLabelSets() {
    assertThat(
            SeriesTemplate.parse(List.of("# none", "count/0.5 a,b=1,2|3,4;c=5|6 m n", "fixed - o")))
        .hasSize(9)
        .contains(
            new SeriesTemplate(
                Labels.of("__name__", "n", "a", "3", "b", "4", "c", "5"), NodeShape.COUNT, 0.5),
            new SeriesTemplate(Labels.of("__name__", "o"), NodeShape.FIXED, 0));
  }

  private static List<Double> values(NodeMetrics metrics) {
    return IntStream.range(0, SERIES).mapToObj(i -> metrics.value(i, 3)).toList();
  }

  private static Set<Labels> labels(NodeMetrics metrics) {
    Set<Labels> labels = new HashSet<>();
    for (int i = 0; i < SERIES; i++) {
      labels.add(metrics.labels(i));
    }
    return labels;
  }
}
