package io.carillon.deploy.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

final class ManySeriesTest {
  /** Rises by 1 and by 2 a scrape of 15 s. */
  private final ManySeries two = new ManySeries(2);

  private final BenchQuery query = ManySeries.query();

  @Test
  void thousandStepsBeginBeforeTheFirstSample() {
    assertThat(query.steps()).isEqualTo(1000);
    assertThat(two.expected(query.startMs())).isNaN();
  }

  @Test
  void fullWindowsRiseByTheSlopes() {
    long middleMs = (query.startMs() + query.endMs()) / 2;
    assertThat(two.expected(middleMs)).isEqualTo(3.0 / 15, within(1e-12));
  }

  /** It holds 13 samples over 180 s; 12.217 s lie before them, 107.783 s after them. */
  @Test
  void windowThatIsNotFullIsExtendedByHalfAnInterval() {
    double seconds = 12.217 + 180 + 7.5;
    assertThat(two.expected(query.endMs())).isEqualTo(3.0 / 15 * seconds / 300, within(1e-12));
  }
}
