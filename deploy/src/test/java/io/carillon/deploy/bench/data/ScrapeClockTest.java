package io.carillon.deploy.bench.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class ScrapeClockTest {
  private static final int SERIES = 1500;
  private static final int SCRAPES = 20;

  private final NodeMetrics series = new NodeMetrics(SERIES, "node", 7);

  @Test
  void withoutJitterScrapesAreAtEvenDistances() {
    ScrapeClock clock = new ScrapeClock(1000, 15_000, Jitter.NONE);
    assertThat(clock.timeMs(series, 3, 0)).isEqualTo(1000);
    assertThat(clock.timeMs(series, 3, 2)).isEqualTo(31_000);
  }

  @Test
  void seriesOfATargetShareItsJitter() {
    assertThat(timesOfScrape(Jitter.TARGET)).hasSizeBetween(2, 3);
  }

  @Test
  void eachSeriesHasAJitterOfItsOwn() {
    assertThat(timesOfScrape(Jitter.SERIES)).containsExactlyInAnyOrder(0L, 1L, 2L, 3L, 4L);
  }

  /** Different times within a scrape in which the three targets of the series differ. */
  private Set<Long> timesOfScrape(Jitter jitter) {
    ScrapeClock clock = new ScrapeClock(0, 15_000, jitter);
    Set<Long> most = new HashSet<>();
    for (int scrape = 0; scrape < SCRAPES; scrape++) {
      Set<Long> delays = new HashSet<>();
      for (int i = 0; i < SERIES; i++) {
        delays.add(clock.timeMs(series, i, scrape) - scrape * 15_000L);
      }
      most = delays.size() > most.size() ? delays : most;
    }
    return most;
  }
}
