package io.carillon.deploy.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.carillon.deploy.bench.RemoteWriteClient;
import io.carillon.deploy.quality.Repository;
import io.carillon.proto.prometheus.v1.WriteRequest;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * How many answers of a real Prometheus 3.14, recorded over HTTP, this build gives equally, to the
 * last digit and text, on one node and on three. What is asked in PromQL must be equal; of the rest
 * the number may only rise. The folder of the recording is the property {@code golden.dir}; without
 * it the test is skipped. With {@code golden.show=N} the first N differences are printed.
 */
final class GoldenIT {
  /** Where every answer must be equal. */
  private static final Set<String> QUERY_PATHS =
      Set.of("/api/v1/query", "/api/v1/query_range", "/api/v1/format_query", "/api/v1/parse_query");

  private static final String RETENTION = "--retention=3650d";

  /** Equal answers that this build must reach. */
  private static final int FLOOR = 2640;

  private static final int SHOW = Integer.getInteger("golden.show", 0);
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;

  @Test
  void equalAnswersOnOneNode() throws IOException, InterruptedException {
    int port = Ports.block(1);
    Path golden = goldenFolder();
    try (RunningProcess node = CarillonNodes.single(folder, port, RETENTION)) {
      push(golden.resolve("data.jsonl.gz"), port);
      compare(golden, List.of(port));
      assertThat(node.isAlive()).isTrue();
    }
  }

  @Test
  void equalAnswersOnThreeNodes() throws IOException, InterruptedException {
    int port = Ports.block(3);
    Path golden = goldenFolder();
    try (RunningProcess cluster = CarillonNodes.cluster(folder, 3, port, RETENTION)) {
      push(golden.resolve("data.jsonl.gz"), CarillonNodes.httpPort(port, 0));
      compare(
          golden, IntStream.range(0, 3).mapToObj(i -> CarillonNodes.httpPort(port, i)).toList());
      assertThat(cluster.isAlive()).isTrue();
    }
  }

  /** Asks the nodes in turn. */
  private static void compare(Path golden, List<Integer> ports)
      throws IOException, InterruptedException {
    Map<String, int[]> byPath = new TreeMap<>();
    List<String> differences = new ArrayList<>();
    List<String> ofQueries = new ArrayList<>();
    int asked = 0;
    try (HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      for (JsonNode example : GoldenData.lines(golden.resolve("cases.jsonl.gz"))) {
        int[] counts = byPath.computeIfAbsent(path(example), _ -> new int[2]);
        counts[1]++;
        String difference = difference(http, ports.get(asked++ % ports.size()), example);
        if (difference.isEmpty()) {
          counts[0]++;
        } else {
          (QUERY_PATHS.contains(path(example)) ? ofQueries : differences).add(difference);
        }
      }
    }
    differences.stream().limit(SHOW).forEach(System.out::println);
    byPath.forEach((path, c) -> System.out.println(path + ": " + c[0] + " of " + c[1]));
    int equal = asked - differences.size() - ofQueries.size();
    System.out.println("golden answers equal: " + equal + " of " + asked);
    assertThat(ofQueries).isEmpty();
    assertThat(byPath.keySet()).containsAll(QUERY_PATHS);
    assertThat(equal).isGreaterThanOrEqualTo(FLOOR);
  }

  private static Path goldenFolder() {
    String property = System.getProperty("golden.dir");
    Path beside = Repository.root().resolveSibling("shared").resolve("golden");
    Path folder = property == null ? beside : Path.of(property);
    assumeTrue(Files.isDirectory(folder), "no recording in " + folder + " (property golden.dir)");
    return folder;
  }

  private static String path(JsonNode example) {
    return example.path("path").asText().replaceFirst("label/[^/]*/", "label/:name/");
  }

  private static void push(Path data, int port) throws IOException, InterruptedException {
    try (RemoteWriteClient client = new RemoteWriteClient("http://127.0.0.1:" + port)) {
      for (WriteRequest request : GoldenData.requests(data)) {
        HttpResponse<String> answer = client.send(request);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(204);
      }
    }
  }

  /** What differs; empty when nothing does. */
  private static String difference(HttpClient http, int port, JsonNode example)
      throws IOException, InterruptedException {
    HttpResponse<String> answer =
        http.send(request(port, example), HttpResponse.BodyHandlers.ofString());
    JsonNode expected = canonical(example.path("body"));
    JsonNode actual = canonical(body(answer));
    if (answer.statusCode() == example.path("status").asInt() && expected.equals(actual)) {
      return "";
    }
    return example.path("id")
        + " "
        + example.path("path").asText()
        + " "
        + example.path("params")
        + "\n  want "
        + example.path("status")
        + " "
        + shorten(expected.toString())
        + "\n  got  "
        + answer.statusCode()
        + " "
        + shorten(actual.toString());
  }

  private static HttpRequest request(int port, JsonNode example) {
    StringBuilder form = new StringBuilder();
    for (JsonNode param : example.path("params")) {
      form.append(form.isEmpty() ? "" : "&")
          .append(URLEncoder.encode(param.get(0).asText(), StandardCharsets.UTF_8))
          .append('=')
          .append(URLEncoder.encode(param.get(1).asText(), StandardCharsets.UTF_8));
    }
    String method = example.path("method").asText();
    boolean isPost = method.equals("POST");
    String url = "http://127.0.0.1:" + port + example.path("path").asText();
    String query = isPost || form.isEmpty() ? "" : "?" + form;
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url + query)).timeout(Duration.ofSeconds(60));
    return isPost
        ? request
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(form.toString()))
            .build()
        : request.method(method, HttpRequest.BodyPublishers.noBody()).build();
  }

  private static JsonNode body(HttpResponse<String> answer) throws IOException {
    boolean isJson = answer.headers().firstValue("Content-Type").orElse("").contains("json");
    return isJson ? JSON.readTree(answer.body()) : new TextNode(answer.body());
  }

  /** The order of series, warnings and infos is free; numbers are compared as they are written. */
  private static JsonNode canonical(JsonNode body) {
    if (body instanceof ObjectNode object) {
      sort(object.path("warnings"));
      sort(object.path("infos"));
      if (object.path("data").path("resultType").asText().matches("vector|matrix")) {
        sort(object.path("data").path("result"));
      }
    }
    return numbersAsDoubles(body);
  }

  private static JsonNode numbersAsDoubles(JsonNode node) {
    if (node.isNumber()) {
      return JSON.getNodeFactory().numberNode(node.asDouble());
    }
    if (node instanceof ObjectNode object) {
      ObjectNode copy = JSON.createObjectNode();
      object.properties().forEach(e -> copy.set(e.getKey(), numbersAsDoubles(e.getValue())));
      return copy;
    }
    if (node instanceof ArrayNode array) {
      ArrayNode copy = JSON.createArrayNode();
      array.forEach(item -> copy.add(numbersAsDoubles(item)));
      return copy;
    }
    return node;
  }

  private static void sort(JsonNode node) {
    if (node instanceof ArrayNode array) {
      List<JsonNode> items = new ArrayList<>();
      array.forEach(items::add);
      items.sort(Comparator.comparing(GoldenIT::sortKey));
      array.removeAll().addAll(items);
    }
  }

  private static String sortKey(JsonNode item) {
    TreeMap<String, String> labels = new TreeMap<>();
    item.path("metric").properties().forEach(l -> labels.put(l.getKey(), l.getValue().asText()));
    return item.isTextual() ? item.asText() : labels.toString();
  }

  private static String shorten(String text) {
    return text.substring(0, Math.min(400, text.length()));
  }
}
