package io.carillon.querier.api;

import io.carillon.common.http.HttpAnswer;
import io.carillon.common.http.HttpCall;
import io.carillon.common.store.MetadataRequest;
import io.carillon.common.store.MetricMetadata;
import io.carillon.common.store.SeriesSource;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code metadata} and {@code status/buildinfo}. */
final class StatusEndpoints {
  private final SeriesSource source;
  private final ApiConfig.Build build;

  StatusEndpoints(SeriesSource source, ApiConfig.Build build) {
    this.source = source;
    this.build = build;
  }

  HttpAnswer metadata(HttpCall call) {
    ApiParams params = new ApiParams(call);
    int limit = params.plainLimit("limit");
    int limitPerMetric = params.plainLimit("limit_per_metric");
    List<MetricMetadata> all =
        source.metadata(new MetadataRequest(call.tenant(), 0, params.text("metric"))).metadata();
    Map<String, List<MetricMetadata>> byFamily = new LinkedHashMap<>();
    for (MetricMetadata metadata : all) {
      String family = metadata.metricFamilyName();
      if (limit >= 0 && byFamily.size() >= limit && !byFamily.containsKey(family)) {
        continue;
      }
      List<MetricMetadata> ofFamily = byFamily.computeIfAbsent(family, _ -> new ArrayList<>());
      if (limitPerMetric <= 0 || ofFamily.size() < limitPerMetric) {
        ofFamily.add(metadata);
      }
    }
    return Success.of(json -> writeMetadata(json, byFamily));
  }

  /** Without {@code features}: Grafana would take us for Mimir, with its ruler. */
  HttpAnswer buildInfo(HttpCall call) {
    return Success.of(
        json -> {
          field(json, '{', "version", build.version());
          field(json, ',', "revision", build.revision());
          field(json, ',', "branch", build.branch());
          field(json, ',', "buildUser", build.user());
          field(json, ',', "buildDate", build.date());
          field(json, ',', "goVersion", build.runtime());
          json.raw('}');
        });
  }

  private static void writeMetadata(PromJson json, Map<String, List<MetricMetadata>> byFamily)
      throws IOException {
    char separator = '{';
    for (Map.Entry<String, List<MetricMetadata>> family : byFamily.entrySet()) {
      json.raw(separator).string(family.getKey()).raw(':');
      char inner = '[';
      for (MetricMetadata metadata : family.getValue()) {
        json.raw(inner);
        field(json, '{', "type", metadata.type());
        field(json, ',', "help", metadata.help());
        field(json, ',', "unit", metadata.unit());
        json.raw('}');
        inner = ',';
      }
      json.raw(']');
      separator = ',';
    }
    json.raw(byFamily.isEmpty() ? "{}" : "}");
  }

  private static void field(PromJson json, char before, String name, String value)
      throws IOException {
    json.raw(before).raw('"').raw(name).raw("\":").string(value);
  }
}
