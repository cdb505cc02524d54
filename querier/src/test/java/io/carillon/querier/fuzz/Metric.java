package io.carillon.querier.fuzz;

import java.util.List;
import java.util.Map;

/**
 * A metric of the generated data.
 *
 * @param labels names of the labels that tell its series apart
 */
record Metric(String name, Kind kind, List<String> labels) {
  /** What the samples are. */
  enum Kind {
    COUNTER,
    GAUGE,
    BUCKET,
    INFO,
    NATIVE
  }

  private static final List<String> TARGET = List.of("job", "instance");

  /** All metrics; those of the kind NATIVE and those with dots are only in the modern profile. */
  static final List<Metric> ALL =
      List.of(
          new Metric("reqs_total", Kind.COUNTER, List.of("job", "instance", "code")),
          new Metric("errs_total", Kind.COUNTER, List.of("job", "instance", "code")),
          new Metric("hits", Kind.COUNTER, TARGET),
          new Metric("lat_count", Kind.COUNTER, TARGET),
          new Metric("lat_sum", Kind.COUNTER, TARGET),
          new Metric("temp", Kind.GAUGE, List.of("job", "instance", "zone")),
          new Metric("load", Kind.GAUGE, TARGET),
          new Metric("odd", Kind.GAUGE, TARGET),
          new Metric("flaps", Kind.GAUGE, TARGET),
          new Metric("up", Kind.GAUGE, TARGET),
          new Metric("lone", Kind.GAUGE, List.of()),
          new Metric("my.metric", Kind.GAUGE, List.of("job", "l.x")),
          new Metric("lat_bucket", Kind.BUCKET, List.of("job", "instance", "le")),
          new Metric("target_info", Kind.INFO, List.of("job", "instance", "version")),
          new Metric("build_info", Kind.INFO, List.of("job", "instance", "branch")),
          new Metric("hist", Kind.NATIVE, TARGET),
          new Metric("hist_float", Kind.NATIVE, TARGET),
          new Metric("hist_gauge", Kind.NATIVE, TARGET),
          new Metric("hist_custom", Kind.NATIVE, TARGET),
          new Metric("hist_schema", Kind.NATIVE, TARGET),
          new Metric("hist_mixed", Kind.NATIVE, TARGET));

  /** Values that labels may have, some of them alike. */
  static final Map<String, List<String>> VALUES =
      Map.of(
          "job", List.of("api", "web"),
          "instance", List.of("a:80", "b:80", "c:80"),
          "code", List.of("200", "500"),
          "zone", List.of("eu", "EU", " eu", "eü", "\u65e5\u672c"),
          "version", List.of("1.9", "1.10", "2"),
          "branch", List.of("main", "fix\"it\"", "x\\y"),
          "l.x", List.of("1", "2"),
          "le", List.of("0.1", "0.5", "1", "1.0", "10", "+Inf", "bad"));

  boolean isKnownTo(Profile profile) {
    return profile.isModern() || (kind != Kind.NATIVE && name.indexOf('.') < 0);
  }
}
