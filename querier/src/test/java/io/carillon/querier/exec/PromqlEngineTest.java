package io.carillon.querier.exec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.common.column.StaleMarker;
import io.carillon.common.error.CarillonException;
import io.carillon.common.error.ErrorCode;
import io.carillon.common.labels.Labels;
import io.carillon.common.tenant.TenantId;
import io.carillon.querier.promqltest.MemorySource;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What the scripts of promqltest do not cover: limits, edges, kinds of answers, early name removal.
 */
class PromqlEngineTest {
  private static final long MINUTE_MS = 60_000;

  private final MemorySource source = new MemorySource();
  private long nanos;

  private PromqlEngine engine(EngineConfig config) {
    return new PromqlEngine(source, config, () -> nanos, new PrometheusRegistry());
  }

  @BeforeEach
  void load() {
    for (int i = 0; i <= 10; i++) {
      long timeMs = i * MINUTE_MS;
      source.add(Labels.of("__name__", "x_total", "job", "a"), timeMs, i * 60);
      source.add(Labels.of("__name__", "x_total", "job", "b"), timeMs, i * 120);
      source.add(Labels.of("__name__", "y", "job", "a"), timeMs, 10 - i);
    }
  }

  private QueryResult instant(String text, long timeMs) {
    return engine(EngineConfig.DEFAULT)
        .execute(new Query(TenantId.ANONYMOUS, text, timeMs, timeMs, 0, 0, 0));
  }

  private QueryValue.Matrix range(String text, long startMs, long endMs, long stepMs) {
    return (QueryValue.Matrix)
        engine(EngineConfig.DEFAULT)
            .execute(new Query(TenantId.ANONYMOUS, text, startMs, endMs, stepMs, 0, 0))
            .value();
  }

  private List<QueryValue.Element> vector(String text, long timeMs) {
    return ((QueryValue.Vector) instant(text, timeMs).value()).elements();
  }

  private static void assertFails(Runnable query, ErrorCode code, String message) {
    assertThatThrownBy(query::run)
        .isInstanceOfSatisfying(
            CarillonException.class,
            e -> {
              assertThat(e.code()).isEqualTo(code);
              assertThat(e).hasMessageContaining(message);
            });
  }

  @Test
  void shouldAnswerScalarsTextsAndRangeVectors() {
    assertThat(instant("1 + 1", 5).value()).isEqualTo(new QueryValue.Scalar(5, 2));
    assertThat(instant("\"a\"", 5).value()).isEqualTo(new QueryValue.Text(5, "a"));
    QueryValue.Matrix matrix = (QueryValue.Matrix) instant("y[2m]", 5 * MINUTE_MS).value();
    assertThat(matrix.series().get(0).samples().timestampsMs())
        .containsExactly(4 * MINUTE_MS, 5 * MINUTE_MS);
  }

  @Test
  void shouldGiveOneSeriesForAScalarOverARange() {
    QueryValue.Series series = range("time()", 0, 2 * MINUTE_MS, MINUTE_MS).series().get(0);
    assertThat(series.labels()).isEqualTo(Labels.EMPTY);
    assertThat(series.samples().values()).containsExactly(0, 60, 120);
  }

  @ParameterizedTest
  @CsvSource({"y[5m], range vector", "'\"a\"', string"})
  void shouldRefuseOtherTypesOverARange(String text, String type) {
    assertFails(
        () -> range(text, 0, MINUTE_MS, MINUTE_MS),
        ErrorCode.BAD_DATA,
        "invalid expression type \""
            + type
            + "\" for range query, must be Scalar or instant Vector");
  }

  @Test
  void shouldSayWhereTextDoesNotParse() {
    assertFails(() -> instant("sum(", 0), ErrorCode.BAD_DATA, "1:5: parse error: ");
  }

  @Test
  void shouldLeaveOutTheOldestEdgeOfLookbackAndWindow() {
    long last = 10 * MINUTE_MS;
    assertThat(vector("y", last + 5 * MINUTE_MS - 1)).hasSize(1);
    assertThat(vector("y", last + 5 * MINUTE_MS)).isEmpty();
    assertThat(vector("count_over_time(y[2m])", last).get(0).value()).isEqualTo(2);
  }

  @Test
  void shouldTakeTheLookbackOfTheQuery() {
    Query query =
        new Query(TenantId.ANONYMOUS, "y", 12 * MINUTE_MS, 12 * MINUTE_MS, 0, 2 * MINUTE_MS, 0);
    assertThat(((QueryValue.Vector) engine(EngineConfig.DEFAULT).execute(query).value()).elements())
        .isEmpty();
  }

  @Test
  void shouldEndASeriesAtItsStalenessMarker() {
    source.add(Labels.of("__name__", "y", "job", "a"), 11 * MINUTE_MS, StaleMarker.VALUE);
    assertThat(vector("y", 11 * MINUTE_MS)).isEmpty();
    assertThat(vector("count_over_time(y[10m])", 11 * MINUTE_MS).get(0).value()).isEqualTo(9);
    assertThat(((QueryValue.Matrix) instant("y[2m]", 11 * MINUTE_MS).value()).series().get(0))
        .satisfies(series -> assertThat(series.samples().size()).isEqualTo(1));
  }

