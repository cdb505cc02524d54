package io.carillon.querier.exec;

import io.carillon.common.error.CarillonException;
import io.carillon.common.histogram.FloatHistogram;
import io.carillon.common.labels.Labels;
import io.carillon.common.labels.LabelsBuilder;
import io.carillon.common.labels.Utf8Order;
import io.carillon.querier.parser.VectorMatching;
import io.carillon.querier.parser.VectorMatching.Cardinality;
import io.carillon.querier.plan.Plan;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A binary operator between two vectors, a column at a time where no match group has two series.
 * Else which series meet is decided anew at every step, because a match group that has two series
 * at one step may have one at the next. Below, "many" is the side that may have several series in a
 * group, "one" the side that may not.
 */
final class VectorMatch {
  /** In place of an index of a series: the value that fills in for a missing one. */
  private static final int FILL = -1;

  private final QueryContext context;
  private final Plan.Binary binary;
  private final VectorMatching matching;
  private final Grid grid;
  private final boolean isSwapped;
  private final Grouping signature;
  private final ElementOperation operation;
  private final Map<Labels, Integer> signatureNumbers = new HashMap<>();
  private final List<Labels> signatures = new ArrayList<>();
  private final List<Pair> pairs = new ArrayList<>();
  private final Map<Long, Pair> pairsByIndices = new HashMap<>();
  private final Map<ResultKey, StepStamp> resultStamps = new HashMap<>();

  /** The last thing to say at a step; of each step upstream keeps one only. */
  private ElementOperation.@Nullable Note lastNote;

  /** By index of the many side: the pair of the last step, nearly always that of the next one. */
  private @Nullable Pair[] lastPairs = new Pair[0];

  private Side many = Side.NONE;
  private Side one = Side.NONE;

  VectorMatch(QueryContext context, Plan.Binary binary, VectorMatching matching, Grid grid) {
    this.context = context;
    this.binary = binary;
    this.matching = matching;
    this.grid = grid;
    isSwapped = matching.cardinality() == Cardinality.ONE_TO_MANY;
    signature = new Grouping(matching.matchingLabels(), !matching.isOn());
    operation = new ElementOperation(binary.op(), binary.position());
  }

  /** The series of a side and the numbers of their signatures. */
  @SuppressWarnings("ArrayRecordComponent") // Columns of numbers; identity is never asked.
  private record Side(List<StepSeries> series, int[] signatures) {
    static final Side NONE = new Side(List.of(), new int[0]);

    boolean hasHistograms() {
      return series.stream().anyMatch(one -> one.histograms() != null);
    }

    boolean isEmptyAt(int step) {
      return series.stream().noneMatch(one -> one.isPresent(step));
    }
  }

  /** Series of both sides that meet wherever both are, and the labels of what comes of it. */
  private record ColumnPair(Labels labels, StepSeries many, StepSeries one) {}

  /** Series of both sides that met, and what came of it. */
  private static final class Pair {
    private final int oneIndex;
    private final Labels labels;
    private final StepSeriesBuilder builder;
    private final StepStamp stamp;

    Pair(int oneIndex, Labels labels, StepSeriesBuilder builder, StepStamp stamp) {
      this.oneIndex = oneIndex;
      this.labels = labels;
      this.builder = builder;
      this.stamp = stamp;
    }
  }

  /** Labels of a result within a match group. */
  private record ResultKey(int signature, Labels labels) {}

  /** The last step at which something happened. */
  private static final class StepStamp {
    private int step = -1;
  }

  List<StepSeries> evaluate(List<StepSeries> lhs, List<StepSeries> rhs) {
    many = side(isSwapped ? rhs : lhs);
    one = side(isSwapped ? lhs : rhs);
    List<ColumnPair> columns = columnPairs();
    return columns == null ? byStep() : byColumn(columns);
  }

  /**
   * The pairs of series that meet, when they are the same at all steps, nothing fills in, and there
   * are floats only; else null.
   */
  private @Nullable List<ColumnPair> columnPairs() {
    boolean hasFill = matching.fillLhs() != null || matching.fillRhs() != null;
    if (hasFill || !FloatOperation.handles(binary.op()) || many.hasHistograms()) {
      return null;
    }
    int[] oneOf = new int[signatures.size()];
    Arrays.fill(oneOf, FILL);
    if (one.hasHistograms() || !isEachAlone(one, oneOf)) {
      return null;
    }
    boolean isOneToOne = matching.cardinality() == Cardinality.ONE_TO_ONE;
    if (isOneToOne && !isEachAlone(many, new int[signatures.size()])) {
      return null;
    }
    List<ColumnPair> result = new ArrayList<>();
    Set<ResultKey> keys = new HashSet<>();
    for (int i = 0; i < many.signatures().length; i++) {
      int number = many.signatures()[i];
      if (oneOf[number] == FILL) {
        continue;
      }
      StepSeries ofMany = many.series().get(i);
      StepSeries ofOne = one.series().get(oneOf[number]);
      Labels labels = resultLabels(ofMany.labels(), ofOne.labels());
      if (!isOneToOne && !keys.add(new ResultKey(number, labels))) {
        return null;
      }
      result.add(new ColumnPair(labels, ofMany, ofOne));
    }
    return result;
  }

