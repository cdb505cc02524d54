package io.carillon.querier.fuzz;

import com.dynatrace.hash4j.hashing.Hashing;
import io.carillon.common.histogram.FloatHistogram;
import io.carillon.common.labels.Labels;
import io.carillon.common.labels.LabelsBuilder;
import io.carillon.querier.function.Annotations;
import io.carillon.querier.function.Annotations.HistogramOperation;
import io.carillon.querier.function.GoFormat;
import io.carillon.querier.function.HistogramFormat;
import io.carillon.querier.function.HistogramSums;
import io.carillon.querier.function.KahanSum;
import io.carillon.querier.function.Mean;
import io.carillon.querier.function.ValueHeap;
import io.carillon.querier.function.ValueOrder;
import io.carillon.querier.parser.AggregateOp;
import io.carillon.querier.parser.Expr;
import io.carillon.querier.parser.PositionRange;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Aggregations of the elements of one step. */
final class AggregationRules {
  private final Scope scope;
  private final StepInterpreter interpreter;
  private final Annotations annotations;

  AggregationRules(Scope scope, StepInterpreter interpreter) {
    this.scope = scope;
    this.interpreter = interpreter;
    annotations = scope.annotations();
  }

  List<Element> aggregate(Expr.Aggregation expr, Frame frame, long timeMs) {
    int step = (int) ((timeMs - frame.startMs()) / frame.stepMs());
    return switch (expr.op()) {
      case COUNT_VALUES -> scope.checked(countValues(expr, frame, timeMs), frame);
      case TOPK, BOTTOMK, LIMITK -> pick(expr, frame, timeMs, step);
      case LIMIT_RATIO -> ratio(expr, frame, timeMs, step);
      default -> reduce(expr, frame, timeMs, step);
    };
  }

  private static Expr paramOf(Expr.Aggregation expr) {
    return Invariance.strip(Objects.requireNonNull(expr.param()));
  }

  static Labels group(Labels labels, List<String> listed, boolean isWithout) {
    LabelsBuilder group = new LabelsBuilder();
    labels.forEach(
        (name, value) -> {
          boolean isDropped = listed.contains(name) || name.equals(Labels.METRIC_NAME);
          if (isWithout ? !isDropped : listed.contains(name)) {
            group.set(name, value);
          }
        });
    return group.build();
  }

  private Map<Labels, List<Element>> groups(Expr.Aggregation expr, Frame frame, long timeMs) {
    Map<Labels, List<Element>> groups = new LinkedHashMap<>();
    for (Element one : interpreter.vector(expr.expr(), frame, timeMs)) {
      Labels labels = group(one.labels(), expr.grouping(), expr.isWithout());
      groups.computeIfAbsent(labels, _ -> new ArrayList<>()).add(one);
    }
    return groups;
  }

  private List<Element> reduce(Expr.Aggregation expr, Frame frame, long timeMs, int step) {
    Map<Labels, List<Element>> groups = groups(expr, frame, timeMs);
    double quantile = 0;
    if (expr.op() == AggregateOp.QUANTILE) {
      double[] quantiles = interpreter.scalars(paramOf(expr), frame);
      quantile = quantiles[step];
      warnQuantiles(quantiles, paramOf(expr).position());
    }
    List<Element> result = new ArrayList<>();
    for (Map.Entry<Labels, List<Element>> group : groups.entrySet()) {
      Element value = reduce(expr, group.getValue(), quantile);
      if (value != null) {
        boolean dropsName = group.getValue().stream().anyMatch(Element::dropsName);
        result.add(value.with(group.getKey(), dropsName));
      }
    }
    return result;
  }

  /** Of all steps only the extremes are worth a warning. */
  private void warnQuantiles(double[] quantiles, PositionRange position) {
    double[] numbers = Arrays.stream(quantiles).filter(q -> !Double.isNaN(q)).toArray();
    if (numbers.length < quantiles.length) {
      annotations.invalidQuantile(Double.NaN, position);
      numbers = Arrays.stream(numbers).filter(Double::isInfinite).toArray();
    }
    double max = Arrays.stream(numbers).max().orElse(0);
    if (max > 1) {
      annotations.invalidQuantile(max, position);
    }
    double min = Arrays.stream(numbers).min().orElse(0);
    if (min < 0) {
      annotations.invalidQuantile(min, position);
    }
  }

