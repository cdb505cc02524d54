package io.carillon.querier.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.carillon.common.error.CarillonException;
import io.carillon.common.error.ErrorCode;
import io.carillon.common.http.HttpAnswer;
import io.carillon.common.labels.Labels;
import io.carillon.common.labels.Matcher;
import io.carillon.common.store.Exemplar;
import io.carillon.common.store.ExemplarsRequest;
import io.carillon.common.store.SeriesExemplars;
import io.carillon.common.tenant.TenantId;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

final class ExemplarEndpointTest {
  private final MemorySource source = new MemorySource(List.of(), List.of());
  private final ExemplarEndpoint endpoint = new ExemplarEndpoint(source);

  @Test
  void writesSeriesAndTheirExemplars() throws IOException {
    source.exemplars =
        List.of(
            new SeriesExemplars(
                Labels.of("__name__", "req_bucket", "le", "1"),
                List.of(
                    new Exemplar(Labels.of("b", "2", "a", "<1>"), Double.NaN, 1_793_493_000_000L),
                    new Exemplar(Labels.EMPTY, 1e-9, 1_793_493_001_020L))),
            new SeriesExemplars(
                Labels.of("__name__", "req_count"),
                List.of(new Exemplar(Labels.of("trace_id", "é"), 0.25, -5))));
    assertThat(get(FakeCall.with("query", "x")))
        .isEqualTo(
            "{\"status\":\"success\",\"data\":["
                + "{\"seriesLabels\":{\"__name__\":\"req_bucket\",\"le\":\"1\"},\"exemplars\":["
                + "{\"labels\":{\"a\":\"<1>\",\"b\":\"2\"},\"value\":\"NaN\","
                + "\"timestamp\":1793493000},"
                + "{\"labels\":{},\"value\":\"1e-09\",\"timestamp\":1793493001.020}]},"
                + "{\"seriesLabels\":{\"__name__\":\"req_count\"},\"exemplars\":["
                + "{\"labels\":{\"trace_id\":\"é\"},\"value\":\"0.25\",\"timestamp\":-0.005}]}"
                + "]}");
  }

  @Test
  void asksForAllSelectorsOfTheExpressionInTheVeryRange() throws IOException {
    String query =
        "topk(scalar(k), histogram_quantile(0.9, sum by (le) (rate(b{x=\"1\"}[5m] offset 1h))))"
            + " / -(max_over_time((c or {__name__=~\"d.*\"})[1h:1m]))";
    get(FakeCall.with("query", query, "start", "1.5", "end", "2"));
    assertThat(source.askedForExemplars)
        .isEqualTo(
            new ExemplarsRequest(
                TenantId.ANONYMOUS,
                0,
                1500,
                2000,
                List.of(
                    List.of(Matcher.equal("__name__", "k")),
                    List.of(Matcher.equal("x", "1"), Matcher.equal("__name__", "b")),
                    List.of(Matcher.equal("__name__", "c")),
                    List.of(Matcher.of(Matcher.Type.REGEX, "__name__", "d.*")))));
  }

  @Test
  void answersAllTimesWhenNoneIsGiven() throws IOException {
    assertThat(get(FakeCall.with("query", "x"))).isEqualTo("{\"status\":\"success\",\"data\":[]}");
    ExemplarsRequest asked = Objects.requireNonNull(source.askedForExemplars);
    assertThat(asked.minMs()).isLessThan(-1_000_000_000_000_000L);
    assertThat(asked.maxMs()).isGreaterThan(1_000_000_000_000_000L);
  }

  @Test
  void answersProbesWithMillisecondsForSeconds() throws IOException {
    assertThat(
            get(FakeCall.with("query", "test", "start", "1793493000000", "end", "1793493060000")))
        .isEqualTo("{\"status\":\"success\",\"data\":[]}");
  }

  @Test
  void answersNothingWithoutAnySelector() {
    assertThat(endpoint.query(FakeCall.with("query", "1 + time()")).status()).isEqualTo(204);
    assertThat(source.askedForExemplars).isNull();
  }

  @Test
  void saysWhatIsWrong() {
    assertThat(error(FakeCall.with()))
        .isEqualTo("unknown position: parse error: no expression found in input");
    assertThat(error(FakeCall.with("query", "sum(")))
        .isEqualTo("1:5: parse error: unclosed left parenthesis");
    assertThat(error(FakeCall.with("query", "x", "start", "2", "end", "1")))
        .isEqualTo("end timestamp must not be before start timestamp");
    assertThat(error(FakeCall.with("query", "x", "end", "later")))
        .isEqualTo(
            "invalid parameter \"end\": invalid time value for 'end': cannot parse \"later\" to a"
                + " valid timestamp");
  }

  private String get(FakeCall call) throws IOException {
    HttpAnswer answer = endpoint.query(call);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    answer.body().writeTo(out);
    assertThat(answer.status()).isEqualTo(200);
    return out.toString(StandardCharsets.UTF_8);
  }

  private String error(FakeCall call) {
    Throwable thrown = catchThrowable(() -> endpoint.query(call));
    assertThat(thrown)
        .isInstanceOfSatisfying(
            CarillonException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BAD_DATA));
    return String.valueOf(thrown.getMessage());
  }
}
