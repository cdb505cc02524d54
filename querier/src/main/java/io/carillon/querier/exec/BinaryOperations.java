package io.carillon.querier.exec;

import io.carillon.querier.parser.ValueType;
import io.carillon.querier.parser.VectorMatching;
import io.carillon.querier.plan.Plan;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Evaluates binary operators of which at least one side is a vector. */
final class BinaryOperations {
  private final QueryContext context;
  private final Evaluator evaluator;

  BinaryOperations(QueryContext context, Evaluator evaluator) {
    this.context = context;
    this.evaluator = evaluator;
  }

  /** An operation of series with a scalar, as a flow; else null. */
  @Nullable SeriesFlow flow(Plan.Binary binary, Grid grid) {
    boolean isScalarLeft = binary.lhs().type() == ValueType.SCALAR;
    if (!isScalarLeft && binary.rhs().type() != ValueType.SCALAR) {
      return null;
    }
    SeriesFlow flow = evaluator.flow(isScalarLeft ? binary.rhs() : binary.lhs(), grid);
    // Series of the same labels are an error, even if nothing is left of them here.
    if (flow == null || flow.mayCollide()) {
      return null;
    }
    double[] scalars = evaluator.scalar(isScalarLeft ? binary.lhs() : binary.rhs(), grid);
    SeriesFlow.Step step = series -> withScalar(binary, series, scalars, isScalarLeft);
    return dropsName(binary) ? evaluator.renaming(flow, step) : flow.then(step);
  }

  List<StepSeries> vector(Plan.Binary binary, Grid grid) {
    if (binary.lhs().type() == ValueType.SCALAR) {
      double[] scalars = evaluator.scalar(binary.lhs(), grid);
      return withScalar(binary, evaluator.vector(binary.rhs(), grid), scalars, true, grid);
    }
    List<StepSeries> lhs = evaluator.vector(binary.lhs(), grid);
    if (binary.rhs().type() == ValueType.SCALAR) {
      return withScalar(binary, lhs, evaluator.scalar(binary.rhs(), grid), false, grid);
    }
    List<StepSeries> rhs = evaluator.vector(binary.rhs(), grid);
    VectorMatching matching = Objects.requireNonNull(binary.matching());
    List<StepSeries> result =
        binary.op().isSetOperator()
            ? SetOperations.evaluate(binary.op(), lhs, rhs, matching, grid)
            : new VectorMatch(context, binary, matching, grid).evaluate(lhs, rhs);
    return evaluator.checkSameLabels(result, grid);
  }

  private List<StepSeries> withScalar(
      Plan.Binary binary,
      List<StepSeries> vector,
      double[] scalars,
      boolean isScalarLeft,
      Grid grid) {
    List<StepSeries> result = new ArrayList<>(vector.size());
    for (StepSeries series : vector) {
      context.checkAlive();
      StepSeries computed = withScalar(binary, series, scalars, isScalarLeft);
      if (!computed.isEmpty()) {
        result.add(computed);
      }
    }
    return evaluator.checkSameLabels(result, grid);
  }

  private static boolean dropsName(Plan.Binary binary) {
    return ElementOperation.changesMeaning(binary.op()) || binary.returnsBool();
  }

  private StepSeries withScalar(
      Plan.Binary binary, StepSeries series, double[] scalars, boolean isScalarLeft) {
    StepSeries computed =
        series.histograms() == null && FloatOperation.handles(binary.op())
            ? FloatOperation.withScalars(binary, series, scalars, isScalarLeft)
            : samples(binary, series, scalars, isScalarLeft)
                .build(series.labels(), series.dropsName());
    return dropsName(binary) ? evaluator.dropName(computed) : computed;
  }

  private StepSeriesBuilder samples(
      Plan.Binary binary, StepSeries series, double[] scalars, boolean isScalarLeft) {
    ElementOperation operation = new ElementOperation(binary.op(), binary.position());
    StepSeriesBuilder builder = new StepSeriesBuilder(scalars.length);
    for (int step = series.present().nextSetBit(0);
        step >= 0;
        step = series.present().nextSetBit(step + 1)) {
      if (isScalarLeft) {
        operation.apply(scalars[step], null, series.value(step), series.histogram(step));
      } else {
        operation.apply(series.value(step), series.histogram(step), scalars[step], null);
      }
      ElementOperation.Note note = operation.note();
      if (note != null) {
        note.addTo(context.annotations());
      }
      if (operation.isFailed()) {
        continue;
      }
      if (binary.returnsBool()) {
        builder.set(step, operation.isKept() ? 1 : 0);
      } else if (operation.isKept() && binary.op().isComparison()) {
        // A comparison keeps the value of the vector, on whichever side it is.
        builder.set(step, series);
      } else if (operation.isKept()) {
        operation.set(builder, step);
      }
    }
    return builder;
  }
}
