package io.carillon.querier.fuzz;

import io.carillon.common.histogram.CounterResetHint;
import io.carillon.common.histogram.FloatHistogram;
import io.carillon.common.labels.Labels;
import io.carillon.querier.function.MutableHistogram;
import io.carillon.querier.parser.Expr;
import io.carillon.querier.parser.PositionRange;
import io.carillon.querier.parser.RangeExtension;
import io.carillon.querier.parser.ValueType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Calls of functions that take a range vector: which samples are in the window of a step. */
final class RangeCalls {
  private static final Map<RangeExtension, Set<String>> EXTENDED =
      Map.of(
          RangeExtension.ANCHORED, Set.of("changes", "delta", "increase", "rate", "resets"),
          RangeExtension.SMOOTHED, Set.of("delta", "increase", "rate"));

  private final Scope scope;
  private final StepInterpreter interpreter;
  private final SelectorRules selectors;
  private final WindowRules windowRules;

  RangeCalls(Scope scope, StepInterpreter interpreter, SelectorRules selectors) {
    this.scope = scope;
    this.interpreter = interpreter;
    this.selectors = selectors;
    windowRules = new WindowRules(scope.annotations());
  }

  List<Element> call(Expr.Call call, Frame frame, long timeMs) {
    String name = call.function().name();
    Expr range =
        call.args().stream()
            .filter(arg -> arg.type() == ValueType.MATRIX)
            .map(Invariance::strip)
            .findFirst()
            .orElseThrow();
    if (range instanceof Expr.Subquery subquery
        && Invariance.isInvariant(subquery)
        && !Invariance.isInvariant(call)) {
      // Upstream evaluates the subquery once and then finds no window.
      interpreter.vectors(
          subquery.expr(), innerFrame(subquery, new Frame(frame.startMs(), frame.stepMs(), 1)));
      return List.of();
    }
    if (range instanceof Expr.MatrixSelector matrix) {
      checkExtension(name, matrix.vector().extension());
    }
    double[] args =
        call.args().stream()
            .filter(arg -> arg.type() == ValueType.SCALAR)
            .mapToDouble(arg -> interpreter.scalar(arg, frame, timeMs))
            .toArray();
    Expr first = Invariance.strip(call.args().get(0));
    PositionRange position =
        first instanceof Expr.Subquery ? new PositionRange(0, 0) : first.position();
    List<Win> windows = windows(range, frame, timeMs, args, position);
    if (name.equals("absent_over_time")) {
      return absent(range, windows);
    }
    List<Element> result = new ArrayList<>();
    for (Win window : windows) {
      Element element = windowRules.apply(name, window);
      if (element != null) {
        result.add(named(call, frame, window, element));
      }
    }
    return result;
  }

  private static void checkExtension(String function, RangeExtension extension) {
    if (!EXTENDED.getOrDefault(extension, Set.of(function)).contains(function)) {
      throw new QueryFailure(
          extension.name().toLowerCase(Locale.ROOT) + " modifier can only be used with: ");
    }
  }

  private static List<Element> absent(Expr range, List<Win> windows) {
    if (!windows.isEmpty()) {
      return List.of();
    }
    Labels labels =
        range instanceof Expr.MatrixSelector matrix
            ? CallRules.labelsOf(matrix.vector().matchers())
            : Labels.EMPTY;
    return List.of(new Element(labels, true, 1, null));
  }

  /** Labels of results in a frame and the series they come from. */
  private record Sources(Map<Labels, Labels> byResult) {}

  private Element named(Expr.Call call, Frame frame, Win window, Element element) {
    String name = call.function().name();
    boolean keepsName = name.equals("last_over_time") || name.equals("first_over_time");
    Element result =
        keepsName ? element.with(element.labels(), window.dropsName()) : scope.dropName(element);
    if (!scope.delaysNameRemoval()) {
      // Two series must not become one in any of the steps, even if they never meet.
      Labels source =
          scope
              .remember(call, frame, Sources.class, () -> new Sources(new HashMap<>()))
              .byResult()
              .putIfAbsent(result.labels(), window.labels());
      if (source != null && !source.equals(window.labels())) {
        throw QueryFailure.sameLabels();
      }
    }
    return result;
  }

  /** The windows of all series that have a sample in it. */
  private List<Win> windows(
      Expr range, Frame frame, long timeMs, double[] args, PositionRange position) {
    return switch (range) {
      case Expr.MatrixSelector matrix -> {
        List<Win> windows = new ArrayList<>();
        for (FuzzSeries series : selectors.fetchRange(matrix, frame)) {
          Win window = window(matrix, series, timeMs, args, position);
          if (window.size() > 0) {
            windows.add(window);
          }
        }
        yield windows;
      }
      case Expr.Subquery subquery -> subqueryWindows(subquery, frame, timeMs, args, position);
      default -> throw new IllegalArgumentException("no range vector: " + range);
    };
  }