  @Test
  void shouldKeepTheBitsOfOrdinaryNaN() {
    double nan = Double.longBitsToDouble(0x7ff8000000000001L);
    source.add(Labels.of("__name__", "n"), 0, nan);
    assertThat(Double.doubleToRawLongBits(vector("n", 0).get(0).value()))
        .isEqualTo(0x7ff8000000000001L);
  }

  @Test
  void shouldDropNamesEarlyUnlessToldOtherwise() {
    EngineConfig delayed = new EngineConfig(300_000, 120_000, 1000, 1 << 20, 60_000, true);
    String byName = "sum by (__name__) (rate(x_total[2m]))";
    Query query = new Query(TenantId.ANONYMOUS, byName, MINUTE_MS * 5, MINUTE_MS * 5, 0, 0, 0);
    assertThat(vector(byName, MINUTE_MS * 5).get(0).labels()).isEqualTo(Labels.EMPTY);
    assertThat(((QueryValue.Vector) engine(delayed).execute(query).value()).elements())
        .singleElement()
        .satisfies(element -> assertThat(element.labels()).isEqualTo(Labels.EMPTY));
    String relabelled = "label_replace(rate(x_total[2m]), \"was\", \"$1\", \"__name__\", \"(.+)\")";
    Query second = new Query(TenantId.ANONYMOUS, relabelled, MINUTE_MS * 5, MINUTE_MS * 5, 0, 0, 0);
    assertThat(((QueryValue.Vector) engine(delayed).execute(second).value()).elements().get(0))
        .satisfies(element -> assertThat(element.labels().get("was")).isEqualTo("x_total"));
    assertThat(vector(relabelled, MINUTE_MS * 5).get(0).labels().get("was")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "'-{job=\"a\"}'",
    "'abs({job=\"a\"})'",
    "'rate({job=\"a\"}[5m])'",
    "'{job=\"a\"} * 2'"
  })
  void shouldRefuseSeriesThatBecomeTheSame(String text) {
    assertFails(
        () -> instant(text, 5 * MINUTE_MS),
        ErrorCode.EXECUTION,
        "vector cannot contain metrics with the same labelset");
  }

  @Test
  void shouldUniteSeriesThatBecomeTheSameAtDifferentSteps() {
    source.add(Labels.of("__name__", "early", "k", "v"), 0, 1);
    source.add(Labels.of("__name__", "late", "k", "v"), 20 * MINUTE_MS, 2);
    assertThat(range("-{k=\"v\"}", 0, 20 * MINUTE_MS, 20 * MINUTE_MS).series())
        .singleElement()
        .satisfies(series -> assertThat(series.samples().values()).containsExactly(-1, -2));
    assertFails(
        () -> range("count_over_time({k=\"v\"}[1m])", 0, 20 * MINUTE_MS, 20 * MINUTE_MS),
        ErrorCode.EXECUTION,
        "vector cannot contain metrics with the same labelset");
  }

  @Test
  void shouldAlignSubqueriesToMultiplesOfTheirStep() {
    assertThat(
            vector("count_over_time(vector(time())[3m:1m])", 5 * MINUTE_MS + 30_000).get(0).value())
        .isEqualTo(3);
    assertThat(
            vector("min_over_time(vector(time())[3m:1m])", 5 * MINUTE_MS + 30_000).get(0).value())
        .isEqualTo(180);
    assertThat(vector("max_over_time(vector(time())[3m:])", 5 * MINUTE_MS + 30_000).get(0).value())
        .isEqualTo(300);
  }

  @Test
  void shouldSortMatricesAndKeepTheOrderOfSort() {
    assertThat(range("x_total or on (job, __name__) y", 0, MINUTE_MS, MINUTE_MS).series())
        .extracting(series -> series.labels().metricName() + series.labels().get("job"))
        .containsExactly("x_totala", "x_totalb", "ya");
    assertThat(vector("sort_desc(x_total)", MINUTE_MS))
        .extracting(QueryValue.Element::value)
        .containsExactly(120.0, 60.0);
    assertThat(vector("topk(1, x_total)", MINUTE_MS))
        .extracting(element -> element.labels().get("job"))
        .containsExactly("b");
  }

  @Test
  void shouldEvaluateFixedPartsOnce() {
    assertThat(range("y @ 60 + 0 * y", 0, 2 * MINUTE_MS, MINUTE_MS).series())
        .singleElement()
        .satisfies(series -> assertThat(series.samples().values()).containsExactly(9, 9, 9));
    assertThat(range("y @ end()", 0, 2 * MINUTE_MS, MINUTE_MS).series())
        .singleElement()
        .satisfies(series -> assertThat(series.samples().values()).containsExactly(8, 8, 8));
  }

