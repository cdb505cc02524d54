package io.carillon.querier.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.InstanceOfAssertFactories.throwable;

import io.carillon.common.column.SampleColumn;
import io.carillon.common.error.CarillonException;
import io.carillon.common.error.ErrorCode;
import io.carillon.common.http.Endpoint;
import io.carillon.common.http.HttpAnswer;
import io.carillon.common.labels.Labels;
import io.carillon.common.store.LabelsRequest;
import io.carillon.common.store.MetricMetadata;
import io.carillon.common.tenant.TenantId;
import io.carillon.querier.exec.ActiveQueries;
import io.carillon.querier.exec.Query;
import io.carillon.querier.exec.QueryResult;
import io.carillon.querier.exec.QueryStats;
import io.carillon.querier.exec.QueryValue;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Error texts are those of Prometheus 3.14 for the same requests. */
final class QueryApiTest {
  private static final Labels UP_A = Labels.of("__name__", "up", "instance", "a");
  private static final Labels UP_B = Labels.of("__name__", "up", "instance", "b", "x.y", "<z>");
  private static final ApiConfig CONFIG =
      new ApiConfig(new ApiConfig.Build("3.14.0", "r", "main", "u", "d", "java25"));

  private static final QueryStats STATS =
      new QueryStats(
          new QueryStats.Timings(5_000, 200_000, 3_000_000_000L, 1_500),
          new QueryStats.Samples(new long[] {3, 4}, 7, 9, 5),
          100,
          List.of());

  private final List<Query> asked = new ArrayList<>();
  private Function<Query, QueryResult> engine = _ -> result(new QueryValue.Vector(List.of()));
  private final MemorySource source =
      new MemorySource(
          List.of(UP_A, UP_B),
          List.of(
              new MetricMetadata("a", "gauge", "A <b>", "s"),
              new MetricMetadata("up", "counter", "", ""),
              new MetricMetadata("up", "gauge", "other", "")));

  private final Map<String, Endpoint> endpoints =
      new QueryApi(
              query -> {
                asked.add(query);
                return engine.apply(query);
              },
              new ActiveQueries(),
              source,
              CONFIG,
              InstantSource.fixed(Instant.ofEpochMilli(1_793_493_000_500L)))
          .endpoints().stream().collect(Collectors.toMap(Endpoint::name, endpoint -> endpoint));

  private static QueryResult result(QueryValue value, String... warnings) {
    return new QueryResult(value, List.of(warnings), List.of(), STATS);
  }

  private HttpAnswer answer(String endpoint, FakeCall call) {
    return Objects.requireNonNull(endpoints.get(endpoint)).handler().handle(call);
  }

  private String get(String endpoint, FakeCall call) throws IOException {
    HttpAnswer answer = answer(endpoint, call);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    answer.body().writeTo(out);
    assertThat(answer.status()).isEqualTo(200);
    return out.toString(StandardCharsets.UTF_8);
  }

