package io.carillon.querier.exec;

import io.carillon.common.labels.Labels;
import io.carillon.querier.function.ValueHeap;
import io.carillon.querier.function.ValueOrder;
import io.carillon.querier.parser.AggregateOp;
import io.carillon.querier.plan.Plan;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Aggregations that pick some series of each group: topk, bottomk, limitk, limit_ratio. */
final class Selection {
  private final Plan.Aggregation aggregation;
  private final double[] params;
  private final QueryContext context;

  Selection(Plan.Aggregation aggregation, double[] params, QueryContext context) {
    this.aggregation = aggregation;
    this.params = params;
    this.context = context;
  }

  List<StepSeries> select(List<StepSeries> input, Grid grid) {
    int[] groupOf = new int[input.size()];
    int groups = assignGroups(input, groupOf);
    BitSet[] picked = new BitSet[input.size()];
    List<StepSeries> inOrder = new ArrayList<>();
    for (int step = 0; step < grid.count(); step++) {
      context.checkAlive();
      for (int series : pick(input, groupOf, groups, step)) {
        if (picked[series] == null) {
          picked[series] = new BitSet(grid.count());
        }
        picked[series].set(step);
        if (grid.isSingle()) {
          inOrder.add(input.get(series));
        }
      }
    }
    return grid.isSingle() ? inOrder : restrict(input, picked);
  }

  private int assignGroups(List<StepSeries> input, int[] groupOf) {
    Grouping grouping = new Grouping(aggregation.grouping(), aggregation.isWithout());
    Map<Labels, Integer> numbers = new HashMap<>();
    for (int i = 0; i < groupOf.length; i++) {
      Labels labels = grouping.of(input.get(i).labels());
      Integer number = numbers.putIfAbsent(labels, numbers.size());
      groupOf[i] = number == null ? numbers.size() - 1 : number;
    }
    return numbers.size();
  }

  private static List<StepSeries> restrict(List<StepSeries> input, BitSet[] picked) {
    List<StepSeries> result = new ArrayList<>();
    for (int i = 0; i < picked.length; i++) {
      if (picked[i] != null) {
        result.add(input.get(i).withPresent(picked[i]));
      }
    }
    return result;
  }

  /** The series that are picked at a step, in the order of an instant query. */
  private List<Integer> pick(List<StepSeries> input, int[] groupOf, int groups, int step) {
    boolean isRatio = aggregation.op() == AggregateOp.LIMIT_RATIO;
    double ratio = Math.clamp(params[step], -1, 1);
    long count = isRatio ? input.size() : Math.min((long) params[step], input.size());
    if (isRatio ? ratio == 0 : count < 1) {
      return List.of();
    }
    ValueHeap[] heaps = new ValueHeap[groups];
    for (int i = 0; i < input.size(); i++) {
      StepSeries series = input.get(i);
      if (!series.isPresent(step) || isIgnored(series, step)) {
        continue;
      }
      ValueHeap heap = heaps[groupOf[i]];
      if (heap == null) {
        heap = new ValueHeap((int) count, aggregation.op() == AggregateOp.BOTTOMK);
        heaps[groupOf[i]] = heap;
      }
      offer(heap, series, i, step, ratio);
    }
    List<Integer> result = new ArrayList<>();
    for (ValueHeap heap : heaps) {
      if (heap != null) {
        result.addAll(ordered(heap, input, step));
      }
    }
    return result;
  }

  private boolean isIgnored(StepSeries series, int step) {
    boolean byValue =
        aggregation.op() == AggregateOp.TOPK || aggregation.op() == AggregateOp.BOTTOMK;
    if (!byValue || series.histogram(step) == null) {
      return false;
    }
    context
        .annotations()
        .histogramIgnoredInAggregation(aggregation.op().keyword(), aggregation.position());
    return true;
  }

  private void offer(ValueHeap heap, StepSeries series, int index, int step, double ratio) {
    double value = series.histogram(step) == null ? series.value(step) : 0;
    switch (aggregation.op()) {
      case TOPK, BOTTOMK -> heap.offer(value, index);
      case LIMIT_RATIO -> {
        if (RatioSample.isIn(series.labels(), ratio)) {
          heap.push(value, index);
        }
      }
      default -> {
        if (!heap.isFull()) {
          heap.push(value, index);
        }
      }
    }
  }

  private List<Integer> ordered(ValueHeap heap, List<StepSeries> input, int step) {
    List<Integer> indices = heap.elements();
    if (aggregation.op() == AggregateOp.TOPK || aggregation.op() == AggregateOp.BOTTOMK) {
      ValueOrder.sort(
          indices, index -> input.get(index).value(step), aggregation.op() == AggregateOp.TOPK);
    }
    return indices;
  }
}