  /** The windows of a selector that is the whole query. */
  List<Win> plainWindows(Expr.MatrixSelector matrix, FuzzQuery query) {
    return windows(matrix, query.frame(), query.startMs(), new double[0], matrix.position());
  }

  private Win window(
      Expr.MatrixSelector matrix,
      FuzzSeries series,
      long timeMs,
      double[] args,
      PositionRange position) {
    RangeExtension extension = matrix.vector().extension();
    long endMs = scope.shifted(matrix.vector().modifier(), timeMs);
    long startMs = endMs - scope.durations().positiveMs(matrix.range());
    long beforeMs = extension == RangeExtension.NONE ? 0 : scope.lookbackMs();
    long afterMs = extension == RangeExtension.SMOOTHED ? scope.lookbackMs() : 0;
    List<Point> floats = new ArrayList<>();
    List<Point> histograms = new ArrayList<>();
    for (Point point : series.points()) {
      boolean isInside = point.timeMs() > startMs - beforeMs && point.timeMs() <= endMs + afterMs;
      if (isInside && !point.isStale()) {
        (point.histogram() == null ? floats : histograms).add(point);
      }
    }
    return new Win(
        series.labels(),
        false,
        floats,
        histograms,
        startMs,
        endMs,
        timeMs,
        extension,
        args,
        position);
  }

  /** Steps of a subquery over all steps of the frame around it: multiples of its own step. */
  Frame innerFrame(Expr.Subquery subquery, Frame frame) {
    long rangeMs = scope.durations().positiveMs(subquery.range());
    long stepMs =
        subquery.step() == null
            ? FuzzQuery.DEFAULT_SUBQUERY_STEP_MS
            : scope.durations().positiveMs(subquery.step());
    long beforeMs = scope.shifted(subquery.modifier(), frame.startMs()) - rangeMs;
    long firstMs = (Math.floorDiv(beforeMs, stepMs) + 1) * stepMs;
    return Frame.range(firstMs, scope.shifted(subquery.modifier(), frame.lastMs()), stepMs);
  }

  private List<Win> subqueryWindows(
      Expr.Subquery subquery, Frame frame, long timeMs, double[] args, PositionRange position) {
    long endMs = scope.shifted(subquery.modifier(), timeMs);
    long startMs = endMs - scope.durations().positiveMs(subquery.range());
    List<Win> windows = new ArrayList<>();
    for (InnerSeries series : innerSeries(subquery, frame)) {
      List<Point> floats = new ArrayList<>();
      List<Point> histograms = new ArrayList<>();
      for (Point point : series.points()) {
        if (point.timeMs() > startMs && point.timeMs() <= endMs) {
          (point.histogram() == null ? floats : histograms).add(withoutResetHint(point));
        }
      }
      if (!floats.isEmpty() || !histograms.isEmpty()) {
        windows.add(
            new Win(
                series.labels(),
                series.dropsName(),
                floats,
                histograms,
                startMs,
                endMs,
                timeMs,
                RangeExtension.NONE,
                args,
                position));
      }
    }
    return windows;
  }

  /** A hint is about the sample before, which is another one in a subquery. */
  private static Point withoutResetHint(Point point) {
    FloatHistogram h = point.histogram();
    if (h == null || h.resetHint() == CounterResetHint.GAUGE) {
      return point;
    }
    MutableHistogram copy = MutableHistogram.of(h);
    copy.setResetHint(CounterResetHint.UNKNOWN);
    return new Point(point.timeMs(), 0, copy.toHistogram());
  }

  /** A series of a subquery. */
  record InnerSeries(Labels labels, boolean dropsName, List<Point> points) {}

  private record InnerMatrix(List<InnerSeries> series) {}

  /** The series of a subquery over all steps of the frame around it. */
  List<InnerSeries> innerSeries(Expr.Subquery subquery, Frame frame) {
    return scope
        .remember(
            subquery,
            frame,
            InnerMatrix.class,
            () -> {
              Frame inner = innerFrame(subquery, frame);
              return new InnerMatrix(assemble(interpreter.vectors(subquery.expr(), inner), inner));
            })
        .series();
  }

  /**
   * Series from the vectors of all steps; the first step of a series says whether its name goes.
   */
  static List<InnerSeries> assemble(List<List<Element>> vectors, Frame frame) {
    List<InnerSeries> result = new ArrayList<>();
    Map<Labels, Integer> known = new HashMap<>();
    for (int step = 0; step < frame.count(); step++) {
      Map<Labels, Integer> atStep = new HashMap<>();
      for (Element one : vectors.get(step)) {
        boolean isFurther = atStep.merge(one.labels(), 1, Integer::sum) > 1;
        Integer index = isFurther ? null : known.get(one.labels());
        if (index == null) {
          known.putIfAbsent(one.labels(), result.size());
          index = result.size();
          result.add(new InnerSeries(one.labels(), one.dropsName(), new ArrayList<>()));
        }
        result.get(index).points().add(new Point(frame.timeMs(step), one.value(), one.histogram()));
      }
    }
    return result;
  }
}
