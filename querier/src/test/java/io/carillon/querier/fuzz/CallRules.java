package io.carillon.querier.fuzz;

import io.carillon.common.histogram.FloatHistogram;
import io.carillon.common.labels.Labels;
import io.carillon.common.labels.LabelsBuilder;
import io.carillon.common.labels.Matcher;
import io.carillon.querier.function.GoMath;
import io.carillon.querier.function.HistogramEstimates;
import io.carillon.querier.function.NaturalOrder;
import io.carillon.querier.function.ValueOrder;
import io.carillon.querier.parser.Expr;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/** Calls of functions that take no range vector. */
final class CallRules {
  private final Scope scope;
  private final StepInterpreter interpreter;
  private final SelectorRules selectors;
  private final LabelRules labelRules;
  private final HistogramRules histogramRules;
  private final InfoRules infoRules;

  CallRules(Scope scope, StepInterpreter interpreter, SelectorRules selectors) {
    this.scope = scope;
    this.interpreter = interpreter;
    this.selectors = selectors;
    labelRules = new LabelRules(interpreter);
    histogramRules = new HistogramRules(scope, interpreter);
    infoRules = new InfoRules(scope, interpreter, selectors);
  }

  double scalar(Expr.Call call, Frame frame, long timeMs) {
    FuzzQuery query = scope.query();
    return switch (call.function().name()) {
      case "time" -> timeMs / 1000.0;
      case "pi" -> Math.PI;
      case "start" -> query.startMs() / 1000.0;
      case "end" -> query.endMs() / 1000.0;
      case "range" -> (query.endMs() - query.startMs()) / 1000.0;
      case "step" -> query.startMs() == query.endMs() ? 0 : query.stepMs() / 1000.0;
      case "min_of" -> GoMath.min(arg(call, 0, frame, timeMs), arg(call, 1, frame, timeMs));
      case "max_of" -> GoMath.max(arg(call, 0, frame, timeMs), arg(call, 1, frame, timeMs));
      case "scalar" -> {
        List<Element> floats =
            vectorArg(call, 0, frame, timeMs).stream().filter(Element::isFloat).toList();
        yield floats.size() == 1 ? floats.get(0).value() : Double.NaN;
      }
      default -> throw new IllegalArgumentException(call.function().name());
    };
  }

  private double arg(Expr.Call call, int i, Frame frame, long timeMs) {
    return interpreter.scalar(call.args().get(i), frame, timeMs);
  }

  private List<Element> vectorArg(Expr.Call call, int i, Frame frame, long timeMs) {
    return interpreter.vector(call.args().get(i), frame, timeMs);
  }

  List<Element> vector(Expr.Call call, Frame frame, long timeMs) {
    return switch (call.function().name()) {
      case "label_replace" -> labelRules.replace(call, frame, timeMs);
      case "label_join" -> labelRules.join(call, frame, timeMs);
      case "info" -> infoRules.info(call, frame, timeMs);
      case "histogram_quantile" ->
          scope.checked(histogramRules.quantile(call, frame, timeMs), frame);
      case "histogram_quantiles" ->
          scope.checked(histogramRules.quantiles(call, frame, timeMs), frame);
      case "histogram_fraction" ->
          scope.checked(histogramRules.fraction(call, frame, timeMs), frame);
      default -> scope.checked(simple(call, frame, timeMs), frame);
    };
  }

  private List<Element> simple(Expr.Call call, Frame frame, long timeMs) {
    String name = call.function().name();
    return switch (name) {
      case "vector" -> List.of(new Element(Labels.EMPTY, false, arg(call, 0, frame, timeMs), null));
      case "absent" -> absent(call, frame, timeMs);
      case "timestamp" -> timestamp(call, frame, timeMs);
      case "start_timestamp" -> {
        vectorArg(call, 0, frame, timeMs);
        yield List.of();
      }
      case "sort", "sort_desc" -> sorted(call, frame, timeMs);
      case "sort_by_label", "sort_by_label_desc" -> sortedByLabels(call, frame, timeMs);
      case "clamp", "clamp_min", "clamp_max" -> clamp(call, frame, timeMs);
      case "round" -> {
        double to = call.args().size() > 1 ? arg(call, 1, frame, timeMs) : 1;
        yield floats(call, frame, timeMs, v -> FloatRules.round(v, to));
      }
      case "histogram_count" -> histograms(call, frame, timeMs, FloatHistogram::count);
      case "histogram_sum" -> histograms(call, frame, timeMs, FloatHistogram::sum);
      case "histogram_avg" -> histograms(call, frame, timeMs, h -> h.sum() / h.count());
      case "histogram_stdvar" -> histograms(call, frame, timeMs, HistogramEstimates::variance);
      case "histogram_stddev" ->
          histograms(call, frame, timeMs, h -> Math.sqrt(HistogramEstimates.variance(h)));
      default ->
          call.args().isEmpty()
              ? List.of(
                  new Element(
                      Labels.EMPTY, false, number(name, (timeMs - timeMs % 1000) / 1000.0), null))
              : floats(call, frame, timeMs, v -> number(name, v));
    };
  }

