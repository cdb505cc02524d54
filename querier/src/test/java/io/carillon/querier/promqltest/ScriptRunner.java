package io.carillon.querier.promqltest;

import io.carillon.common.error.CarillonException;
import io.carillon.common.histogram.NativeHistogram;
import io.carillon.common.tenant.TenantId;
import io.carillon.common.time.MonotonicClock;
import io.carillon.querier.exec.EngineConfig;
import io.carillon.querier.exec.PromqlEngine;
import io.carillon.querier.exec.Query;
import io.carillon.querier.exec.QueryResult;
import io.carillon.querier.exec.QueryValue;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Executes commands of one script, one after the other. */
final class ScriptRunner {
  private static final long MINUTE_MS = 60_000;

  /** The engine settings of Prometheus' own run. */
  private static final EngineConfig CONFIG =
      new EngineConfig(5 * MINUTE_MS, 100_000, 10_000, 1L << 28, MINUTE_MS, true);

  private static final Pattern QUERY_CONTEXT = Pattern.compile("(start|end|range|step)\\(\\)");

  private final MemorySource source = new MemorySource();
  private final PromqlEngine engine =
      new PromqlEngine(source, CONFIG, MonotonicClock.system(), new PrometheusRegistry());

  void load(Script.Load load) {
    for (SeriesLine series : load.series()) {
      for (int i = 0; i < series.values().size(); i++) {
        SequenceValue value = series.values().get(i);
        if (!value.isOmitted()) {
          source.add(series.labels(), i * load.stepMs(), value.value(), value.histogram());
        }
      }
    }
    if (load.withCustomBuckets()) {
      CustomBuckets.load(load, source);
    }
    source.hintLikePrometheus();
  }

  void clear() {
    source.clear();
  }

  /** Evaluates and checks, an instant query also in the ways that promqltest hides. */
  void eval(Script.Eval eval) {
    if (!eval.isInstant()) {
      check(eval, execute(eval, eval.expr(), eval.startMs(), eval.endMs(), eval.stepMs()));
      return;
    }
    long timeMs = eval.expectedMatrix() == null ? eval.startMs() : eval.expectedMatrix().endMs();
    instant(eval, eval.expr(), timeMs);
    String rewritten = rewrite(eval, timeMs);
    if (rewritten != null) {
      for (long other : otherTimes(timeMs)) {
        instant(eval, rewritten, other);
      }
    }
  }

  private static @Nullable String rewrite(Script.Eval eval, long timeMs) {
    try {
      return AtRewrite.rewrite(eval.expr(), timeMs);
    } catch (CarillonException e) {
      // It does not parse, which the first evaluation has judged.
      return null;
    }
  }

  private static Set<Long> otherTimes(long timeMs) {
    return new LinkedHashSet<>(
        timeMs == 0
            ? List.of(-1000L, 0L, 1000L)
            : List.of(-10 * timeMs, 0L, timeMs / 5, timeMs, 10 * timeMs));
  }

  private void instant(Script.Eval eval, String expr, long timeMs) {
    Outcome outcome = execute(eval, expr, timeMs, timeMs, 0);
    check(eval, outcome);
    boolean isExcluded =
        outcome.error() != null
            || eval.expectedMatrix() != null
            || eval.expected().text() != null
            || eval.expected().has(Script.Kind.ORDERED)
            || QUERY_CONTEXT.matcher(expr).find();
    if (!isExcluded) {
      Outcome range = execute(eval, expr, timeMs - MINUTE_MS, timeMs + MINUTE_MS, MINUTE_MS);
      if (range.result() == null) {
        throw new AssertionError("as a range query: " + expr, range.error());
      }
      checkMiddle(eval, (QueryValue.Matrix) range.result().value(), timeMs);
    }
  }

  private static void checkMiddle(Script.Eval eval, QueryValue.Matrix matrix, long timeMs) {
    ResultComparison.checkSorted(matrix);
    List<QueryValue.Element> elements = new ArrayList<>();
    for (QueryValue.Series series : matrix.series()) {
      for (int i = 0; i < series.samples().size(); i++) {
        if (series.samples().timestampsMs()[i] == timeMs) {
          NativeHistogram histogram = series.samples().histogram(i);
          elements.add(
              new QueryValue.Element(
                  series.labels(),
                  timeMs,
                  series.samples().values()[i],
                  histogram == null ? null : histogram.toFloat()));
        }
      }
    }
    if (eval.expected().scalar() != null) {
      ResultComparison.compareScalar(eval, elements.get(0).value());
    } else {
      ResultComparison.compareVector(eval, new QueryValue.Vector(elements));
    }
  }

  /** An answer or an error. */
  private record Outcome(@Nullable QueryResult result, @Nullable CarillonException error) {}

  private Outcome execute(Script.Eval eval, String expr, long startMs, long endMs, long stepMs) {
    try {
      return new Outcome(
          engine.execute(new Query(TenantId.ANONYMOUS, expr, startMs, endMs, stepMs, 0, 0)), null);
    } catch (CarillonException e) {
      return new Outcome(null, e);
    } catch (RuntimeException e) {
      throw new AssertionError("line " + eval.line() + ": " + expr, e);
    }
  }

  private static void check(Script.Eval eval, Outcome outcome) {
    QueryResult result = outcome.result();
    if (result == null) {
      checkError(eval, Objects.requireNonNull(outcome.error()));
      return;
    }
    if (eval.expected().has(Script.Kind.FAIL)) {
      throw new AssertionError("expected an error, got " + result.value());
    }
    checkAnnotations(
        eval,
        result.warnings(),
        Script.Kind.WARN,
        Script.Kind.NO_WARN,
        eval.expected().needsWarning());
    checkAnnotations(
        eval, result.infos(), Script.Kind.INFO, Script.Kind.NO_INFO, eval.expected().needsInfo());
    ResultComparison.compare(eval, result.value());
  }

  private static void checkError(Script.Eval eval, CarillonException error) {
    List<Script.Expect> failures = eval.expected().of(Script.Kind.FAIL);
    String message = String.valueOf(error.getMessage());
    if (failures.isEmpty() || failures.stream().noneMatch(expect -> expect.matches(message))) {
      throw new AssertionError(
          "expected " + (failures.isEmpty() ? "an answer" : failures) + ", got " + message, error);
    }
  }

  private static void checkAnnotations(
      Script.Eval eval, List<String> texts, Script.Kind kind, Script.Kind none, boolean needsAny) {
    List<Script.Expect> expects = eval.expected().of(kind);
    if ((needsAny || !expects.isEmpty()) && texts.isEmpty()) {
      throw new AssertionError("expected " + kind + " " + expects + ", got none");
    }
    if (eval.expected().has(none) && !texts.isEmpty()) {
      throw new AssertionError("expected " + none + ", got " + texts);
    }
    for (Script.Expect expect : expects) {
      if (texts.stream().noneMatch(expect::matches)) {
        throw new AssertionError("expected " + expect + ", got " + texts);
      }
    }
    for (String text : texts) {
      if (!expects.isEmpty() && expects.stream().noneMatch(expect -> expect.matches(text))) {
        throw new AssertionError("unexpected " + kind + ": " + text);
      }
    }
  }
}