  private @Nullable Element reduce(Expr.Aggregation expr, List<Element> group, double quantile) {
    double[] floats = group.stream().filter(Element::isFloat).mapToDouble(Element::value).toArray();
    switch (expr.op()) {
      case COUNT -> {
        return number(group.size());
      }
      case GROUP -> {
        return number(1);
      }
      case SUM, AVG -> {
        return sum(expr, group, floats);
      }
      default -> {}
    }
    if (floats.length < group.size()) {
      annotations.histogramIgnoredInAggregation(
          expr.op().keyword(), Invariance.strip(expr.expr()).position());
    }
    if (floats.length == 0) {
      return null;
    }
    return number(
        switch (expr.op()) {
          case MIN -> extremum(floats, true);
          case MAX -> extremum(floats, false);
          case STDVAR -> variance(floats);
          case STDDEV -> Math.sqrt(variance(floats));
          case QUANTILE -> WindowRules.quantile(quantile, floats);
          default -> throw new IllegalArgumentException(expr.op().keyword());
        });
  }

  private static Element number(double value) {
    return new Element(Labels.EMPTY, false, value, null);
  }

  private static double extremum(double[] values, boolean isMin) {
    double[] numbers = Arrays.stream(values).filter(v -> !Double.isNaN(v)).toArray();
    if (numbers.length == 0) {
      return Double.NaN;
    }
    double best = numbers[0];
    for (double value : numbers) {
      best = (isMin ? value < best : value > best) ? value : best;
    }
    return best;
  }

  /** Welford's algorithm without compensation. */
  private static double variance(double[] values) {
    double mean = values[0];
    double squares = Double.isNaN(mean) || Double.isInfinite(mean) ? Double.NaN : 0;
    for (int i = 1; i < values.length; i++) {
      double delta = values[i] - mean;
      mean += delta / (i + 1.0);
      squares += delta * (values[i] - mean);
    }
    return squares / values.length;
  }

  private @Nullable Element sum(Expr.Aggregation expr, List<Element> group, double[] floats) {
    boolean isMean = expr.op() == AggregateOp.AVG;
    if (floats.length == group.size()) {
      return number(isMean ? mean(floats) : sum(floats));
    }
    PositionRange position = Invariance.strip(expr.expr()).position();
    HistogramSums sums = new HistogramSums(isMean);
    boolean isMixed = false;
    boolean isFloatFirst = group.get(0).isFloat();
    for (Element one : group) {
      FloatHistogram h = one.histogram();
      if (h == null) {
        // Once incompatible, floats are not even looked at.
        isMixed |= !sums.isIncompatible();
      } else if (!isFloatFirst && !sums.isIncompatible()) {
        sums.add(h);
        if (sums.isIncompatible()) {
          annotations.mixedExponentialCustom(one.labels().metricName(), position);
        } else if (sums.areBoundsReconciled()) {
          annotations.reconciledBounds(HistogramOperation.AGGREGATION, position);
        }
      }
    }
    if (isMixed) {
      annotations.mixedFloatsHistogramsInAggregation(position);
      return null;
    }
    if (sums.isIncompatible()) {
      return null;
    }
    if (sums.doHintsConflict()) {
      annotations.conflictingResets(HistogramOperation.AGGREGATION, position);
    }
    return new Element(Labels.EMPTY, false, 0, sums.result().compact().toHistogram());
  }

  private static double sum(double[] values) {
    KahanSum sum = new KahanSum();
    sum.set(values[0], 0);
    Arrays.stream(values).skip(1).forEach(sum::add);
    return sum.sum() + sum.compensation();
  }

  private static double mean(double[] values) {
    Mean mean = new Mean();
    mean.start(values[0]);
    Arrays.stream(values).skip(1).forEach(mean::add);
    return mean.value();
  }

