package io.carillon.deploy.bench.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.common.labels.Labels;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class ChurningSeriesTest {
  private static final int SERIES = 100;
  private static final int LIFE = 20;

  @Test
  void inEachLifeEverySeriesIsReplacedOnceByANewOne() {
    ChurningSeries series = new ChurningSeries(new NodeMetrics(SERIES, "node", 7), LIFE);
    Set<Labels> seen = new HashSet<>();
    for (int i = 0; i < SERIES; i++) {
      seen.add(series.labels(i));
    }
    for (int scrape = 0; scrape < LIFE; scrape++) {
      series.advance();
      int before = seen.size();
      for (int i = 0; i < SERIES; i++) {
        seen.add(series.labels(i));
      }
      assertThat(seen.size() - before).isEqualTo(SERIES / LIFE);
    }
  }
}
