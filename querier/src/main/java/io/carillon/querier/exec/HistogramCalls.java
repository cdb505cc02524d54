package io.carillon.querier.exec;

import io.carillon.querier.function.Quantiles;
import io.carillon.querier.plan.Plan;
import java.util.ArrayList;
import java.util.List;

/** histogram_quantile and its relatives over classic and native histograms. */
final class HistogramCalls {
  private final QueryContext context;
  private final Evaluator evaluator;

  HistogramCalls(QueryContext context, Evaluator evaluator) {
    this.context = context;
    this.evaluator = evaluator;
  }

  List<StepSeries> quantile(Plan.Call call, Grid grid) {
    Plan param = call.args().get(0);
    double[] quantiles = evaluator.scalar(param, grid);
    Plan vector = call.args().get(1);
    HistogramVector histograms = read(vector, grid);
    warnWhenInvalid(quantiles, param);
    HistogramEstimate estimate =
        new HistogramEstimate.Quantile(quantiles, context.annotations(), vector.position());
    return finish(histograms.evaluate(estimate, (labels, _) -> labels), grid);
  }

  List<StepSeries> quantiles(Plan.Call call, Grid grid) {
    Plan vector = call.args().get(0);
    HistogramVector histograms = read(vector, grid);
    String label = ((Plan.Text) call.args().get(1)).value();
    List<StepSeries> result = new ArrayList<>();
    for (Plan param : call.args().subList(2, call.args().size())) {
      double[] quantiles = evaluator.scalar(param, grid);
      warnWhenInvalid(quantiles, param);
      result.addAll(
          histograms.evaluate(
              new HistogramEstimate.Quantile(quantiles, context.annotations(), vector.position()),
              (labels, step) ->
                  labels.toBuilder().set(label, OpenMetricsFloat.format(quantiles[step])).build()));
    }
    return finish(result, grid);
  }

  List<StepSeries> fraction(Plan.Call call, Grid grid) {
    Plan vector = call.args().get(2);
    HistogramEstimate estimate =
        new HistogramEstimate.Fraction(
            evaluator.scalar(call.args().get(0), grid),
            evaluator.scalar(call.args().get(1), grid),
            context.annotations(),
            vector.position());
    HistogramVector histograms = read(vector, grid);
    return finish(histograms.evaluate(estimate, (labels, _) -> labels), grid);
  }

  private HistogramVector read(Plan vector, Grid grid) {
    return new HistogramVector(context, evaluator.vector(vector, grid), vector.position(), grid);
  }

  private List<StepSeries> finish(List<StepSeries> series, Grid grid) {
    return evaluator.checkSameLabels(series.stream().map(evaluator::dropName).toList(), grid);
  }

  private void warnWhenInvalid(double[] quantiles, Plan param) {
    for (double quantile : quantiles) {
      if (Quantiles.isInvalid(quantile)) {
        context.annotations().invalidQuantile(quantile, param.position());
      }
    }
  }
}
