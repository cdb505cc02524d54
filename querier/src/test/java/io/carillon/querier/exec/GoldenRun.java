package io.carillon.querier.exec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.carillon.common.column.StaleMarker;
import io.carillon.common.error.CarillonException;
import io.carillon.common.histogram.BucketSpan;
import io.carillon.common.histogram.CounterResetHint;
import io.carillon.common.histogram.FloatHistogram;
import io.carillon.common.histogram.NativeHistogram;
import io.carillon.common.labels.Labels;
import io.carillon.common.labels.LabelsBuilder;
import io.carillon.common.tenant.TenantId;
import io.carillon.common.time.MonotonicClock;
import io.carillon.querier.promqltest.MemorySource;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.BufferedReader;
import java.io.FileInputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.zip.GZIPInputStream;

@SuppressWarnings("all")
public final class GoldenRun {
  static BufferedReader open(String f) throws Exception {
    return new BufferedReader(
        new InputStreamReader(new GZIPInputStream(new FileInputStream(f)), StandardCharsets.UTF_8));
  }

  static double num(String s) {
    if (s.equals("StaleNaN")) return StaleMarker.VALUE;
    if (s.equals("+Inf")) return Double.POSITIVE_INFINITY;
    if (s.equals("-Inf")) return Double.NEGATIVE_INFINITY;
    return Double.parseDouble(s);
  }

  static double num(JsonNode n) {
    return n.isTextual() ? num(n.asText()) : n.asDouble();
  }

  static Labels labels(JsonNode n) {
    LabelsBuilder b = new LabelsBuilder();
    n.fields().forEachRemaining(e -> b.set(e.getKey(), e.getValue().asText()));
    return b.build();
  }

  static List<BucketSpan> spans(JsonNode n) {
    List<BucketSpan> l = new ArrayList<>();
    if (n != null) for (JsonNode s : n) l.add(new BucketSpan(s.get(0).asInt(), s.get(1).asInt()));
    return l;
  }

  static double[] nums(JsonNode n) {
    if (n == null) return new double[0];
    double[] r = new double[n.size()];
    for (int i = 0; i < r.length; i++) r[i] = num(n.get(i));
    return r;
  }

  static MemorySource source(String f) throws Exception {
    ObjectMapper m = new ObjectMapper();
    MemorySource src = new MemorySource();
    try (BufferedReader r = open(f)) {
      for (String line; (line = r.readLine()) != null; ) {
        JsonNode n = m.readTree(line);
        Labels l = labels(n.get("labels"));
        if (n.has("samples"))
          for (JsonNode s : n.get("samples")) src.add(l, s.get(0).asLong(), num(s.get(1).asText()));
        if (n.has("histograms"))
          for (JsonNode h : n.get("histograms")) {
            src.add(
                l,
                h.get("t").asLong(),
                0,
                new FloatHistogram(
                    h.has("reset_hint") ? hint(h.get("reset_hint")) : CounterResetHint.UNKNOWN,
                    h.get("schema").asInt(),
                    h.has("zero_threshold") ? num(h.get("zero_threshold")) : 0,
                    h.has("zero_count") ? num(h.get("zero_count")) : 0,
                    num(h.get("count")),
                    num(h.get("sum")),
                    spans(h.get("positive_spans")),
                    nums(h.get("positive")),
                    spans(h.get("negative_spans")),
                    nums(h.get("negative")),
                    nums(h.get("custom_values"))));
          }
      }
    }
    return src;
  }

  public static void main(String[] a) throws Exception {
    ObjectMapper m = new ObjectMapper();
    MemorySource src = source(a[0] + "/data.jsonl.gz");
    PromqlEngine engine =
        new PromqlEngine(src, EngineConfig.DEFAULT, MonotonicClock.system(), new PrometheusRegistry());
    int ok = 0, total = 0, unimpl = 0;
    try (BufferedReader r = open(a[0] + "/cases.jsonl.gz")) {
      for (String line; (line = r.readLine()) != null; ) {
        JsonNode n = m.readTree(line);
        String path = n.get("path").asText();
        if (!path.equals("/api/v1/query") && !path.equals("/api/v1/query_range")) continue;
        TreeMap<String, String> p = new TreeMap<>();
        for (JsonNode kv : n.get("params")) p.put(kv.get(0).asText(), kv.get(1).asText());
        if (p.containsKey("limit") || p.containsKey("timeout") || !p.containsKey("query")) continue;
        boolean range = path.endsWith("range");
        long s, e, st;
        try {
          s = Math.round(Double.parseDouble(p.get(range ? "start" : "time")) * 1000);
          e = range ? Math.round(Double.parseDouble(p.get("end")) * 1000) : s;
          st = range ? Math.round(Double.parseDouble(p.get("step")) * 1000) : 0;
        } catch (RuntimeException x) {
          continue;
        }
        if (e < s || (range && st <= 0) || n.get("status").asInt() == 405 || n.get("status").asInt() == 204) continue;
        if (range && (e - s) / st > 11000) continue;
        JsonNode body = n.get("body");
        total++;
        String diff;
        try {
          QueryResult q = engine.execute(new Query(TenantId.ANONYMOUS, p.get("query"), s, e, st, 0, 0));
          diff = n.get("status").asInt() != 200 ? "expected error " + body.get("error") : compare(body, q);
        } catch (CarillonException x) {
          String msg = x.getMessage();
          if (msg.contains("not implemented by")) unimpl++;
          String exp = body.has("error") ? body.get("error").asText() : "no error";
          diff = exp.equals(msg) || exp.equals("invalid parameter \"query\": " + msg) ? null : "expected " + exp + ", got " + msg;
        } catch (RuntimeException x) {
          diff = x.toString();
          x.printStackTrace(System.out);
        }
        if (diff == null) ok++;
        else if (!diff.contains("not implemented by") || a.length > 1)
          System.out.println(
              n.get("id") + " " + path + " " + p + "\n    " + diff.substring(0, Math.min(600, diff.length())));
      }
    }
    System.out.println(ok + " of " + total + ", unimplemented " + unimpl);
  }

