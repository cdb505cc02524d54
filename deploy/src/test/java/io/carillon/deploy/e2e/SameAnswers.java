package io.carillon.deploy.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Compares two answers of the query API: types, labels and timestamps exactly, values within a
 * relative tolerance, the order of series ignored.
 */
final class SameAnswers {
  private final double tolerance;

  SameAnswers(double relativeTolerance) {
    this.tolerance = relativeTolerance;
  }

  /** What differs first; empty when nothing does. */
  Optional<String> difference(QueryClient.Answer expected, QueryClient.Answer actual) {
    if (expected.status() != actual.status()) {
      return Optional.of(
          "status %s, expected %s: %s"
              .replaceFirst("%s", Integer.toString(actual.status()))
              .replaceFirst("%s", Integer.toString(expected.status()))
              .replace("%s", actual.body()));
    }
    JsonNode expectedData = expected.json().path("data");
    JsonNode actualData = actual.json().path("data");
    if (!expectedData.path("resultType").equals(actualData.path("resultType"))) {
      return Optional.of("type " + actualData.path("resultType"));
    }
    if (!expectedData.path("resultType").asText().matches("vector|matrix")) {
      return samples(expectedData.path("result"), actualData.path("result"), "scalar");
    }
    return series(byLabels(expectedData.path("result")), byLabels(actualData.path("result")));
  }

  private static Map<String, JsonNode> byLabels(JsonNode result) {
    TreeMap<String, JsonNode> series = new TreeMap<>();
    for (JsonNode entry : result) {
      TreeMap<String, String> labels = new TreeMap<>();
      entry.path("metric").properties().forEach(l -> labels.put(l.getKey(), l.getValue().asText()));
      series.put(labels.toString(), entry);
    }
    return series;
  }

  private Optional<String> series(Map<String, JsonNode> expected, Map<String, JsonNode> actual) {
    if (!expected.keySet().equals(actual.keySet())) {
      TreeMap<String, JsonNode> missing = new TreeMap<>(expected);
      missing.keySet().removeAll(actual.keySet());
      TreeMap<String, JsonNode> extra = new TreeMap<>(actual);
      extra.keySet().removeAll(expected.keySet());
      return Optional.of("missing series " + missing.keySet() + ", extra series " + extra.keySet());
    }
    for (Map.Entry<String, JsonNode> entry : expected.entrySet()) {
      String labels = entry.getKey();
      JsonNode e = entry.getValue();
      JsonNode a = Objects.requireNonNull(actual.get(labels));
      Optional<String> difference =
          e.has("value")
              ? samples(e.path("value"), a.path("value"), labels)
              : runs(e.path("values"), a.path("values"), labels);
      if (difference.isPresent()) {
        return difference;
      }
    }
    return Optional.empty();
  }

  private Optional<String> runs(JsonNode expected, JsonNode actual, String labels) {
    if (expected.size() != actual.size()) {
      return Optional.of(labels + ": " + actual.size() + " samples, expected " + expected.size());
    }
    for (int i = 0; i < expected.size(); i++) {
      Optional<String> difference = samples(expected.get(i), actual.get(i), labels);
      if (difference.isPresent()) {
        return difference;
      }
    }
    return Optional.empty();
  }

  private Optional<String> samples(JsonNode expected, JsonNode actual, String labels) {
    boolean sameTime = expected.path(0).asDouble() == actual.path(0).asDouble();
    if (sameTime && sameValue(expected.path(1).asText(), actual.path(1).asText())) {
      return Optional.empty();
    }
    return Optional.of(labels + ": " + actual + ", expected " + expected);
  }

  private boolean sameValue(String expected, String actual) {
    if (expected.equals(actual)) {
      return true;
    }
    double e = number(expected);
    double a = number(actual);
    return Math.abs(e - a) <= tolerance * Math.max(Math.abs(e), Math.abs(a));
  }

  private static double number(String text) {
    return Double.parseDouble(text.replace("Inf", "Infinity"));
  }
}
