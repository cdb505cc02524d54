package io.carillon.querier.fuzz;

import io.carillon.common.labels.Labels;
import io.carillon.querier.parser.Expr;
import io.carillon.querier.parser.PromqlParser;
import io.carillon.querier.parser.RangeExtension;
import io.carillon.querier.parser.ValueType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Answers a query by evaluating it at one step after the other. */
final class Interpreter {
  private final FuzzData data;

  Interpreter(FuzzData data) {
    this.data = data;
  }

  /** An answer with what was noted. */
  record Interpreted(Answer answer, Set<String> notes) {}

  Interpreted interpret(FuzzQuery query) {
    Expr expr = PromqlParser.parse(query.text());
    Scope scope = new Scope(data, query);
    Answer answer;
    try {
      answer = answer(expr, query, scope);
    } catch (QueryFailure e) {
      answer = new Answer.Failure(String.valueOf(e.getMessage()));
    }
    Set<String> notes = new HashSet<>(scope.annotations().warnings(query.text()));
    notes.addAll(scope.annotations().infos(query.text()));
    return new Interpreted(answer, notes);
  }

  private Answer answer(Expr expr, FuzzQuery query, Scope scope) {
    StepInterpreter interpreter = new StepInterpreter(scope, new StatisticsUse(expr));
    Frame frame = query.frame();
    return switch (expr.type()) {
      case STRING -> new Answer.Text(LabelRules.text(expr));
      case SCALAR -> {
        List<Point> points = new ArrayList<>();
        for (int i = 0; i < frame.count(); i++) {
          long timeMs = frame.timeMs(i);
          points.add(Point.of(timeMs, interpreter.scalar(expr, frame, timeMs)));
        }
        Answer.Row row = new Answer.Row(Labels.EMPTY, points);
        yield new Answer.Series(query.isInstant() ? "scalar" : "matrix", List.of(row));
      }
      case VECTOR -> vector(expr, query, frame, interpreter);
      case MATRIX ->
          new Answer.Series("matrix", matrix(Invariance.strip(expr), query, interpreter));
      case NONE -> throw new IllegalArgumentException("no type: " + expr);
    };
  }

  private static Answer vector(
      Expr expr, FuzzQuery query, Frame frame, StepInterpreter interpreter) {
    List<List<Element>> vectors = interpreter.vectors(expr, frame);
    List<Answer.Row> rows =
        finished(RangeCalls.assemble(vectors, frame), query.delaysNameRemoval());
    return new Answer.Series(query.isInstant() ? "vector" : "matrix", rows);
  }

  /** Drops what was only marked; series that become the same are one unless they meet. */
  private static List<Answer.Row> finished(List<RangeCalls.InnerSeries> series, boolean isDelayed) {
    if (!isDelayed) {
      return series.stream().map(one -> new Answer.Row(one.labels(), one.points())).toList();
    }
    Map<Labels, TreeMap<Long, Point>> merged = new LinkedHashMap<>();
    for (RangeCalls.InnerSeries one : series) {
      Labels labels = one.dropsName() ? Scope.withoutName(one.labels()) : one.labels();
      TreeMap<Long, Point> points = merged.computeIfAbsent(labels, _ -> new TreeMap<>());
      for (Point point : one.points()) {
        if (points.put(point.timeMs(), point) != null) {
          throw QueryFailure.sameLabels();
        }
      }
    }
    return merged.entrySet().stream()
        .map(entry -> new Answer.Row(entry.getKey(), List.copyOf(entry.getValue().values())))
        .toList();
  }

  private static List<Answer.Row> matrix(Expr expr, FuzzQuery query, StepInterpreter interpreter) {
    List<Answer.Row> rows = new ArrayList<>();
    if (expr instanceof Expr.Subquery subquery) {
      rows.addAll(
          finished(
              interpreter.rangeCalls().innerSeries(subquery, query.frame()),
              query.delaysNameRemoval()));
    } else if (expr instanceof Expr.MatrixSelector selector
        && selector.vector().extension() == RangeExtension.NONE) {
      for (Win window : interpreter.rangeCalls().plainWindows(selector, query)) {
        List<Point> points = new ArrayList<>(window.floats());
        points.addAll(window.histograms());
        points.sort(Comparator.comparingLong(Point::timeMs));
        rows.add(new Answer.Row(window.labels(), points));
      }
    } else {
      throw new IllegalArgumentException("not interpreted: " + expr);
    }
    rows.sort(Comparator.comparing(Answer.Row::labels));
    return rows;
  }

  static boolean isRangeable(Expr expr) {
    return expr.type() == ValueType.VECTOR || expr.type() == ValueType.SCALAR;
  }
}
