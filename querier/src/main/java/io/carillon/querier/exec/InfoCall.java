package io.carillon.querier.exec;

import io.carillon.common.labels.Labels;
import io.carillon.common.labels.LabelsBuilder;
import io.carillon.common.labels.Matcher;
import io.carillon.querier.plan.Plan;
import io.carillon.querier.plan.TimeShift;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * info(): adds labels of info metrics, such as target_info, that have the same job and instance
 * (promql/info.go).
 */
final class InfoCall {
  private static final Set<String> IDENTIFYING = Set.of("instance", "job");
  private static final Matcher TARGET_INFO = Matcher.equal(Labels.METRIC_NAME, "target_info");
  private static final Matcher ANY_INFO =
      Matcher.of(Matcher.Type.REGEX, Labels.METRIC_NAME, ".+_info");
  private static final String REGEX_META = "\\.+*?()|[]{}^$";
  private static final Grouping IDENTITY = new Grouping(List.copyOf(IDENTIFYING), false);

  private final QueryContext context;
  private final SelectorReader selectors;
  private final Plan.Call call;
  private final Grid grid;
  private final List<Matcher> nameMatchers;
  private final Map<String, List<Matcher>> dataMatchers = new TreeMap<>();

  InfoCall(QueryContext context, SelectorReader selectors, Plan.Call call, Grid grid) {
    this.context = context;
    this.selectors = selectors;
    this.call = call;
    this.grid = grid;
    List<Matcher> names = new ArrayList<>();
    if (call.args().size() > 1 && call.args().get(1) instanceof Plan.InstantSelector selector) {
      for (Matcher matcher : selector.matchers()) {
        if (matcher.name().equals(Labels.METRIC_NAME)) {
          names.add(matcher);
        } else {
          dataMatchers.computeIfAbsent(matcher.name(), _ -> new ArrayList<>()).add(matcher);
        }
      }
    }
    nameMatchers = effective(names);
  }

  private static List<Matcher> effective(List<Matcher> names) {
    if (names.isEmpty()) {
      return List.of(TARGET_INFO);
    }
    boolean hasPositive =
        names.stream()
            .anyMatch(
                matcher ->
                    matcher.type() == Matcher.Type.EQUAL || matcher.type() == Matcher.Type.REGEX);
    List<Matcher> result = new ArrayList<>(hasPositive ? List.of() : List.of(ANY_INFO));
    result.addAll(names);
    return result;
  }

  /** A name of an info metric, and the identifying labels. */
  private record Signature(String name, Labels identity) {}

  /** An info series and when its sample at a step was taken. */
  private record Found(StepSeries series, long timestampMs) {}

  List<StepSeries> evaluate(List<StepSeries> base) {
    List<StepSeries> infos = readInfos(base);
    Set<String> names = new TreeSet<>();
    infos.forEach(info -> names.add(info.labels().metricName()));
    Map<Labels, StepSeriesBuilder> results = new LinkedHashMap<>();
    Map<Labels, Boolean> dropsName = new HashMap<>();
    for (int step = 0; step < grid.count(); step++) {
      context.checkAlive();
      Map<Signature, Found> found = newest(infos, step);
      for (StepSeries series : base) {
        Labels labels = series.isPresent(step) ? enriched(series, names, found) : null;
        if (labels == null) {
          continue;
        }
        StepSeriesBuilder builder =
            results.computeIfAbsent(labels, _ -> new StepSeriesBuilder(grid.count()));
        dropsName.putIfAbsent(labels, series.dropsName());
        if (builder.isPresent(step)) {
          throw SameLabels.error();
        }
        builder.set(step, series);
      }
    }
    List<StepSeries> result = new ArrayList<>(results.size());
    results.forEach(
        (labels, builder) ->
            result.add(builder.build(labels, Boolean.TRUE.equals(dropsName.get(labels)))));
    return result;
  }

  private boolean isInfo(StepSeries series) {
    String name = series.labels().metricName();
    return nameMatchers.stream().allMatch(matcher -> matcher.matches(name));
  }

