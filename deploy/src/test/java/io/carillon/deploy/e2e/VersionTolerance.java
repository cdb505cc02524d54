package io.carillon.deploy.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import io.carillon.querier.fuzz.ExprParts;
import io.carillon.querier.fuzz.FuzzData;
import io.carillon.querier.parser.AggregateOp;
import io.carillon.querier.parser.Expr;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Compares answers of two versions to one query. Numbers may differ by 1e-12 of their size, and by
 * 1e-9 behind deviations and trends; where something is summed also by that share of the largest
 * number that takes part, since terms may cancel each other out.
 */
final class VersionTolerance {
  private static final double USUAL = 1e-12;
  private static final double LOOSE = 1e-9;
  private static final Set<String> LOOSE_FUNCTIONS =
      Set.of("stddev_over_time", "stdvar_over_time", "deriv", "predict_linear");

  private final double relative;
  private final double absolute;
  private final boolean comparesValuesOnly;

  VersionTolerance(Expr expr, FuzzData data) {
    relative = ExprParts.any(expr, VersionTolerance::isLoose) ? LOOSE : USUAL;
    absolute = VersionRule.hasSums(expr) ? relative * largest(expr, data) : 0;
    comparesValuesOnly = ExprParts.any(expr, VersionRule::isTopOrBottom);
  }

  private static boolean isLoose(Expr part) {
    return switch (part) {
      case Expr.Aggregation a -> a.op() == AggregateOp.STDDEV || a.op() == AggregateOp.STDVAR;
      case Expr.Call call -> LOOSE_FUNCTIONS.contains(call.function().name());
      default -> false;
    };
  }

  private static double largest(Expr expr, FuzzData data) {
    double largest = 1;
    for (Expr part : ExprParts.all(expr)) {
      if (part instanceof Expr.VectorSelector selector) {
        largest =
            data.matching(selector.matchers()).stream()
                .flatMap(series -> series.points().stream())
                .mapToDouble(point -> Math.abs(point.value()))
                .filter(value -> value < Double.MAX_VALUE)
                .reduce(largest, Math::max);
      }
    }
    return largest;
  }

  /** What differs; empty when nothing does. */
  String difference(QueryClient.Answer expected, QueryClient.Answer actual) {
    if ((expected.status() == 200) != (actual.status() == 200)) {
      return "status " + expected.status() + " is " + actual.status();
    }
    if (expected.status() != 200) {
      return "";
    }
    JsonNode want = expected.json().path("data");
    JsonNode got = actual.json().path("data");
    if (!want.path("resultType").equals(got.path("resultType"))) {
      return "type " + want.path("resultType") + " is " + got.path("resultType");
    }
    return switch (want.path("resultType").asText()) {
      case "scalar" -> sample(want.path("result"), got.path("result"));
      case "string" -> want.path("result").equals(got.path("result")) ? "" : "another string";
      default ->
          comparesValuesOnly
              ? values(want.path("result"), got.path("result"))
              : series(want.path("result"), got.path("result"));
    };
  }

  private String series(JsonNode want, JsonNode got) {
    Map<String, JsonNode> expected = byLabels(want);
    Map<String, JsonNode> actual = byLabels(got);
    if (!expected.keySet().equals(actual.keySet())) {
      return "series " + expected.keySet() + " are " + actual.keySet();
    }
    for (Map.Entry<String, JsonNode> entry : expected.entrySet()) {
      String difference = samples(entry.getValue(), actual.getOrDefault(entry.getKey(), want));
      if (!difference.isEmpty()) {
        return entry.getKey() + ": " + difference;
      }
    }
    return "";
  }

  private static Map<String, JsonNode> byLabels(JsonNode result) {
    Map<String, JsonNode> byLabels = new TreeMap<>();
    for (JsonNode series : result) {
      Map<String, String> labels = new TreeMap<>();
      series
          .path("metric")
          .properties()
          .forEach(l -> labels.put(l.getKey(), l.getValue().asText()));
      byLabels.put(labels.toString(), series);
    }
    return byLabels;
  }

  private String samples(JsonNode want, JsonNode got) {
    if (want.has("value")) {
      return sample(want.path("value"), got.path("value"));
    }
    if (want.path("values").size() != got.path("values").size()) {
      return want.path("values").size() + " samples are " + got.path("values").size();
    }
    for (int i = 0; i < want.path("values").size(); i++) {
      String difference = sample(want.path("values").get(i), got.path("values").get(i));
      if (!difference.isEmpty()) {
        return difference;
      }
    }
    return "";
  }

  private String sample(JsonNode want, JsonNode got) {
    boolean isEqual =
        want.get(0).asDouble() == got.get(0).asDouble()
            && areEqual(number(want.get(1)), number(got.get(1)));
    return isEqual ? "" : "want " + want + ", got " + got;
  }

  private static double number(JsonNode text) {
    return Double.parseDouble(text.asText().replace("Inf", "Infinity"));
  }

  private boolean areEqual(double a, double b) {
    if (Double.compare(a, b) == 0 || a == b) {
      return true;
    }
    double allowed = Math.max(absolute, relative * Math.max(Math.abs(a), Math.abs(b)));
    return Math.abs(a - b) <= allowed && allowed < Double.POSITIVE_INFINITY;
  }

  /** Which of equal values were picked does not matter. */
  private String values(JsonNode want, JsonNode got) {
    Map<Double, List<Double>> expected = byTime(want);
    Map<Double, List<Double>> actual = byTime(got);
    if (!expected.keySet().equals(actual.keySet())) {
      return "other times";
    }
    for (Map.Entry<Double, List<Double>> entry : expected.entrySet()) {
      List<Double> other = actual.getOrDefault(entry.getKey(), List.of());
      boolean isEqual = entry.getValue().size() == other.size();
      for (int i = 0; isEqual && i < other.size(); i++) {
        isEqual = areEqual(entry.getValue().get(i), other.get(i));
      }
      if (!isEqual) {
        return "at " + entry.getKey() + " want " + entry.getValue() + ", got " + other;
      }
    }
    return "";
  }

  private static Map<Double, List<Double>> byTime(JsonNode result) {
    Map<Double, List<Double>> byTime = new TreeMap<>();
    for (JsonNode series : result) {
      List<JsonNode> samples = new ArrayList<>();
      series.path("values").forEach(samples::add);
      if (series.has("value")) {
        samples.add(series.path("value"));
      }
      for (JsonNode sample : samples) {
        byTime
            .computeIfAbsent(sample.get(0).asDouble(), _ -> new ArrayList<>())
            .add(number(sample.get(1)));
      }
    }
    byTime.values().forEach(Collections::sort);
    return byTime;
  }
}
