package io.carillon.deploy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.common.error.CarillonException;
import io.carillon.common.error.ErrorCode;
import io.carillon.common.http.Endpoint;
import io.carillon.common.http.HttpAnswer;
import io.carillon.common.http.HttpCall;
import io.carillon.common.http.HttpLimits;
import io.carillon.common.http.HttpService;
import io.carillon.common.net.HostPort;
import io.carillon.common.time.MonotonicClock;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class QueryCommandTest {
  private static final String VECTOR =
      """
      {"status":"success","data":{"resultType":"vector","result":[
      {"metric":{"__name__":"up","job":"a,b"},"value":[1769860800,"1"]},
      {"metric":{"job":"c"},"value":[1769860800.5,"NaN"]},
      {"metric":{"__name__":"h"},"histogram":[1769860800,{"count":"3","sum":"4.5","buckets":[]}]}
      ]},"warnings":["PromQL warning: w"],"infos":["PromQL info: i"]}\
      """;

  private static final String MATRIX =
      """
      {"status":"success","data":{"resultType":"matrix","result":[
      {"metric":{"__name__":"up"},"values":[[1769857200,"1"],[1769859000,"2"],[1769860800,"4"]]}
      ]}}\
      """;

  private final TestingMain main = new TestingMain();
  private final HttpService server =
      new HttpService(
          new HostPort("127.0.0.1", 0),
          List.of(
              endpoint("query", "/api/v1/query", QueryCommandTest::query),
              endpoint("query_range", "/api/v1/query_range", QueryCommandTest::range),
              endpoint("ring", "/api/v1/status/ring", _ -> json(ring()))),
          HttpLimits.forHeap(1 << 20),
          new PrometheusRegistry(),
          MonotonicClock.system());
  private String url = "";

  private static Endpoint endpoint(String name, String path, Endpoint.Handler handler) {
    return new Endpoint(name, Set.of("GET", "POST"), path, 1 << 16, handler);
  }

  private static HttpAnswer json(String text) {
    return HttpAnswer.json(200, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
  }

  private static HttpAnswer query(HttpCall call) {
    return switch (call.param("query") + " " + call.tenant() + " " + call.param("time")) {
      case "up anonymous 1769860800.000", "up{a=\"ü&+\"} t 1769857200.000" -> json(VECTOR);
      case "1+1 anonymous 1769860800.000" ->
          json(
              "{\"status\":\"success\",\"data\":{\"resultType\":\"scalar\",\"result\":[1,\"2\"]}}");
      case "none anonymous 1769860800.000" ->
          json("{\"status\":\"success\",\"data\":{\"resultType\":\"vector\",\"result\":[]}}");
      case "text anonymous 1769860800.000" -> HttpAnswer.text(200, "hello\nyou");
      default ->
          throw new CarillonException(
              ErrorCode.BAD_DATA, "1:1: parse error: got " + call.param("query"));
    };
  }

  private static HttpAnswer range(HttpCall call) {
    assertThat(call.param("start")).isEqualTo("1769857200.000");
    assertThat(call.param("end")).isEqualTo("1769860800.000");
    assertThat(call.param("step")).isIn("30.000", "60.000");
    return json(MATRIX);
  }

  private static String ring() {
    return """
    {"status":"success","data":{"clusterId":"c-1","epoch":7,"partitionCount":64,
    "replicationFactor":3,"notReadyReason":"","newerField":1,
    "instances":[{"id":"i-0","zone":"z-0","state":"ACTIVE","weight":100,"isReachable":true,
    "incarnation":"1","grpcAddress":"h:2","httpAddress":"h:1","partitions":64}],
    "groups":[{"instances":["i-0","i-1"],"partitions":64,"reachable":1}],
    "coverage":{"full":0,"atQuorum":60,"belowQuorum":3,"missing":1,
    "belowQuorumRanges":[{"first":4,"last":6}],"missingRanges":[{"first":9,"last":9}]},
    "membersNotInRing":[{"id":"i-9","zone":"z","grpcAddress":"h:9","note":"gets nothing"}]}}\
    """;
  }

  @BeforeEach
  void start() {
    url = "--url=http://" + server.start();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void printsATableWithWarningsApart() {
    assertThat(main.run("query", url, "up")).isZero();
    assertThat(main.out())
        .isEqualTo(
            """
            SERIES        TIME                      VALUE
            up{job="a,b"}  2026-01-31T12:00:00Z      1
            {job="c"}      2026-01-31T12:00:00.500Z  NaN
            h              2026-01-31T12:00:00Z      count=3 sum=4.5
            """
                .replace("SERIES  ", "SERIES   "));
    assertThat(main.err()).isEqualTo("warning: PromQL warning: w\ninfo: PromQL info: i\n");
  }

  @Test
  void sendsTimeAndTenant() {
    String[] command = {"query", url + "/", "up{a=\"ü&+\"}", "--time=-1h", "--tenant=t"};
    assertThat(main.run(command)).isZero();
  }

  @Test
  void printsCsvAndJsonAndScalars() {
    assertThat(main.run("query", url, "up", "-o", "csv")).isZero();
    assertThat(main.out())
        .isEqualTo(
            """
            __name__,job,timestamp_ms,value
            up,"a,b",1769860800000,1
            ,c,1769860800500,NaN
            h,,1769860800000,count=3 sum=4.5
            """
                .replace("\n", "\r\n"));
    assertThat(main.run("query", url, "up", "-ojson")).isZero();
    assertThat(main.out()).endsWith(VECTOR + "\n");
    assertThat(main.run("query", url, "1+1")).isZero();
    assertThat(main.out()).endsWith("{}      1970-01-01T00:00:01Z  2\n");
    assertThat(main.run("query", url, "none")).isZero();
    assertThat(main.out()).endsWith("No series.\n");
  }

  @Test
  void drawsRangesUnlessToldOtherwise() {
    assertThat(main.run("query", url, "up", "--start=-1h")).isZero();
    assertThat(main.out()).contains("up\n", "4 │", "█", "└──", "11:00:00", "12:00:00Z");
    String[] command = {
      "query", url, "up", "--start=2026-01-31T11:00:00Z", "--end=1769860800", "--step=1m", "-otable"
    };
    assertThat(main.run(command)).isZero();
    assertThat(main.out())
        .endsWith(
            """
            SERIES  TIME                  VALUE
            up      2026-01-31T11:00:00Z  1
                    2026-01-31T11:30:00Z  2
                    2026-01-31T12:00:00Z  4
            """);
  }

  @Test
  void printsErrorsOfTheServerAndFails() {
    assertThat(main.run("query", url, "up{")).isEqualTo(1);
    assertThat(main.err()).isEqualTo("carillon: bad_data (400): 1:1: parse error: got up{\n");
    assertThat(main.run("query", url, "text")).isEqualTo(1);
    assertThat(main.err()).contains("answered 200: hello; --url should name");
  }

  @Test
  void saysThatNobodyAnswers() {
    server.close();
    assertThat(main.run("query", url, "up")).isEqualTo(1);
    assertThat(main.err())
        .contains(
            "nobody answers at " + url.substring("--url=".length()), "--url names the server");
  }

  @Test
  void printsTheRing() {
    assertThat(main.run("ring", url)).isZero();
    assertThat(main.out())
        .isEqualTo(
            """
            Cluster c-1, epoch 7, 64 partitions, replication factor 3

            INSTANCE  ZONE  STATE   REACHABLE  PARTITIONS  GRPC  HTTP
            i-0       z-0   active  yes        64          h:2   h:1

            REPLICA GROUP  PARTITIONS  REACHABLE
            i-0,i-1        64          1 of 2

            Partitions with all replicas reachable: 0
            Fewer, but a quorum: 60
            Below quorum: 3 (4-6)
            Missing: 1 (9)
            i-9 at h:9 in zone z: gets nothing
            """);
  }
}
