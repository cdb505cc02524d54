package io.carillon.querier.fuzz;

import io.carillon.common.labels.Labels;
import io.carillon.common.labels.LabelsBuilder;
import io.carillon.common.labels.Matcher;
import io.carillon.querier.parser.Expr;
import io.carillon.querier.parser.TimeModifier;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** info(): labels of info series of the same job and instance. */
final class InfoRules {
  private final Scope scope;
  private final StepInterpreter interpreter;
  private final SelectorRules selectors;

  InfoRules(Scope scope, StepInterpreter interpreter, SelectorRules selectors) {
    this.scope = scope;
    this.interpreter = interpreter;
    this.selectors = selectors;
  }

  /** What the second argument asks for. */
  private record Wanted(List<Matcher> names, List<Matcher> data) {
    static Wanted of(Expr.Call call) {
      List<Matcher> names = new ArrayList<>();
      List<Matcher> data = new ArrayList<>();
      if (call.args().size() > 1
          && Invariance.strip(call.args().get(1)) instanceof Expr.VectorSelector selector) {
        for (Matcher matcher : selector.matchers()) {
          (matcher.name().equals(Labels.METRIC_NAME) ? names : data).add(matcher);
        }
      }
      if (names.isEmpty()) {
        names.add(Matcher.equal(Labels.METRIC_NAME, "target_info"));
      } else if (names.stream()
          .noneMatch(m -> m.type() == Matcher.Type.EQUAL || m.type() == Matcher.Type.REGEX)) {
        names.add(Matcher.of(Matcher.Type.REGEX, Labels.METRIC_NAME, ".+_info"));
      }
      return new Wanted(names, data);
    }

    boolean isInfo(Labels labels) {
      return names.stream().allMatch(m -> m.matches(labels.metricName()));
    }

    boolean isData(String label) {
      return data.isEmpty() || data.stream().anyMatch(m -> m.name().equals(label));
    }
  }

  private record Found(Labels labels, long timeMs) {}

  List<Element> info(Expr.Call call, Frame frame, long timeMs) {
    Wanted wanted = Wanted.of(call);
    Expr base = call.args().get(0);
    List<Element> result = new ArrayList<>();
    List<FuzzSeries> infos = infos(wanted, base, frame);
    Map<List<String>, Found> found = newest(infos, timeMs);
    for (Element one : interpreter.vector(base, frame, timeMs)) {
      Labels labels =
          wanted.isInfo(one.labels()) ? one.labels() : enriched(one.labels(), wanted, found);
      if (labels != null) {
        result.add(one.with(labels, one.dropsName()));
      }
    }
    Scope.refuseSameLabels(result);
    return result;
  }

  /** Info series of the targets that any step of the frame has. */
  private List<FuzzSeries> infos(Wanted wanted, Expr base, Frame frame) {
    List<Labels> targets =
        interpreter.vectors(base, frame).stream()
            .flatMap(List::stream)
            .map(Element::labels)
            .filter(labels -> !wanted.isInfo(labels))
            .distinct()
            .toList();
    List<String> jobs = values(targets, "job");
    List<String> instances = values(targets, "instance");
    if (jobs.isEmpty() && instances.isEmpty()) {
      return List.of();
    }
    List<Matcher> matchers = new ArrayList<>(wanted.names());
    matchers.addAll(wanted.data());
    TimeModifier modifier = firstModifier(base);
    long minMs = loadMs(modifier, frame.startMs()) - scope.lookbackMs() + 1;
    long maxMs = loadMs(modifier, frame.lastMs());
    List<FuzzSeries> infos = new ArrayList<>();
    for (FuzzSeries series : SelectorRules.fetch(scope.data(), matchers, minMs, maxMs)) {
      if ((jobs.isEmpty() || jobs.contains(series.labels().get("job")))
          && (instances.isEmpty() || instances.contains(series.labels().get("instance")))) {
        if (series.points().stream().anyMatch(point -> point.histogram() != null)) {
          throw new QueryFailure("this should be an info metric, with float samples");
        }
        infos.add(series);
      }
    }
    return infos;
  }

  private long loadMs(@Nullable TimeModifier modifier, long timeMs) {
    return modifier == null ? timeMs : scope.shifted(modifier, timeMs);
  }

  private static List<String> values(List<Labels> targets, String label) {
    return targets.stream().map(one -> one.get(label)).filter(v -> !v.isEmpty()).toList();
  }

  /** The first selector decides for which time infos are loaded, though not looked at. */
  private static @Nullable TimeModifier firstModifier(Expr expr) {
    return switch (expr) {
      case Expr.VectorSelector e -> e.modifier();
      case Expr.MatrixSelector e -> e.vector().modifier();
      case Expr.Subquery e -> firstModifier(e.expr());
      case Expr.Paren e -> firstModifier(e.expr());
      case Expr.Unary e -> firstModifier(e.expr());
      case Expr.Call e -> first(e.args());
      case Expr.Aggregation e ->
          first(e.param() == null ? List.of(e.expr()) : List.of(e.expr(), e.param()));
      case Expr.Binary e -> first(List.of(e.lhs(), e.rhs()));
      case Expr.NumberLiteral _, Expr.StringLiteral _ -> null;
    };
  }

  private static @Nullable TimeModifier first(List<Expr> parts) {
    for (Expr part : parts) {
      TimeModifier modifier = firstModifier(part);
      if (modifier != null) {
        return modifier;
      }
    }
    return null;
  }

  private static List<String> signature(Labels labels) {
    return List.of(labels.metricName(), labels.get("job"), labels.get("instance"));
  }

  private Map<List<String>, Found> newest(List<FuzzSeries> infos, long timeMs) {
    Map<List<String>, Found> found = new HashMap<>();
    for (FuzzSeries series : infos) {
      Point point = selectors.newest(series, timeMs);
      if (point == null) {
        continue;
      }
      List<String> signature = signature(series.labels());
      Found other = found.get(signature);
      if (other != null && other.timeMs() == point.timeMs()) {
        throw new QueryFailure("found duplicate series for info metric");
      }
      if (other == null || other.timeMs() < point.timeMs()) {
        found.put(signature, new Found(series.labels(), point.timeMs()));
      }
    }
    return found;
  }

  /** The labels with those of infos; null when an info has to be there and is not. */
  private static @Nullable Labels enriched(
      Labels base, Wanted wanted, Map<List<String>, Found> found) {
    Map<String, String> added = new TreeMap<>();
    boolean hasInfo = false;
    for (Map.Entry<List<String>, Found> entry : found.entrySet()) {
      boolean isSameTarget =
          entry.getKey().get(1).equals(base.get("job"))
              && entry.getKey().get(2).equals(base.get("instance"));
      if (!isSameTarget) {
        continue;
      }
      hasInfo = true;
      entry
          .getValue()
          .labels()
          .forEach(
              (name, value) -> {
                if (name.equals(Labels.METRIC_NAME) || !wanted.isData(name)) {
                  return;
                }
                String before = added.get(name);
                if (before != null && !before.equals(value)) {
                  throw new QueryFailure("conflicting label: " + name);
                }
                if (base.find(name) == null) {
                  added.put(name, value);
                }
              });
    }
    if (!hasInfo && wanted.data().stream().anyMatch(m -> !m.matchesEmpty())) {
      return null;
    }
    LabelsBuilder builder = base.toBuilder();
    added.forEach(builder::set);
    return builder.build();
  }
}