  /**
   * Whether no two series of a side have the same signature.
   *
   * @param indices takes the index of the series of each signature
   */
  private static boolean isEachAlone(Side side, int[] indices) {
    boolean[] seen = new boolean[indices.length];
    for (int i = 0; i < side.signatures().length; i++) {
      int number = side.signatures()[i];
      if (seen[number]) {
        return false;
      }
      seen[number] = true;
      indices[number] = i;
    }
    return true;
  }

  private List<StepSeries> byColumn(List<ColumnPair> columns) {
    List<StepSeries> result = new ArrayList<>(columns.size());
    for (ColumnPair pair : columns) {
      context.checkAlive();
      BitSet present = (BitSet) pair.many.present().clone();
      present.and(pair.one.present());
      double[] lhs = (isSwapped ? pair.one : pair.many).values();
      double[] rhs = (isSwapped ? pair.many : pair.one).values();
      StepSeries met = new StepSeries(pair.labels, binary.returnsBool(), lhs, present, null);
      context.budget().charge(0, met.sizeBytes());
      StepSeries computed = FloatOperation.apply(binary, lhs, rhs, met);
      if (!computed.isEmpty()) {
        result.add(computed);
      }
    }
    return result;
  }

  private List<StepSeries> byStep() {
    lastPairs = new Pair[many.series().size()];
    int[] oneOf = new int[signatures.size()];
    int[] matchedAt = new int[signatures.size()];
    Arrays.fill(matchedAt, -1);
    for (int step = 0; step < grid.count(); step++) {
      context.checkAlive();
      if (isHopeless(step)) {
        continue;
      }
      Arrays.fill(oneOf, FILL);
      collectOnes(oneOf, step);
      matchMany(oneOf, matchedAt, step);
      matchLeftOver(matchedAt, step);
      addLastNote();
    }
    List<StepSeries> result = new ArrayList<>(pairs.size());
    for (Pair pair : pairs) {
      if (!pair.builder.isEmpty()) {
        result.add(pair.builder.build(pair.labels, binary.returnsBool()));
      }
    }
    return result;
  }

  private void addLastNote() {
    if (lastNote != null) {
      lastNote.addTo(context.annotations());
      lastNote = null;
    }
  }

  private Side side(List<StepSeries> series) {
    int[] numbers = new int[series.size()];
    for (int i = 0; i < numbers.length; i++) {
      Labels labels = signature.of(series.get(i).labels());
      Integer known = signatureNumbers.putIfAbsent(labels, signatures.size());
      if (known == null) {
        numbers[i] = signatures.size();
        signatures.add(labels);
      } else {
        numbers[i] = known;
      }
    }
    return new Side(series, numbers);
  }

  private boolean isHopeless(int step) {
    boolean isManyEmpty = many.isEmptyAt(step);
    boolean isOneEmpty = one.isEmptyAt(step);
    boolean hasFill = matching.fillLhs() != null || matching.fillRhs() != null;
    return hasFill ? isManyEmpty && isOneEmpty : isManyEmpty || isOneEmpty;
  }

  private void collectOnes(int[] oneOf, int step) {
    for (int i = 0; i < one.signatures().length; i++) {
      StepSeries series = one.series().get(i);
      if (!series.isPresent(step)) {
        continue;
      }
      int number = one.signatures()[i];
      if (oneOf[number] != FILL) {
        throw duplicate(number, series, one.series().get(oneOf[number]));
      }
      oneOf[number] = i;
    }
  }

  private CarillonException duplicate(int number, StepSeries series, StepSeries before) {
    List<String> both = new ArrayList<>();
    both.add(series.labels().toString());
    both.add(before.labels().toString());
    both.sort(Utf8Order::compare);
    return QueryContext.failed(
        "found duplicate series for the match group "
            + signatures.get(number)
            + " on the "
            + (isSwapped ? "left" : "right")
            + " hand-side of the operation: ["
            + String.join(", ", both)
            + "];many-to-many matching not allowed: matching labels must be unique on one side");
  }