  static CounterResetHint hint(JsonNode n) {
    return n.isInt() ? CounterResetHint.of(n.asInt()) : CounterResetHint.valueOf(n.asText().toUpperCase());
  }

  static String compare(JsonNode body, QueryResult q) {
    String w = notes(body.get("warnings"), q.warnings());
    if (w != null) return w;
    w = notes(body.get("infos"), q.infos());
    if (w != null) return w;
    JsonNode res = body.get("data").get("result");
    return switch (q.value()) {
      case QueryValue.Scalar v -> same(res.get(1).asText(), v.value()) ? null : res + " got " + v;
      case QueryValue.Text v -> res.get(1).asText().equals(v.value()) ? null : res + " got " + v;
      case QueryValue.Vector v -> {
        TreeMap<Labels, QueryValue.Element> got = new TreeMap<>();
        v.elements().forEach(x -> got.put(x.labels(), x));
        for (JsonNode x : res) {
          Labels l = labels(x.get("metric"));
          QueryValue.Element g = got.remove(l);
          if (g == null) yield "missing " + l;
          if (x.has("value")) {
            if (g.histogram() != null || !same(x.get("value").get(1).asText(), g.value()))
              yield l + " expected " + x.get("value") + " got " + g.value() + " " + g.histogram();
          } else {
            String d = hist(x.get("histogram").get(1), g.histogram());
            if (d != null) yield l + d;
          }
        }
        yield got.isEmpty() ? null : "extra " + got.keySet();
      }
      case QueryValue.Matrix v -> {
        TreeMap<Labels, QueryValue.Series> got = new TreeMap<>();
        v.series().forEach(x -> got.put(x.labels(), x));
        for (JsonNode x : res) {
          Labels l = labels(x.get("metric"));
          QueryValue.Series g = got.remove(l);
          if (g == null) yield "missing " + l;
          TreeMap<Long, String> exp = new TreeMap<>();
          TreeMap<Long, JsonNode> exph = new TreeMap<>();
          if (x.has("values"))
            for (JsonNode p : x.get("values")) exp.put(Math.round(p.get(0).asDouble() * 1000), p.get(1).asText());
          if (x.has("histograms"))
            for (JsonNode p : x.get("histograms")) exph.put(Math.round(p.get(0).asDouble() * 1000), p.get(1));
          for (int i = 0; i < g.samples().size(); i++) {
            long t = g.samples().timestampsMs()[i];
            NativeHistogram h = g.samples().histogram(i);
            if (h == null) {
              String ex = exp.remove(t);
              if (ex == null || !same(ex, g.samples().values()[i]))
                yield l + " at " + t + " expected " + ex + " got " + g.samples().values()[i];
            } else {
              JsonNode ex = exph.remove(t);
              if (ex == null) yield l + " at " + t + " unexpected histogram";
              String d = hist(ex, h.toFloat());
              if (d != null) yield l + " at " + t + d;
            }
          }
          if (!exp.isEmpty() || !exph.isEmpty()) yield l + " missing points " + exp.keySet() + exph.keySet();
        }
        yield got.isEmpty() ? null : "extra " + got.keySet();
      }
    };
  }

  static String hist(JsonNode e, FloatHistogram h) {
    if (h == null) return " no histogram";
    if (!same(e.get("count").asText(), h.count())) return " count " + e.get("count") + " got " + h.count();
    if (!same(e.get("sum").asText(), h.sum())) return " sum " + e.get("sum") + " got " + h.sum();
    return null;
  }

  static String notes(JsonNode exp, List<String> got) {
    TreeSet<String> e = new TreeSet<>();
    if (exp != null) exp.forEach(x -> e.add(x.asText()));
    TreeSet<String> g = new TreeSet<>(got);
    return e.equals(g) ? null : "notes expected " + e + " got " + g;
  }

  static boolean same(String e, double v) {
    double x = num(e);
    return Double.isNaN(x) && Double.isNaN(v) || Double.doubleToRawLongBits(x) == Double.doubleToRawLongBits(v);
  }
}