  private static double number(String name, double value) {
    OptionalDouble result = FloatRules.function(name, value);
    return result.orElseThrow(() -> new IllegalArgumentException("unknown function " + name));
  }

  private List<Element> floats(
      Expr.Call call, Frame frame, long timeMs, ToDoubleFunction<Double> function) {
    return vectorArg(call, 0, frame, timeMs).stream()
        .filter(Element::isFloat)
        .map(one -> scope.dropName(one.with(function.applyAsDouble(one.value()))))
        .toList();
  }

  private List<Element> histograms(
      Expr.Call call, Frame frame, long timeMs, ToDoubleFunction<FloatHistogram> function) {
    List<Element> result = new ArrayList<>();
    for (Element one : vectorArg(call, 0, frame, timeMs)) {
      FloatHistogram h = one.histogram();
      if (h != null) {
        result.add(scope.dropName(one.with(function.applyAsDouble(h))));
      }
    }
    return result;
  }

  private List<Element> clamp(Expr.Call call, Frame frame, long timeMs) {
    boolean hasMax = call.function().name().equals("clamp_max");
    boolean hasMin = call.function().name().equals("clamp_min");
    double min = hasMax ? Double.NEGATIVE_INFINITY : arg(call, 1, frame, timeMs);
    double max = hasMin ? Double.POSITIVE_INFINITY : arg(call, hasMax ? 1 : 2, frame, timeMs);
    List<Element> result = floats(call, frame, timeMs, v -> GoMath.max(min, GoMath.min(max, v)));
    return max < min ? List.of() : result;
  }

  private List<Element> timestamp(Expr.Call call, Frame frame, long timeMs) {
    Expr arg = Invariance.strip(call.args().get(0));
    List<Element> times =
        arg instanceof Expr.VectorSelector selector
            ? selectors.timestamps(selector, frame, timeMs)
            : vectorArg(call, 0, frame, timeMs).stream()
                .map(one -> one.with(timeMs / 1000.0))
                .toList();
    return times.stream().map(scope::dropName).toList();
  }

  private List<Element> absent(Expr.Call call, Frame frame, long timeMs) {
    if (!vectorArg(call, 0, frame, timeMs).isEmpty()) {
      return List.of();
    }
    Expr arg = Invariance.strip(call.args().get(0));
    Labels labels =
        arg instanceof Expr.VectorSelector selector ? labelsOf(selector.matchers()) : Labels.EMPTY;
    return List.of(new Element(labels, false, 1, null));
  }

  /** Labels that one equality matcher fixes, and no other matcher is about. */
  static Labels labelsOf(List<Matcher> matchers) {
    Map<String, Integer> equalities = new HashMap<>();
    LabelsBuilder labels = new LabelsBuilder();
    Set<String> spoiled = new HashSet<>();
    for (Matcher matcher : matchers) {
      if (matcher.type() != Matcher.Type.EQUAL) {
        spoiled.add(matcher.name());
      } else if (equalities.merge(matcher.name(), 1, Integer::sum) == 1) {
        labels.set(matcher.name(), matcher.value());
        // Only what comes after an equality spoils it.
        spoiled.remove(matcher.name());
      } else {
        spoiled.add(matcher.name());
      }
    }
    spoiled.forEach(labels::remove);
    return labels.remove(Labels.METRIC_NAME).build();
  }

  private List<Element> sorted(Expr.Call call, Frame frame, long timeMs) {
    warnInRange(call, frame);
    List<Element> floats =
        new ArrayList<>(
            vectorArg(call, 0, frame, timeMs).stream().filter(Element::isFloat).toList());
    ValueOrder.sort(floats, Element::value, call.function().name().endsWith("_desc"));
    return floats;
  }

  private List<Element> sortedByLabels(Expr.Call call, Frame frame, long timeMs) {
    warnInRange(call, frame);
    List<Element> result = new ArrayList<>(vectorArg(call, 0, frame, timeMs));
    int sign = call.function().name().endsWith("_desc") ? -1 : 1;
    ValueOrder.sort(result, (x, y) -> sign * compare(call, x.labels(), y.labels()) < 0);
    return result;
  }

  /** By the labels that the call names, digits as numbers; then by all labels. */
  private static int compare(Expr.Call call, Labels x, Labels y) {
    for (Expr arg : call.args().subList(1, call.args().size())) {
      String label = LabelRules.text(arg);
      if (!x.get(label).equals(y.get(label))) {
        return NaturalOrder.isBefore(x.get(label), y.get(label)) ? -1 : 1;
      }
    }
    return x.compareTo(y);
  }

  private void warnInRange(Expr.Call call, Frame frame) {
    if (!frame.isSingle()) {
      scope.annotations().sortInRangeQuery(call.position());
    }
  }
}
