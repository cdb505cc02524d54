package io.carillon.deploy.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * How the answer of one server differs from another's: series by labels, points by time. Values may
 * differ by rounding.
 *
 * @param points in either answer
 * @param differing points that only one has or that have different values
 * @param first one of them, empty when there is none
 */
record AnswerComparison(long points, long differing, String first) {
  private static final double RELATIVE_TOLERANCE = 1e-9;
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Compares two bodies of successful range queries. */
  static AnswerComparison of(byte[] ours, byte[] theirs) throws IOException {
    Map<String, Map<String, String>> our = series(ours);
    Map<String, Map<String, String>> their = series(theirs);
    long points = 0;
    long differing = 0;
    String first = "";
    for (String labels : union(our, their)) {
      Map<String, String> ourPoints = our.getOrDefault(labels, Map.of());
      Map<String, String> theirPoints = their.getOrDefault(labels, Map.of());
      for (String time : union(ourPoints, theirPoints)) {
        points++;
        String a = ourPoints.get(time);
        String b = theirPoints.get(time);
        if (!isSame(a, b)) {
          first = differing++ == 0 ? labels + " at " + time + ": " + a + ", theirs " + b : first;
        }
      }
    }
    return new AnswerComparison(points, differing, first);
  }

  private static Set<String> union(Map<String, ?> a, Map<String, ?> b) {
    Set<String> keys = new TreeSet<>(a.keySet());
    keys.addAll(b.keySet());
    return keys;
  }

  private static Map<String, Map<String, String>> series(byte[] body) throws IOException {
    Map<String, Map<String, String>> series = new HashMap<>();
    for (JsonNode one : JSON.readTree(body).path("data").path("result")) {
      TreeMap<String, String> labels = new TreeMap<>();
      one.path("metric").properties().forEach(l -> labels.put(l.getKey(), l.getValue().asText()));
      Map<String, String> points = new TreeMap<>();
      one.path("values").forEach(p -> points.put(p.path(0).asText(), p.path(1).asText()));
      one.path("histograms").forEach(p -> points.put(p.path(0).asText(), p.path(1).toString()));
      series.put(labels.toString(), points);
    }
    return series;
  }

  private static boolean isSame(@Nullable String a, @Nullable String b) {
    if (a == null || b == null) {
      return false;
    }
    return a.equals(b) || isClose(number(a), number(b));
  }

  private static boolean isClose(double a, double b) {
    return Math.abs(a - b) <= RELATIVE_TOLERANCE * Math.max(Math.abs(a), Math.abs(b));
  }

  /** NaN, which is close to nothing, for what is no finite number. */
  private static double number(String text) {
    try {
      double value = Double.parseDouble(text);
      return Double.isFinite(value) ? value : Double.NaN;
    } catch (NumberFormatException _) {
      return Double.NaN;
    }
  }
}