  private List<Element> countValues(Expr.Aggregation expr, Frame frame, long timeMs) {
    String label = LabelRules.text(paramOf(expr));
    List<String> listed = new ArrayList<>(expr.grouping());
    if (!expr.isWithout()) {
      listed.add(label);
    }
    Map<Labels, Integer> counts = new LinkedHashMap<>();
    for (Element one : interpreter.vector(expr.expr(), frame, timeMs)) {
      FloatHistogram h = one.histogram();
      String text = h == null ? GoFormat.plain(one.value()) : HistogramFormat.format(h);
      Labels labelled = one.labels().toBuilder().set(label, text).build();
      counts.merge(group(labelled, listed, expr.isWithout()), 1, Integer::sum);
    }
    List<Element> result = new ArrayList<>();
    counts.forEach((labels, count) -> result.add(new Element(labels, false, count, null)));
    return result;
  }

  private List<Element> pick(Expr.Aggregation expr, Frame frame, long timeMs, int step) {
    double[] counts = interpreter.scalars(paramOf(expr), frame);
    Map<Labels, List<Element>> groups = groups(expr, frame, timeMs);
    if (Arrays.stream(counts).allMatch(count -> count < 1)) {
      return List.of();
    }
    if (Arrays.stream(counts).anyMatch(Double::isNaN)) {
      throw new QueryFailure("Parameter value is NaN");
    }
    if (Arrays.stream(counts).anyMatch(count -> count <= -0x1p63 || count >= 0x1p63)) {
      throw new QueryFailure("flows int64");
    }
    long count = (long) counts[step];
    List<Element> result = new ArrayList<>();
    for (List<Element> group : groups.values()) {
      if (expr.op() == AggregateOp.LIMITK) {
        result.addAll(group.subList(0, Math.clamp(count, 0, group.size())));
      } else if (count >= 1) {
        result.addAll(best(expr, group, (int) Math.min(count, group.size())));
      }
    }
    return result;
  }

  /** Among equals the heap decides, as Go has it. */
  private List<Element> best(Expr.Aggregation expr, List<Element> group, int count) {
    ValueHeap heap = new ValueHeap(count, expr.op() == AggregateOp.BOTTOMK);
    for (int i = 0; i < group.size(); i++) {
      if (group.get(i).isFloat()) {
        heap.offer(group.get(i).value(), i);
      } else {
        annotations.histogramIgnoredInAggregation(expr.op().keyword(), expr.position());
      }
    }
    List<Element> best = new ArrayList<>();
    heap.elements().forEach(i -> best.add(group.get(i)));
    ValueOrder.sort(best, Element::value, expr.op() == AggregateOp.TOPK);
    return best;
  }

  private List<Element> ratio(Expr.Aggregation expr, Frame frame, long timeMs, int step) {
    double[] ratios = interpreter.scalars(paramOf(expr), frame);
    PositionRange position = paramOf(expr).position();
    List<Element> input = interpreter.vector(expr.expr(), frame, timeMs);
    if (Arrays.stream(ratios).allMatch(ratio -> ratio == 0)) {
      return List.of();
    }
    if (Arrays.stream(ratios).anyMatch(Double::isNaN)) {
      throw new QueryFailure("Ratio value is NaN");
    }
    double max = Arrays.stream(ratios).max().orElse(0);
    double min = Arrays.stream(ratios).min().orElse(0);
    if (max > 1) {
      annotations.invalidRatio(max, 1, position);
    }
    if (min < -1) {
      annotations.invalidRatio(min, -1, position);
    }
    double ratio = Math.clamp(ratios[step], -1, 1);
    return input.stream().filter(one -> ratio != 0 && isSampled(one.labels(), ratio)).toList();
  }

  /** Low hashes for positive ratios, the others for negative ones. */
  private static boolean isSampled(Labels labels, double ratio) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    labels.forEach(
        (name, value) -> {
          for (String text : List.of(name, value)) {
            byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
            writeLength(bytes, utf8.length);
            bytes.writeBytes(utf8);
          }
        });
    long hash = Hashing.xxh64().hashBytesToLong(bytes.toByteArray());
    double offset = new BigInteger(Long.toUnsignedString(hash)).doubleValue() / Math.pow(2, 64);
    return ratio > 0 ? offset < ratio : offset >= 1 + ratio;
  }

  /** One byte, or 255 and three bytes, the lowest first. */
  private static void writeLength(ByteArrayOutputStream bytes, int length) {
    if (length < 255) {
      bytes.write(length);
      return;
    }
    bytes.write(255);
    for (int shift = 0; shift < 24; shift += 8) {
      bytes.write(length >> shift);
    }
  }
}
