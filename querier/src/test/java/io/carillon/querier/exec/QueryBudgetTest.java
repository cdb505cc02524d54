package io.carillon.querier.exec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.common.error.CarillonException;
import io.carillon.common.error.ErrorCode;
import io.carillon.common.labels.Matcher;
import io.carillon.common.tenant.TenantId;
import io.carillon.querier.budget.MemoryPools;
import io.carillon.querier.budget.QueryLimits;
import io.carillon.querier.budget.SelectorStats;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

final class QueryBudgetTest {
  private static final long MIB = 1 << 20;
  private static final TenantId TENANT = new TenantId("team");

  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final QueryLimits limits = new QueryLimits(10 * MIB, 40 * MIB, 60 * MIB, 1000, 5, 1);
  private final MemoryPools pools = new MemoryPools(limits.processBytes(), limits.tenantBytes());
  private final BudgetMetrics metrics = new BudgetMetrics(registry, limits, pools);
  private final List<SelectorStats> selectors = new ArrayList<>();

  private QueryBudget open() {
    BudgetErrors errors =
        new BudgetErrors(
            TENANT,
            limits,
            metrics,
            () -> selectors.stream().map(SelectorStats::snapshot).toList());
    return new QueryBudget(limits, pools.open(TENANT), errors);
  }

  private void select(String metric, int series, long bytesEach) {
    SelectorStats stats =
        new SelectorStats(
            List.of(
                Matcher.equal("__name__", metric), Matcher.of(Matcher.Type.REGEX, "job", "a|b")));
    for (int i = 0; i < series; i++) {
      stats.addSeries(1, bytesEach);
    }
    selectors.add(stats);
  }

  private static void assertExceeded(Runnable charge, String text) {
    assertThatThrownBy(charge::run)
        .isInstanceOfSatisfying(
            CarillonException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BUDGET_EXCEEDED))
        .hasMessage(text);
  }

  @Test
  void shouldKeepWhatIsPinnedOverMarksUntilItIsUnpinned() {
    try (QueryBudget budget = open()) {
      QueryBudget.Mark before = budget.mark();
      assertThat(budget.pin(2 * MIB)).isTrue();
      budget.charge(0, MIB);
      assertThat(budget.pin(MIB)).as("more than a quarter of the budget").isFalse();
      budget.release(before);
      assertThat(budget.bytes()).isEqualTo(2 * MIB);
      budget.unpin(2 * MIB);
      assertThat(budget.bytes()).isZero();
      assertThat(budget.pin(2 * MIB)).isTrue();
    }
    assertThat(pools.usedBytes()).isZero();
  }

  @Test
  void shouldNameBudgetAmountSettingAndSelector() {
    select("small", 9, 10);
    select("large", 2, 500);
    try (QueryBudget budget = open()) {
      budget.charge(0, 10 * MIB);
      assertExceeded(
          () -> budget.charge(0, 7),
          "query needs more than its memory budget of 10485760 bytes: it holds 10485760 bytes and"
              + " asked for 7 more (setting max-query-bytes); the selector that cost most is"
              + " large{job=~\"a|b\"} with 2 series and 1000 bytes; select fewer series or steps");
    }
    assertThat(pools.usedBytes()).isZero();
  }

  @Test
  void shouldEndTheQueryThatFindsThePoolOfItsTenantUsedUp() {
    try (QueryBudget first = open();
        QueryBudget second = open();
        QueryBudget third = open();
        QueryBudget fourth = open()) {
      List.of(first, second, third).forEach(budget -> budget.charge(0, 10 * MIB));
      assertExceeded(
          () -> fourth.charge(0, 10 * MIB),
          "queries of tenant team need more than their memory budget of 41943040 bytes: together"
              + " they hold 31457280 bytes, and this one holds 0 bytes and asked for 10485760 more"
              + " (setting max-tenant-query-bytes); ask for fewer steps");
    }
    assertThat(pools.usedBytes()).isZero();
  }

  @Test
  void shouldEndAQueryOfTooManySeries() {
    try (QueryBudget budget = open()) {
      budget.chargeSeries(5);
      assertExceeded(
          () -> budget.chargeSeries(1),
          "query reads more series than its budget of 5 series (setting max-query-series); ask for"
              + " fewer steps");
    }
  }

  @Test
  void shouldEndAQueryOfTooManySamplesWithPrometheusText() {
    try (QueryBudget budget = open()) {
      budget.charge(1000, 0);
      assertThatThrownBy(() -> budget.charge(1, 0))
          .isInstanceOfSatisfying(
              CarillonException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.EXECUTION))
          .hasMessage(
              "query processing would load too many samples into memory in query execution");
      assertThatThrownBy(() -> budget.charge(1, 0)).isInstanceOf(CarillonException.class);
    }
    CounterSnapshot exceeded =
        (CounterSnapshot)
            registry.scrape(name -> name.equals("carillon_querier_budget_exceeded")).stream()
                .findFirst()
                .orElseThrow();
    assertThat(exceeded.getDataPoints()).singleElement().extracting("value").isEqualTo(1.0);
  }

  @Test
  void shouldReturnToMarks() {
    try (QueryBudget budget = open()) {
      budget.charge(10, MIB);
      QueryBudget.Mark mark = budget.mark();
      budget.charge(500, 8 * MIB);
      budget.release(mark);
      assertThat(budget.samples()).isEqualTo(10);
      assertThat(budget.bytes()).isEqualTo(MIB);
      assertThat(pools.usedBytes()).isEqualTo(MIB);
      assertThat(budget.peakSamples()).isEqualTo(510);
      assertThat(budget.peakBytes()).isEqualTo(9 * MIB);
    }
  }

  @Test
  void shouldTakeNothingOnceClosed() {
    QueryBudget budget = open();
    budget.charge(1, 100);
    budget.close();
    budget.release(1, 100);
    assertThatThrownBy(() -> budget.charge(0, 100))
        .isInstanceOfSatisfying(
            CarillonException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CANCELED));
    budget.close();
    assertThat(pools.usedBytes()).isZero();
  }

  @Test
  void shouldHaveReservedWhatManyThreadsHold() throws Exception {
    int threads = 4;
    AtomicReference<String> problem = new AtomicReference<>();
    try (QueryBudget budget = open();
        ExecutorService executor = Executors.newFixedThreadPool(threads)) {
      List<Future<?>> running = new ArrayList<>();
      for (int thread = 0; thread < threads; thread++) {
        Random random = new Random(thread);
        running.add(executor.submit(() -> chargeAtRandom(budget, random, problem)));
      }
      for (Future<?> future : running) {
        future.get();
      }
      assertThat(problem.get()).isNull();
      assertThat(budget.samples()).isZero();
      assertThat(budget.bytes()).isZero();
    }
    assertThat(pools.usedBytes()).isZero();
  }

  /** What a thread holds itself is in the pool at any moment, whatever the others do. */
  private void chargeAtRandom(QueryBudget budget, Random random, AtomicReference<String> problem) {
    for (int i = 0; i < 20_000; i++) {
      long bytes = random.nextLong(2 * MIB);
      budget.charge(1, bytes);
      long used = pools.usedBytes();
      if (used < bytes) {
        problem.set("holds " + bytes + " bytes, of which the pool knows " + used);
      }
      budget.release(1, bytes);
    }
  }
}