  private List<StepSeries> readInfos(List<StepSeries> base) {
    Map<String, Set<String>> values = new TreeMap<>();
    for (StepSeries series : base) {
      if (!isInfo(series)) {
        for (String name : IDENTIFYING) {
          String value = series.labels().get(name);
          if (!value.isEmpty()) {
            values.computeIfAbsent(name, _ -> new TreeSet<>()).add(quote(value));
          }
        }
      }
    }
    if (values.isEmpty()) {
      return List.of();
    }
    List<Matcher> matchers = new ArrayList<>();
    values.forEach(
        (name, alternatives) ->
            matchers.add(Matcher.of(Matcher.Type.REGEX, name, String.join("|", alternatives))));
    dataMatchers.values().forEach(matchers::addAll);
    matchers.addAll(nameMatchers);
    List<StepSeries> infos = new ArrayList<>();
    selectors.run(
        selectors.info(matchers, firstShift(call.args().get(0)), grid),
        series -> {
          context.budget().charge(series);
          infos.add(series);
        });
    return infos;
  }

  private static String quote(String value) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < value.length(); i++) {
      if (REGEX_META.indexOf(value.charAt(i)) >= 0) {
        out.append('\\');
      }
      out.append(value.charAt(i));
    }
    return out.toString();
  }

  /** Where the first selector looks decides for which time infos are loaded. */
  private static @Nullable TimeShift firstShift(Plan plan) {
    return switch (plan) {
      case Plan.InstantSelector selector -> selector.time();
      case Plan.RangeSelector selector -> selector.time();
      case Plan.Subquery subquery -> firstShift(subquery.inner());
      case Plan.StepInvariant invariant -> firstShift(invariant.inner());
      case Plan.Unary unary -> firstShift(unary.operand());
      case Plan.Call inner -> first(inner.args());
      case Plan.Aggregation aggregation -> {
        Plan param = aggregation.param();
        yield first(
            param == null ? List.of(aggregation.input()) : List.of(aggregation.input(), param));
      }
      case Plan.Binary binary -> first(List.of(binary.lhs(), binary.rhs()));
      case Plan.Constant _, Plan.Text _ -> null;
    };
  }

  private static @Nullable TimeShift first(List<Plan> plans) {
    for (Plan plan : plans) {
      TimeShift shift = firstShift(plan);
      if (shift != null) {
        return shift;
      }
    }
    return null;
  }

  /** The newest info series of each signature at a step. */
  private static Map<Signature, Found> newest(List<StepSeries> infos, int step) {
    Map<Signature, Found> found = new HashMap<>();
    for (StepSeries info : infos) {
      if (!info.isPresent(step)) {
        continue;
      }
      Found candidate = new Found(info, Math.round(info.value(step) * 1000));
      Signature signature = new Signature(info.labels().metricName(), IDENTITY.of(info.labels()));
      Found other = found.get(signature);
      if (other != null && other.timestampMs() == candidate.timestampMs()) {
        throw QueryContext.failed(
            "found duplicate series for info metric: existing "
                + other.series().labels()
                + " @ "
                + other.timestampMs()
                + ", new "
                + info.labels()
                + " @ "
                + candidate.timestampMs());
      }
      if (other == null || other.timestampMs() < candidate.timestampMs()) {
        found.put(signature, candidate);
      }
    }
    return found;
  }

  /** Labels of a series with those of its infos; null when an info that must be there is not. */
  private @Nullable Labels enriched(
      StepSeries series, Set<String> names, Map<Signature, Found> found) {
    if (isInfo(series)) {
      return series.labels();
    }
    Labels identity = IDENTITY.of(series.labels());
    Map<String, String> added = new TreeMap<>();
    boolean hasInfo = false;
    for (String name : names) {
      Found info = found.get(new Signature(name, identity));
      if (info != null) {
        hasInfo = true;
        collect(info.series().labels(), series.labels(), added);
      }
    }
    boolean needsInfo =
        dataMatchers.values().stream()
            .flatMap(List::stream)
            .anyMatch(matcher -> !matcher.matchesEmpty());
    if (!hasInfo && needsInfo) {
      return null;
    }
    LabelsBuilder builder = series.labels().toBuilder();
    added.forEach(builder::set);
    return builder.build();
  }

  private void collect(Labels info, Labels base, Map<String, String> added) {
    info.forEach(
        (name, value) -> {
          boolean isWanted = dataMatchers.isEmpty() || dataMatchers.containsKey(name);
          if (name.equals(Labels.METRIC_NAME) || !isWanted) {
            return;
          }
          String before = added.get(name);
          if (before != null && !before.equals(value)) {
            throw QueryContext.failed("conflicting label: " + name);
          }
          if (base.find(name) == null) {
            added.put(name, value);
          }
        });
  }
}