  @Test
  void shouldReportDuplicatesOfTheOneSide() {
    assertFails(
        () -> instant("y * on() x_total", MINUTE_MS),
        ErrorCode.EXECUTION,
        "found duplicate series for the match group {} on the right hand-side of the operation:"
            + " [{__name__=\"x_total\", job=\"a\"}, {__name__=\"x_total\", job=\"b\"}]"
            + ";many-to-many matching not allowed: matching labels must be unique on one side");
    assertFails(
        () -> instant("x_total * on() y", MINUTE_MS),
        ErrorCode.EXECUTION,
        "multiple matches for labels: many-to-one matching must be explicit"
            + " (group_left/group_right)");
  }

  @Test
  void shouldEndAQueryThatHoldsTooManySamples() {
    EngineConfig small = new EngineConfig(300_000, 120_000, 20, 1 << 20, 60_000, false);
    Query query = new Query(TenantId.ANONYMOUS, "x_total", 0, 10 * MINUTE_MS, MINUTE_MS, 0, 0);
    assertFails(
        () -> engine(small).execute(query),
        ErrorCode.EXECUTION,
        "query processing would load too many samples into memory in query execution");
    Query aggregated =
        new Query(TenantId.ANONYMOUS, "sum(x_total)", 0, 10 * MINUTE_MS, MINUTE_MS, 0, 0);
    assertThat(engine(small).execute(aggregated).value()).isNotNull();
  }

  @Test
  void shouldEndAQueryAboveItsMemoryBudget() {
    EngineConfig small = new EngineConfig(300_000, 120_000, 1_000_000, 10_000, 60_000, false);
    Query query = new Query(TenantId.ANONYMOUS, "x_total", 0, 10 * MINUTE_MS, 100, 0, 0);
    assertFails(
        () -> engine(small).execute(query),
        ErrorCode.BUDGET_EXCEEDED,
        "memory budget of 10000 bytes");
  }

  @Test
  void shouldEndAQueryAfterItsTime() {
    PromqlEngine engine =
        new PromqlEngine(
            source, EngineConfig.DEFAULT, () -> nanos += 1_000_000_000L, new PrometheusRegistry());
    Query query = new Query(TenantId.ANONYMOUS, "x_total", 0, 0, 0, 0, 1500);
    assertFails(
        () -> engine.execute(query), ErrorCode.TIMEOUT, "query timed out in expression evaluation");
  }

  @Test
  void shouldEndAQueryWhoseThreadIsInterrupted() {
    Thread.currentThread().interrupt();
    try {
      assertFails(
          () -> instant("x_total", 0),
          ErrorCode.CANCELED,
          "query was canceled in expression evaluation");
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  @Test
  void shouldAddLabelsOfInfos() {
    source.add(Labels.of("__name__", "target_info", "job", "a", "version", "1"), 5 * MINUTE_MS, 1);
    assertThat(vector("info(y)", 5 * MINUTE_MS))
        .extracting(element -> element.labels().get("version"))
        .containsExactly("1");
    assertThat(vector("info(x_total, {version=\"1\"})", 5 * MINUTE_MS))
        .extracting(element -> element.labels().get("job"))
        .containsExactly("a");
  }

  @Test
  void shouldTakeSamplesAroundExtendedWindows() {
    long timeMs = 5 * MINUTE_MS + 30_000;
    assertThat(vector("increase(x_total{job=\"a\"}[1m] anchored)", timeMs).get(0).value())
        .isEqualTo(60);
    assertThat(vector("increase(x_total{job=\"a\"}[1m] smoothed)", timeMs).get(0).value())
        .isEqualTo(60);
    assertThat(vector("x_total{job=\"a\"} smoothed", timeMs).get(0).value()).isEqualTo(330);
    assertFails(
        () -> instant("deriv(y[1m] smoothed)", timeMs),
        ErrorCode.EXECUTION,
        "smoothed modifier can only be used with: delta, increase, rate - not with deriv");
  }

  @Test
  void shouldStayFiniteWhereASumOverflows() {
    double[] values = {1.7e308, 1.7e308, 1.7e308};
    IntStream.range(0, values.length)
        .forEach(i -> source.add(Labels.of("__name__", "big", "i", "" + i), 0, values[i]));
    assertThat(vector("avg(big)", 0).get(0).value()).isEqualTo(1.7e308);
    assertThat(vector("sum(big)", 0).get(0).value()).isInfinite();
  }

  @Test
  void shouldCompensateRoundingInSums() {
    double[] values = {1, 1e100, 1, -1e100};
    IntStream.range(0, values.length)
        .forEach(i -> source.add(Labels.of("__name__", "k", "i", "" + i), i, values[i]));
    assertThat(vector("sum(k)", 100).get(0).value()).isEqualTo(2);
    assertThat(Arrays.stream(values).sum()).isZero();
  }

  @Test
  void shouldWarnAboutNamesThatAreNoCounters() {
    assertThat(instant("rate(y[5m])", 5 * MINUTE_MS).infos())
        .containsExactly(
            "PromQL info: metric might not be a counter, name does not end in"
                + " _total/_sum/_count/_bucket: \"y\" (1:6)");
    assertThat(instant("quantile(2, y)", 0).warnings())
        .containsExactly("PromQL warning: quantile value should be between 0 and 1, got 2 (1:10)");
  }
}