  private String error(String endpoint, FakeCall call) {
    Throwable thrown = catchThrowable(() -> answer(endpoint, call));
    assertThat(thrown)
        .isInstanceOfSatisfying(
            CarillonException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BAD_DATA));
    return String.valueOf(thrown.getMessage());
  }

  @Test
  void offersTheEndpointsOfPrometheus() {
    assertThat(endpoints.values().stream().map(e -> e.path() + " " + e.methods().size()).toList())
        .containsExactlyInAnyOrder(
            "/api/v1/query 2",
            "/api/v1/query_range 2",
            "/api/v1/query_exemplars 2",
            "/api/v1/format_query 2",
            "/api/v1/parse_query 2",
            "/api/v1/labels 2",
            "/api/v1/label/:name/values 1",
            "/api/v1/series 2",
            "/api/v1/metadata 1",
            "/api/v1/status/buildinfo 1",
            "/api/v1/status/active_queries 1",
            "/api/v1/status/active_queries/:id 1");
  }

  @Test
  void answersVectors() throws IOException {
    engine =
        _ ->
            result(
                new QueryValue.Vector(
                    List.of(
                        new QueryValue.Element(UP_A, 1500, 1, null),
                        new QueryValue.Element(UP_B, 2000, Double.NaN, null))),
                "careful (1:1)");
    assertThat(get("query", FakeCall.with("query", "up", "time", "1.5")))
        .isEqualTo(
            "{\"status\":\"success\",\"data\":{\"resultType\":\"vector\",\"result\":["
                + "{\"metric\":{\"__name__\":\"up\",\"instance\":\"a\"},\"value\":[1.500,\"1\"]},"
                + "{\"metric\":{\"__name__\":\"up\",\"instance\":\"b\",\"x.y\":\"<z>\"},"
                + "\"value\":[2,\"NaN\"]}]},\"warnings\":[\"careful (1:1)\"]}");
    assertThat(asked).containsExactly(query("up", 1500, 1500, 0, 0, 0));
  }

  private static Query query(
      String text, long startMs, long endMs, long stepMs, long lookbackMs, long timeoutMs) {
    return new Query(TenantId.ANONYMOUS, text, startMs, endMs, stepMs, lookbackMs, timeoutMs);
  }

  @Test
  void answersScalarsAndStringsAsEncodingJsonWould() throws IOException {
    engine = _ -> result(new QueryValue.Scalar(1_793_493_003_210L, 1e21));
    assertThat(get("query", FakeCall.with("query", "1e21")))
        .contains("\"result\":[1793493003.21,\"1000000000000000000000\"]}");
    engine = _ -> result(new QueryValue.Text(2000, "<a>"));
    assertThat(get("query", FakeCall.with("query", "'<a>'")))
        .contains("{\"resultType\":\"string\",\"result\":[2,\"\\u003ca\\u003e\"]}");
  }

  @Test
  void answersMatrices() throws IOException {
    SampleColumn column = SampleColumn.floats(new long[] {1000, 2500}, new double[] {1, -0.0});
    engine = _ -> result(new QueryValue.Matrix(List.of(new QueryValue.Series(UP_A, column))));
    assertThat(
            get(
                "query_range",
                FakeCall.with("query", "up", "start", "1", "end", "2.5", "step", "1500ms")))
        .isEqualTo(
            "{\"status\":\"success\",\"data\":{\"resultType\":\"matrix\",\"result\":[{\"metric\":"
                + "{\"__name__\":\"up\",\"instance\":\"a\"},"
                + "\"values\":[[1,\"1\"],[2.500,\"-0\"]]}]}}");
    assertThat(asked).containsExactly(query("up", 1000, 2500, 1500, 0, 0));
  }

  @Test
  void passesTimeoutLookbackAndNow() throws IOException {
    get("query", FakeCall.with("query", "up", "timeout", "10s", "lookback_delta", "30"));
    get("query", FakeCall.with("timeout", "1h", "time", "", "lookback_delta", "-5"));
    get("query", FakeCall.with("timeout", "-1"));
    assertThat(asked)
        .containsExactly(
            query("up", 1_793_493_000_500L, 1_793_493_000_500L, 0, 30_000, 10_000),
            query("", 1_793_493_000_500L, 1_793_493_000_500L, 0, 0, 3_600_000),
            query("", 1_793_493_000_500L, 1_793_493_000_500L, 0, 0, 1));
  }

  @Test
  void truncatesWithAWarning() throws IOException {
    engine =
        _ ->
            result(
                new QueryValue.Vector(
                    List.of(
                        new QueryValue.Element(UP_A, 0, 1, null),
                        new QueryValue.Element(UP_B, 0, 1, null))));
    assertThat(get("query", FakeCall.with("query", "up", "limit", "1")))
        .endsWith("\"value\":[0,\"1\"]}]},\"warnings\":[\"results truncated due to limit\"]}");
    assertThat(get("query", FakeCall.with("query", "up", "limit", "2"))).doesNotContain("warnings");
  }

  @Test
  void showsTenAnnotationsOfEachKind() throws IOException {
    List<String> many = IntStream.range(0, 12).mapToObj(i -> "n" + i).toList();
    engine = _ -> new QueryResult(new QueryValue.Vector(List.of()), many, many, STATS);
    assertThat(get("query", FakeCall.with("query", "up")))
        .contains("\"n9\",\"2 more warning annotations omitted\"],\"infos\":[\"n0\",")
        .endsWith("\"n9\",\"2 more info annotations omitted\"]}");
  }

  @Test
  void warnsOfStrangeStats() throws IOException {
    assertThat(get("query", FakeCall.with("query", "up", "stats", "x")))
        .contains(
            "value \\\"x\\\" for parameter \\\"stats\\\" is deprecated and will be rejected in the"
                + " next major release, use \\\"true\\\" or \\\"all\\\"");
    assertThat(get("query", FakeCall.with("query", "up", "stats", "all")))
        .doesNotContain("warnings");
  }

  @Test
  void tellsWhatAQueryCost() throws IOException {
    String timings =
        ",\"stats\":{\"timings\":{\"evalTotalTime\":3.0002015,\"resultSortTime\":0.0000015,"
            + "\"queryPreparationTime\":0.0002,\"innerEvalTime\":3,\"execQueueTime\":0.000005,"
            + "\"execTotalTime\":3.0002065},\"samples\":{";
    String samples = "\"totalQueryableSamples\":7,\"samplesRead\":9,\"peakSamples\":5}}}}";
    FakeCall range =
        FakeCall.with("query", "up", "start", "1", "end", "2.5", "step", "1500ms", "stats", "all");
    assertThat(get("query_range", range))
        .endsWith(timings + "\"totalQueryableSamplesPerStep\":[[1,3],[2.500,4]]," + samples);
    assertThat(get("query", FakeCall.with("query", "up", "stats", "true")))
        .endsWith("\"result\":[]" + timings + samples);
    assertThat(get("query", FakeCall.with("query", "up"))).doesNotContain("stats");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "time; x; invalid parameter \"time\": invalid time value for 'time': cannot parse \"x\" to"
            + " a valid timestamp",
        "limit; -1; invalid parameter \"limit\": limit must be non-negative",
        "limit; x; invalid parameter \"limit\": strconv.Atoi: parsing \"x\": invalid syntax",
        "limit; 99999999999999999999; invalid parameter \"limit\": strconv.Atoi: parsing"
            + " \"99999999999999999999\": value out of range",
        "timeout; x; invalid parameter \"timeout\": cannot parse \"x\" to a valid duration",
        "lookback_delta; x; error parsing lookback delta duration: cannot parse \"x\" to a valid"
            + " duration"
      })
  void saysWhichParameterOfAQueryIsWrong(String name, String value, String message) {
    assertThat(error("query", FakeCall.with("query", "up", name, value))).isEqualTo(message);
    assertThat(asked).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "x; 2; 1; invalid parameter \"start\": cannot parse \"x\" to a valid timestamp",
        "1; x; 1; invalid parameter \"end\": cannot parse \"x\" to a valid timestamp",
        "1; ''; 1; invalid parameter \"end\": cannot parse \"\" to a valid timestamp",
        "1; 2; x; invalid parameter \"step\": cannot parse \"x\" to a valid duration",
        "2; 1; 1; invalid parameter \"end\": end timestamp must not be before start time",
        "1; 2; 0; invalid parameter \"step\": zero or negative query resolution step widths are not"
            + " accepted. Try a positive integer",
        "1; 2; -5; invalid parameter \"step\": zero or negative query resolution step widths are"
            + " not accepted. Try a positive integer",
        "1; 2; 0.0001; invalid parameter \"step\": zero or negative query resolution step widths"
            + " are not accepted. Try a positive integer",
        "1; 2; 99999999999; invalid parameter \"step\": cannot parse \"99999999999\" to a valid"
            + " duration. It overflows int64",
        "0; 11001; 1; exceeded maximum resolution of 11,000 points per timeseries. Try decreasing"
            + " the query resolution (?step=XX)",
        "-9e15; 9e15; 900000000; exceeded maximum resolution of 11,000 points per timeseries. Try"
            + " decreasing the query resolution (?step=XX)"
      })
  void saysWhichParameterOfARangeIsWrong(String start, String end, String step, String message) {
    assertThat(
            error(
                "query_range",
                FakeCall.with("query", "up", "start", start, "end", end, "step", step)))
        .isEqualTo(message);
  }

  @Test
  void allows11001Points() throws IOException {
    get("query_range", FakeCall.with("start", "0", "end", "11000.9", "step", "1"));
    assertThat(asked.getFirst().stepCount()).isEqualTo(11_001);
  }

  @Test
  void namesTheQueryWhenItDoesNotParse() {
    engine =
        _ -> {
          throw new CarillonException(ErrorCode.BAD_DATA, "1:5: parse error: oh");
        };
    assertThat(error("query", FakeCall.with("query", "sum(")))
        .isEqualTo("invalid parameter \"query\": 1:5: parse error: oh");
    engine =
        _ -> {
          throw new CarillonException(ErrorCode.EXECUTION, "many-to-many");
        };
    assertThatThrownBy(() -> answer("query", FakeCall.with()))
        .asInstanceOf(throwable(CarillonException.class))
        .matches(e -> e.code() == ErrorCode.EXECUTION)
        .hasMessage("many-to-many");
  }

  @Test
  void answersLabels() throws IOException {
    assertThat(get("labels", FakeCall.with()))
        .isEqualTo("{\"status\":\"success\",\"data\":[\"__name__\",\"instance\",\"x.y\"]}");
    assertThat(get("labels", FakeCall.with("limit", "2")))
        .isEqualTo(
            "{\"status\":\"success\",\"data\":[\"__name__\",\"instance\"],"
                + "\"warnings\":[\"results truncated due to limit\"]}");
    assertThat(get("label_values", FakeCall.named("U__x_2e_y"))).contains("[\"\\u003cz\\u003e\"]");
    assertThat(get("label_values", FakeCall.named("nope"))).contains("\"data\":[]");
    assertThat(
            get(
                "label_values",
                FakeCall.named(
                    "instance", "match[]", "{instance=\"b\"}", "match[]", "nothing{a!=\"\"}")))
        .contains("[\"b\"]");
    LabelsRequest request = Objects.requireNonNull(source.asked);
    assertThat(request.minMs()).isEqualTo(-9_223_309_901_257_974_000L);
    assertThat(request.maxMs()).isEqualTo(9_223_309_901_257_974_999L);
  }

  @Test
  void answersSeries() throws IOException {
    assertThat(get("series", FakeCall.with("match[]", "up", "start", "1", "end", "2")))
        .isEqualTo(
            "{\"status\":\"success\",\"data\":[{\"__name__\":\"up\",\"instance\":\"a\"},"
                + "{\"__name__\":\"up\",\"instance\":\"b\",\"x.y\":\"<z>\"}]}");
    assertThat(Objects.requireNonNull(source.asked).maxMs()).isEqualTo(2000);
    assertThat(get("series", FakeCall.with("match[]", "nope"))).contains("\"data\":[]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"labels", "label_values"})
  void saysWhatIsWrongWithSelectorsOfLabels(String endpoint) {
    assertThat(error(endpoint, FakeCall.named("job", "match[]", "{")))
        .isEqualTo("1:2: parse error: unexpected end of input inside braces");
    assertThat(error(endpoint, FakeCall.named("job", "match[]", "{a=\"\"}")))
        .isEqualTo("match[] must contain at least one non-empty matcher");
    assertThat(error(endpoint, FakeCall.named("job", "start", "x")))
        .isEqualTo(
            "invalid parameter \"start\": invalid time value for 'start': cannot parse \"x\" to a"
                + " valid timestamp");
  }

  @Test
  void saysWhatIsWrongWithSelectorsOfSeries() {
    assertThat(error("series", FakeCall.with("limit", "x")))
        .isEqualTo("no match[] parameter provided");
    assertThat(error("series", FakeCall.with("match[]", "{")))
        .isEqualTo(
            "invalid parameter \"match[]\": 1:2: parse error: unexpected end of input inside"
                + " braces");
    assertThat(error("series", FakeCall.with("match[]", "{a=\"\"}")))
        .isEqualTo(
            "invalid parameter \"match[]\": match[] must contain at least one non-empty matcher");
    assertThat(error("label_values", FakeCall.named("\ud800"))).startsWith("invalid label name: ");
  }

  @ParameterizedTest
  @CsvSource({
    "U__a_2e_b, a.b",
    "U__a__b, a_b",
    "U__1F600_x, U__1F600_x",
    "U___1F600_x, \ud83d\ude00x",
    "U__a_2e, U__a_2e",
    "U__a_xyz_, U__a_xyz_",
    "U___D800_, U___D800_",
    "U___000041_, U___000041_",
    "a__b, a__b"
  })
  void unescapesLabelNames(String escaped, String name) {
    assertThat(LabelNameEscaping.unescape(escaped)).isEqualTo(name);
  }

  @Test
  void answersMetadata() throws IOException {
    assertThat(get("metadata", FakeCall.with()))
        .isEqualTo(
            "{\"status\":\"success\",\"data\":{"
                + "\"a\":[{\"type\":\"gauge\",\"help\":\"A \\u003cb\\u003e\",\"unit\":\"s\"}],"
                + "\"up\":[{\"type\":\"counter\",\"help\":\"\",\"unit\":\"\"},"
                + "{\"type\":\"gauge\",\"help\":\"other\",\"unit\":\"\"}]}}");
    assertThat(get("metadata", FakeCall.with("limit", "1", "metric", ""))).doesNotContain("\"up\"");
    assertThat(get("metadata", FakeCall.with("limit", "0"))).contains("\"data\":{}");
    assertThat(get("metadata", FakeCall.with("metric", "up", "limit_per_metric", "1")))
        .contains("counter")
        .doesNotContain("gauge");
    assertThat(error("metadata", FakeCall.with("limit", "x"))).isEqualTo("limit must be a number");
    assertThat(error("metadata", FakeCall.with("limit_per_metric", "1.5")))
        .isEqualTo("limit_per_metric must be a number");
  }

  @Test
  void answersBuildInfo() throws IOException {
    assertThat(get("buildinfo", FakeCall.with()))
        .isEqualTo(
            "{\"status\":\"success\",\"data\":{\"version\":\"3.14.0\",\"revision\":\"r\","
                + "\"branch\":\"main\",\"buildUser\":\"u\",\"buildDate\":\"d\","
                + "\"goVersion\":\"java25\"}}");
  }
}
