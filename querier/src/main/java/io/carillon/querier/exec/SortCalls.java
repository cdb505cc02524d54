package io.carillon.querier.exec;

import io.carillon.common.labels.Labels;
import io.carillon.querier.function.NaturalOrder;
import io.carillon.querier.function.ValueOrder;
import io.carillon.querier.plan.Plan;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** sort and its relatives; the order only matters where there is one step. */
final class SortCalls {
  private final QueryContext context;
  private final Evaluator evaluator;

  SortCalls(QueryContext context, Evaluator evaluator) {
    this.context = context;
    this.evaluator = evaluator;
  }

  List<StepSeries> byValue(Plan.Call call, Grid grid) {
    warnWhenUseless(call, grid);
    List<StepSeries> floats = new ArrayList<>();
    for (StepSeries series : evaluator.vector(call.args().get(0), grid)) {
      StepSeries kept = onlyFloats(series);
      if (!kept.isEmpty()) {
        floats.add(kept);
      }
    }
    if (!grid.isSingle()) {
      return floats;
    }
    boolean isDescending = call.function().endsWith("_desc");
    ValueOrder.sort(floats, series -> series.value(0), isDescending);
    return floats;
  }

  private static StepSeries onlyFloats(StepSeries series) {
    if (series.histograms() == null) {
      return series;
    }
    BitSet floats = (BitSet) series.present().clone();
    for (int step = floats.nextSetBit(0); step >= 0; step = floats.nextSetBit(step + 1)) {
      floats.set(step, series.histogram(step) == null);
    }
    return series.withPresent(floats);
  }

  List<StepSeries> byLabels(Plan.Call call, Grid grid) {
    warnWhenUseless(call, grid);
    List<StepSeries> result = new ArrayList<>(evaluator.vector(call.args().get(0), grid));
    if (!grid.isSingle()) {
      return result;
    }
    List<String> names =
        call.args().stream().skip(1).map(arg -> ((Plan.Text) arg).value()).toList();
    int sign = call.function().endsWith("_desc") ? -1 : 1;
    ValueOrder.sort(result, (a, b) -> sign * compare(a.labels(), b.labels(), names) < 0);
    return result;
  }

  private static int compare(Labels a, Labels b, List<String> names) {
    for (String name : names) {
      String valueA = a.get(name);
      String valueB = b.get(name);
      if (!valueA.equals(valueB)) {
        return NaturalOrder.isBefore(valueA, valueB) ? -1 : 1;
      }
    }
    return a.compareTo(b);
  }

  private void warnWhenUseless(Plan.Call call, Grid grid) {
    if (!grid.isSingle()) {
      context.annotations().sortInRangeQuery(call.position());
    }
  }
}
