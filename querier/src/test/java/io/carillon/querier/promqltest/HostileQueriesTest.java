package io.carillon.querier.promqltest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.common.error.CarillonException;
import io.carillon.common.labels.Labels;
import io.carillon.common.tenant.TenantId;
import io.carillon.common.time.MonotonicClock;
import io.carillon.querier.exec.EngineConfig;
import io.carillon.querier.exec.PromqlEngine;
import io.carillon.querier.exec.Query;
import io.carillon.querier.exec.QueryValue;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Queries that are deep, long, or far away: an answer or an error, soon, whatever they ask. */
class HostileQueriesTest {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final int DEEP = 10_000;

  private final MemorySource source = new MemorySource();
  private final PromqlEngine engine =
      new PromqlEngine(
          source, EngineConfig.DEFAULT, MonotonicClock.system(), new PrometheusRegistry());

  @BeforeEach
  void load() {
    for (int i = 0; i <= 10; i++) {
      source.add(Labels.of("__name__", "m", "a", "1"), i * 60_000L, i);
    }
  }

  private QueryValue execute(String text, long startMs, long endMs, long stepMs) {
    return Assertions.assertTimeout(
        LIMIT,
        () ->
            engine
                .execute(new Query(TenantId.ANONYMOUS, text, startMs, endMs, stepMs, 0, 0))
                .value());
  }

  private QueryValue execute(String text, long timeMs) {
    return execute(text, timeMs, timeMs, 0);
  }

  private static Stream<String> nested(int depth) {
    return Stream.of(
        "(".repeat(depth) + "m" + ")".repeat(depth),
        "-".repeat(depth) + "m",
        "abs(".repeat(depth) + "m" + ")".repeat(depth),
        "sum(".repeat(depth) + "m" + ")".repeat(depth),
        "topk(1, ".repeat(depth) + "m" + ")".repeat(depth),
        "max_over_time(".repeat(depth) + "m" + "[2m:1m])".repeat(depth),
        "m ^ ".repeat(depth) + "m",
        "(m + ".repeat(depth) + "m" + ")".repeat(depth),
        "label_replace(".repeat(depth) + "m" + ", 'x', '$1', 'a', '(.*)')".repeat(depth),
        "m[" + "(".repeat(depth) + "5m" + ")".repeat(depth) + "]");
  }

  static Stream<String> deep() {
    return nested(100);
  }

  static Stream<String> tooDeep() {
    return Stream.concat(
        nested(DEEP),
        Stream.of("m", "1")
            .flatMap(
                term ->
                    Stream.of(" + ", " - ", " == bool ", " atan2 ")
                        .map(op -> term + (op + term).repeat(DEEP))));
  }

  @ParameterizedTest
  @MethodSource("deep")
  void deepQueriesAreEvaluated(String text) {
    assertThat(execute(text, 300_000)).isNotNull();
    if (!text.startsWith("m[")) {
      assertThat(execute(text, 0, 600_000, 60_000)).isNotNull();
    }
  }

  @ParameterizedTest
  @MethodSource("tooDeep")
  void deeperOnesAreRefused(String text) {
    assertThatThrownBy(() -> execute(text, 300_000))
        .isInstanceOf(CarillonException.class)
        .hasMessageMatching(
            "1:\\d+: parse error: expression is nested deeper than the limit of \\d+ levels");
  }

  @ParameterizedTest
  @ValueSource(strings = {" + ", " - ", " * ", " or ", " and ", " == "})
  void longChainsAreEvaluated(String operator) {
    String chain = "m" + (operator + "m").repeat(990);
    assertThat(execute(chain, 0, 600_000, 60_000)).isNotNull();
    assertThat(execute("1" + " + 1".repeat(990), 0)).isEqualTo(new QueryValue.Scalar(0, 991));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "m",
        "rate(m[5m])",
        "m offset 200y",
        "m offset -200y",
        "m[250y]",
        "count_over_time(m[250y] offset 200y)",
        "max_over_time(m[5m:1m])",
        "m @ 1e15",
        "m @ -1e15 offset 200y",
        "timestamp(m)",
        "absent(m)",
        "m smoothed",
        "delta(m[5m] smoothed)",
        "info(m)",
      })
  void timesMayBeFarAway(String text) {
    for (long timeMs :
        new long[] {
          Instant.parse("0001-01-01T00:00:00Z").toEpochMilli(),
          Instant.parse("9999-12-31T23:59:59Z").toEpochMilli(),
          -9_223_309_901_257_974_000L,
          9_223_309_901_257_974_999L,
        }) {
      assertThat(execute(text, timeMs)).as("at %d", timeMs).isNotNull();
    }
  }

  @Test
  void aRangeMayReachFromYear1To9999() {
    long startMs = Instant.parse("0001-01-01T00:00:00Z").toEpochMilli();
    long endMs = Instant.parse("9999-12-31T23:59:59Z").toEpochMilli();
    QueryValue.Matrix years =
        (QueryValue.Matrix)
            execute("year()", startMs, endMs, Duration.ofDays(365).toMillis() + 20_952_000);
    double[] values = years.series().get(0).samples().values();
    assertThat(values[0]).isEqualTo(1);
    assertThat(values[values.length - 1]).isEqualTo(9999);
    assertThat(values).hasSizeBetween(9990, 10_010).isSorted();
    assertThat(((QueryValue.Matrix) execute("m", startMs, endMs, 31_557_600_000L)).series())
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "count_over_time(m[100y:1ms])",
        "count_over_time(vector(1)[100y:1ms])",
        "count_over_time(none[100y:1ms])",
        "m[250y:1ms]",
        "max_over_time(max_over_time(m[10y:1s])[10y:1s])",
      })
  void aSubqueryOfTooManyStepsIsRefused(String text) {
    assertThatThrownBy(() -> execute(text, 300_000)).isInstanceOf(CarillonException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "m{a=\"1\",a=\"2\"}",
        "m{a!=\"1\",a=\"1\"}",
        "{__name__=\"m\",__name__=\"n\"}",
        "m{a=~\"1\",a!~\"1\"}",
        "m{a=~\"\"}",
        "{a=~\"(a*)*b\"}",
        "m{none!=\"\"}",
        "rate(m{b=\"\\xff\"}[5m])",
      })
  void matchersMaySelectNothing(String text) {
    assertThat(((QueryValue.Vector) execute(text, 300_000)).elements()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "m{a=~\"(x{100}){100}\"}",
        "label_replace(m, \"x\", \"\", \"a\", \"(x{100}){100}\")",
      })
  void explosiveExpressionsAreRefused(String text) {
    assertThatThrownBy(() -> execute(text, 0))
        .isInstanceOf(CarillonException.class)
        .hasMessageMatching(
            "1:3: parse error: error parsing regexp: invalid repeat count: `\\{100}`"
                + "|invalid regular expression in label_replace\\(\\): .*");
  }

  @ParameterizedTest
  @ValueSource(strings = {"(", "1+", "m{", "-", "'", "m or ", "[", "a,", "\u00e9"})
  void tenMegabytesOfNonsenseAreRefusedSoon(String piece) {
    String text = piece.repeat(10_000_000 / piece.length());
    assertThatThrownBy(() -> execute(text, 0))
        .isInstanceOf(CarillonException.class)
        .hasMessageContaining("parse error: ");
  }
}
