package io.carillon.deploy.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.common.labels.Labels;
import io.carillon.querier.parser.PromqlParser;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class QuerySetTest {
  private final List<QuerySet> sets =
      List.of(
          DashboardSet.create(2000, 1440, 15_000, 30_000, DashboardSet.queries()),
          ShapeSet.create(),
          TsbsSet.create());

  @Test
  void queriesParseAndStayWithinTheirData() {
    for (QuerySet set : sets) {
      assertThat(set.queries()).hasSizeGreaterThanOrEqualTo(11);
      for (BenchQuery query : set.queries()) {
        assertThat(PromqlParser.parse(query.text())).isNotNull();
        assertThat(query.startMs()).isGreaterThanOrEqualTo(set.times().startMs() - query.stepMs());
        assertThat(query.endMs()).isLessThan(set.times().endMs());
      }
    }
  }

  @Test
  void setsFollowEachOther() {
    for (int i = 1; i < sets.size(); i++) {
      long endMs = sets.get(i - 1).times().endMs();
      assertThat(sets.get(i).times().startMs()).isGreaterThanOrEqualTo(endMs);
    }
  }

  @Test
  void noSeriesComesTwice() {
    Set<Labels> labels = new HashSet<>();
    for (QuerySet set : sets) {
      for (int i = 0; i < set.series().size(); i++) {
        assertThat(labels.add(set.series().labels(i))).isTrue();
      }
    }
  }
}