  private void matchMany(int[] oneOf, int[] matchedAt, int step) {
    for (int i = 0; i < many.signatures().length; i++) {
      if (!many.series().get(i).isPresent(step)) {
        continue;
      }
      int number = many.signatures()[i];
      if (oneOf[number] != FILL || matching.fillRhs() != null) {
        operate(i, oneOf[number], number, matchedAt, step);
      }
    }
  }

  /** Series of the one side that met nothing, for which a fill value may stand in. */
  private void matchLeftOver(int[] matchedAt, int step) {
    if (matching.fillLhs() == null) {
      return;
    }
    for (int i = 0; i < one.signatures().length; i++) {
      int number = one.signatures()[i];
      if (one.series().get(i).isPresent(step) && matchedAt[number] != step) {
        operate(FILL, i, number, matchedAt, step);
      }
    }
  }

  private void operate(int manyIndex, int oneIndex, int number, int[] matchedAt, int step) {
    double manyValue = value(many, manyIndex, matching.fillLhs(), step);
    double oneValue = value(one, oneIndex, matching.fillRhs(), step);
    FloatHistogram manyHistogram = histogram(many, manyIndex, step);
    FloatHistogram oneHistogram = histogram(one, oneIndex, step);
    if (isSwapped) {
      operation.apply(oneValue, oneHistogram, manyValue, manyHistogram);
    } else {
      operation.apply(manyValue, manyHistogram, oneValue, oneHistogram);
    }
    if (operation.note() != null) {
      lastNote = operation.note();
    }
    if (operation.isFailed()) {
      return;
    }
    Pair pair = pair(manyIndex, oneIndex, number);
    checkUnique(pair, number, matchedAt, step);
    if (binary.returnsBool()) {
      pair.builder.set(step, operation.isKept() ? 1 : 0);
    } else if (operation.isKept()) {
      operation.set(pair.builder, step);
    }
  }

  private static double value(Side side, int index, @Nullable Double fill, int step) {
    if (index != FILL) {
      return side.series().get(index).value(step);
    }
    return fill == null ? Double.NaN : fill;
  }

  private static @Nullable FloatHistogram histogram(Side side, int index, int step) {
    return index == FILL ? null : side.series().get(index).histogram(step);
  }

  private void checkUnique(Pair pair, int number, int[] matchedAt, int step) {
    boolean isOneToOne = matching.cardinality() == Cardinality.ONE_TO_ONE;
    if (isOneToOne ? matchedAt[number] == step : pair.stamp.step == step) {
      throw QueryContext.failed(
          "multiple matches for labels: "
              + (isOneToOne
                  ? "many-to-one matching must be explicit (group_left/group_right)"
                  : "grouping labels must ensure unique matches"));
    }
    matchedAt[number] = step;
    pair.stamp.step = step;
  }

  private Pair pair(int manyIndex, int oneIndex, int number) {
    Pair last = manyIndex == FILL ? null : lastPairs[manyIndex];
    if (last != null && last.oneIndex == oneIndex) {
      return last;
    }
    Pair pair =
        pairsByIndices.computeIfAbsent(
            (long) manyIndex << Integer.SIZE | (oneIndex & 0xFFFFFFFFL),
            _ -> newPair(manyIndex, oneIndex, number));
    if (manyIndex != FILL) {
      lastPairs[manyIndex] = pair;
    }
    return pair;
  }

  private Pair newPair(int manyIndex, int oneIndex, int number) {
    Labels group = signatures.get(number);
    Labels manyLabels = manyIndex == FILL ? group : many.series().get(manyIndex).labels();
    Labels oneLabels = oneIndex == FILL ? group : one.series().get(oneIndex).labels();
    Labels labels = resultLabels(manyLabels, oneLabels);
    context.budget().charge(0, grid.count() * 9L);
    StepStamp stamp =
        resultStamps.computeIfAbsent(new ResultKey(number, labels), _ -> new StepStamp());
    Pair pair = new Pair(oneIndex, labels, new StepSeriesBuilder(grid.count()), stamp);
    pairs.add(pair);
    return pair;
  }

  private Labels resultLabels(Labels manyLabels, Labels oneLabels) {
    LabelsBuilder builder = manyLabels.toBuilder();
    boolean dropsNameForBool = !context.delaysNameRemoval() && binary.returnsBool();
    if (dropsNameForBool || ElementOperation.changesMeaning(binary.op())) {
      Names.drop(builder);
    }
    if (matching.cardinality() == Cardinality.ONE_TO_ONE) {
      Set<String> names = Set.copyOf(matching.matchingLabels());
      for (int i = 0; i < manyLabels.size(); i++) {
        if (names.contains(manyLabels.name(i)) != matching.isOn()) {
          builder.remove(manyLabels.name(i));
        }
      }
    }
    for (String name : matching.include()) {
      builder.set(name, oneLabels.get(name));
    }
    return builder.build();
  }
}
