package io.carillon.querier.fuzz;

import io.carillon.common.histogram.FloatHistogram;
import io.carillon.common.labels.Labels;
import io.carillon.querier.function.Annotations.Monotonicity;
import io.carillon.querier.function.Buckets;
import io.carillon.querier.function.GoFormat;
import io.carillon.querier.function.GoNumber;
import io.carillon.querier.function.HistogramEstimates;
import io.carillon.querier.function.HistogramQuantile;
import io.carillon.querier.parser.Expr;
import io.carillon.querier.parser.PositionRange;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.ToDoubleBiFunction;
import java.util.function.ToDoubleFunction;
import java.util.function.UnaryOperator;

/** histogram_quantile, histogram_quantiles and histogram_fraction. */
final class HistogramRules {
  private final Scope scope;
  private final StepInterpreter interpreter;

  HistogramRules(Scope scope, StepInterpreter interpreter) {
    this.scope = scope;
    this.interpreter = interpreter;
  }

  List<Element> quantile(Expr.Call call, Frame frame, long timeMs) {
    Expr vector = call.args().get(1);
    double q = quantileArg(call.args().get(0), frame, timeMs);
    return quantiles(
        vector, interpreter.vector(vector, frame, timeMs), q, timeMs, labels -> labels);
  }

  List<Element> quantiles(Expr.Call call, Frame frame, long timeMs) {
    Expr vector = call.args().get(0);
    List<Element> input = interpreter.vector(vector, frame, timeMs);
    String label = LabelRules.text(call.args().get(1));
    List<Element> result = new ArrayList<>();
    for (Expr arg : call.args().subList(2, call.args().size())) {
      double q = quantileArg(arg, frame, timeMs);
      result.addAll(
          quantiles(
              vector,
              input,
              q,
              timeMs,
              labels -> labels.toBuilder().set(label, openMetrics(q)).build()));
    }
    return result;
  }

  /** A number as OpenMetrics writes it: with a point or an exponent. */
  private static String openMetrics(double q) {
    String text = GoFormat.general(q);
    boolean isPlain = text.chars().allMatch(c -> c == '-' || Character.isDigit(c));
    return q == 0 ? "0.0" : isPlain ? text + ".0" : text;
  }

  private double quantileArg(Expr arg, Frame frame, long timeMs) {
    double q = interpreter.scalar(arg, frame, timeMs);
    if (!(q >= 0 && q <= 1)) {
      scope.annotations().invalidQuantile(q, Invariance.strip(arg).position());
    }
    return q;
  }

  private List<Element> quantiles(
      Expr vector, List<Element> input, double q, long timeMs, UnaryOperator<Labels> resultLabels) {
    PositionRange position = Invariance.strip(vector).position();
    return each(
        input,
        position,
        (h, name) -> HistogramQuantile.of(q, h, name, scope.annotations(), position),
        (buckets) -> buckets.quantile(q),
        timeMs,
        resultLabels);
  }

  List<Element> fraction(Expr.Call call, Frame frame, long timeMs) {
    double lower = interpreter.scalar(call.args().get(0), frame, timeMs);
    double upper = interpreter.scalar(call.args().get(1), frame, timeMs);
    Expr vector = call.args().get(2);
    PositionRange position = Invariance.strip(vector).position();
    return each(
        interpreter.vector(vector, frame, timeMs),
        position,
        (h, name) ->
            HistogramEstimates.fraction(lower, upper, h, name, scope.annotations(), position),
        (buckets) -> buckets.fraction(lower, upper),
        timeMs,
        labels -> labels);
  }

  /**
   * Computes something of each native histogram, and of each set of buckets with the same labels.
   */
  private List<Element> each(
      List<Element> input,
      PositionRange position,
      ToDoubleBiFunction<FloatHistogram, String> ofNative,
      ToDoubleFunction<Buckets> ofClassic,
      long timeMs,
      UnaryOperator<Labels> resultLabels) {
    Map<Labels, Buckets> classic = classic(input, position);
    List<Element> result = new ArrayList<>();
    for (Element one : input) {
      FloatHistogram h = one.histogram();
      if (h == null) {
        continue;
      }
      if (classic.remove(one.labels()) != null) {
        scope.annotations().mixedClassicNative(noteName(one.labels()), position);
      } else {
        double value = ofNative.applyAsDouble(h, noteName(one.labels()));
        result.add(element(resultLabels.apply(one.labels()), value));
      }
    }
    classic.forEach(
        (labels, buckets) -> {
          result.add(element(resultLabels.apply(labels), ofClassic.applyAsDouble(buckets)));
          if (buckets.isForcedMonotonic()) {
            scope
                .annotations()
                .forcedMonotonicity(
                    noteName(labels), new Monotonicity(0, 0, 0, 1, timeMs, timeMs), position);
          }
        });
    return result;
  }

  private Element element(Labels labels, double value) {
    return scope.dropName(new Element(labels, false, value, null));
  }

  private Map<Labels, Buckets> classic(List<Element> input, PositionRange position) {
    Map<Labels, Buckets> classic = new LinkedHashMap<>();
    for (Element one : input) {
      if (!one.isFloat()) {
        continue;
      }
      String text = one.labels().get("le");
      OptionalDouble bound = GoNumber.parse(text);
      if (bound.isEmpty()) {
        scope.annotations().badBucketLabel(noteName(one.labels()), text, position);
        continue;
      }
      Labels labels = one.labels().toBuilder().remove("le").build();
      classic.computeIfAbsent(labels, _ -> new Buckets()).add(bound.getAsDouble(), one.value());
    }
    return classic;
  }

  private String noteName(Labels labels) {
    return scope.delaysNameRemoval() ? labels.metricName() : "";
  }
}
