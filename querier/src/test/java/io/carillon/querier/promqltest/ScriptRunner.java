package io.carillon.querier.promqltest;

import io.carillon.common.error.CarillonException;
import io.carillon.common.histogram.NativeHistogram;
import io.carillon.common.time.MonotonicClock;
import io.carillon.querier.exec.EngineConfig;
import io.carillon.querier.exec.PromqlEngine;
import io.carillon.querier.exec.Query;
import io.carillon.querier.exec.QueryResult;
import io.carillon.querier.exec.QueryValue;
import io.carillon.querier.parser.ExprPrinter;
import io.carillon.querier.parser.PromqlParser;
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

  /** How far from an evaluation at the epoch a fixed time is tried as well. */
  private static final long AROUND_EPOCH_MS = 1_000_000;

  /** The engine settings of Prometheus' own run. */
  private static final EngineConfig CONFIG =
      new EngineConfig(5 * MINUTE_MS, 100_000, 10_000, 1L << 28, MINUTE_MS, true);

  private static final Pattern QUERY_CONTEXT = Pattern.compile("(start|end|range|step)\\(\\)");

  private final ScriptStorage storage;
  private final LoadedData loaded = new LoadedData();
  private final PromqlEngine engine;

  ScriptRunner(ScriptStorage storage) {
    this.storage = storage;
    engine =
        new PromqlEngine(
            storage.source(), CONFIG, MonotonicClock.system(), new PrometheusRegistry());
  }

  /** Executes a command; fails with an AssertionError when an evaluation gives something else. */
  void run(Script.Command command) {
    switch (command) {
      case Script.Clear _ -> {
        loaded.clear();
        storage.clear();
      }
      case Script.Load load -> storage.push(loaded.load(load));
      case Script.Eval eval -> eval(eval);
    }
  }

  /** Evaluates and checks, an instant query also in the ways that promqltest hides. */
  private void eval(Script.Eval eval) {
    if (!eval.isInstant()) {
      check(eval, execute(eval, eval.expr(), eval.startMs(), eval.endMs(), eval.stepMs()));
      return;
    }
    long timeMs = eval.startMs();
    instant(eval, eval.expr(), timeMs);
    String printed = print(eval);
    if (printed == null) {
      return;
    }
    // Printing moves what annotations point to.
    checkValue(eval, execute(eval, printed, timeMs, timeMs, 0));
    String rewritten = AtRewrite.rewrite(eval.expr(), timeMs);
    if (rewritten != null) {
      for (long other : otherTimes(timeMs)) {
        instant(eval, rewritten, other);
      }
    }
  }

  /** The printed expression; null when it does not parse, which the first evaluation judged. */
  private static @Nullable String print(Script.Eval eval) {
    try {
      return ExprPrinter.print(PromqlParser.parse(eval.expr()));
    } catch (CarillonException e) {
      return null;
    }
  }

  private static Set<Long> otherTimes(long timeMs) {
    return new LinkedHashSet<>(
        timeMs == 0
            ? List.of(-AROUND_EPOCH_MS, 0L, AROUND_EPOCH_MS)
            : List.of(-10 * timeMs, 0L, timeMs / 5, timeMs, 10 * timeMs));
  }

  private void instant(Script.Eval eval, String expr, long timeMs) {
    Outcome outcome = execute(eval, expr, timeMs, timeMs, 0);
    check(eval, outcome);
    boolean isExcluded =
        outcome.error() != null
            || eval.expected().matrix() != null
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
    if (eval.expected().scalar() == null) {
      ResultComparison.compareVector(eval, new QueryValue.Vector(elements));
    } else if (elements.size() == 1) {
      ResultComparison.compareScalar(eval, elements.get(0).value());
    } else {
      throw new AssertionError("as a range query: expected one number, got " + elements);
    }
  }

  /** An answer or an error. */
  private record Outcome(@Nullable QueryResult result, @Nullable CarillonException error) {}

  private Outcome execute(Script.Eval eval, String expr, long startMs, long endMs, long stepMs) {
    try {
      return new Outcome(
          engine.execute(new Query(storage.tenant(), expr, startMs, endMs, stepMs, 0, 0)), null);
    } catch (CarillonException e) {
      return new Outcome(null, e);
    } catch (RuntimeException e) {
      throw new AssertionError("line " + eval.line() + ": " + expr, e);
    }
  }

  private static void check(Script.Eval eval, Outcome outcome) {
    checkValue(eval, outcome);
    if (outcome.result() != null) {
      AnnotationCheck.check(eval.expected(), outcome.result());
    }
  }

  private static void checkValue(Script.Eval eval, Outcome outcome) {
    QueryResult result = outcome.result();
    if (result == null) {
      checkError(eval, Objects.requireNonNull(outcome.error()));
      return;
    }
    if (eval.expected().has(Script.Kind.FAIL)) {
      throw new AssertionError("expected an error, got " + result.value());
    }
    ResultComparison.compare(eval, result.value());
  }

  private static void checkError(Script.Eval eval, CarillonException error) {
    List<Script.Expect> failures = eval.expected().of(Script.Kind.FAIL);
    String message = String.valueOf(error.getMessage());
    if (failures.isEmpty() || !failures.stream().allMatch(expect -> expect.matches(message))) {
      throw new AssertionError(
          "expected " + (failures.isEmpty() ? "an answer" : failures) + ", got " + message, error);
    }
  }
}
