package io.carillon.querier.exec;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import io.carillon.common.error.CarillonException;
import io.carillon.common.labels.Labels;
import io.carillon.common.labels.RegexMatcher;
import io.carillon.querier.function.ReplacementTemplate;
import io.carillon.querier.plan.Plan;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** label_replace and label_join, which look at labels only. */
final class LabelCalls {
  private final Evaluator evaluator;

  LabelCalls(Evaluator evaluator) {
    this.evaluator = evaluator;
  }

  List<StepSeries> replace(Plan.Call call, Grid grid) {
    String destination = text(call, 1);
    ReplacementTemplate template = new ReplacementTemplate(text(call, 2));
    String source = text(call, 3);
    Pattern pattern = compile(text(call, 4));
    if (!Names.isValidLabel(destination)) {
      throw QueryContext.failed(
          "invalid destination label name in label_replace(): " + destination);
    }
    return relabel(
        call,
        grid,
        destination,
        labels -> {
          Matcher matcher = pattern.matcher(labels.get(source));
          return matcher.find() ? template.expand(matcher, pattern) : null;
        });
  }

  private static Pattern compile(String expression) {
    try {
      return RegexMatcher.pattern(expression);
    } catch (CarillonException e) {
      throw QueryContext.failed("invalid regular expression in label_replace(): " + expression);
    }
  }

  List<StepSeries> join(Plan.Call call, Grid grid) {
    String destination = text(call, 1);
    String separator = text(call, 2);
    List<String> sources = new ArrayList<>();
    for (int i = 3; i < call.args().size(); i++) {
      String source = text(call, i);
      if (!Names.isValidLabel(source)) {
        throw QueryContext.failed("invalid source label name in label_join(): " + source);
      }
      sources.add(source);
    }
    if (!Names.isValidLabel(destination)) {
      throw QueryContext.failed("invalid destination label name in label_join(): " + destination);
    }
    return relabel(
        call,
        grid,
        destination,
        labels -> String.join(separator, sources.stream().map(labels::get).toList()));
  }

  /** The value of a label from the labels there are; null to leave a series as it is. */
  @FunctionalInterface
  private interface NewValue {
    @Nullable String of(Labels labels);
  }

  private List<StepSeries> relabel(
      Plan.Call call, Grid grid, String destination, NewValue newValue) {
    UnaryOperator<StepSeries> change =
        series -> {
          String value = newValue.of(series.labels());
          if (value == null) {
            return series;
          }
          boolean keepsName = destination.equals(Labels.METRIC_NAME);
          return series.withLabels(
              series.labels().toBuilder().set(destination, value).build(),
              !keepsName && series.dropsName());
        };
    List<StepSeries> result =
        evaluator.vector(call.args().get(0), grid).stream().map(change).toList();
    return SameLabels.merge(result, grid.count());
  }

  private static String text(Plan.Call call, int i) {
    return ((Plan.Text) call.args().get(i)).value();
  }
}
