package io.carillon.querier.fuzz;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.carillon.common.labels.Labels;
import io.carillon.querier.function.ReplacementTemplate;
import io.carillon.querier.parser.Expr;
import java.util.ArrayList;
import java.util.List;

/** label_replace and label_join. */
final class LabelRules {
  private final StepInterpreter interpreter;

  LabelRules(StepInterpreter interpreter) {
    this.interpreter = interpreter;
  }

  static String text(Expr expr) {
    if (Invariance.strip(expr) instanceof Expr.StringLiteral literal) {
      return literal.value();
    }
    throw new IllegalArgumentException("no string: " + expr);
  }

  private static String text(Expr.Call call, int i) {
    return text(call.args().get(i));
  }

  List<Element> replace(Expr.Call call, Frame frame, long timeMs) {
    String destination = text(call, 1);
    Pattern pattern;
    try {
      pattern = Pattern.compile("^(?s:" + text(call, 4) + ")$");
    } catch (PatternSyntaxException e) {
      throw new QueryFailure("invalid regular expression in label_replace(): " + text(call, 4));
    }
    ReplacementTemplate template = new ReplacementTemplate(text(call, 2));
    List<Element> result = new ArrayList<>();
    for (Element one : interpreter.vector(call.args().get(0), frame, timeMs)) {
      Matcher matcher = pattern.matcher(one.labels().get(text(call, 3)));
      result.add(
          matcher.matches() ? set(one, destination, template.expand(matcher, pattern)) : one);
    }
    Scope.refuseSameLabels(result);
    return result;
  }

  List<Element> join(Expr.Call call, Frame frame, long timeMs) {
    List<Element> result = new ArrayList<>();
    for (Element one : interpreter.vector(call.args().get(0), frame, timeMs)) {
      List<String> values = new ArrayList<>();
      for (Expr source : call.args().subList(3, call.args().size())) {
        values.add(one.labels().get(text(source)));
      }
      result.add(set(one, text(call, 1), String.join(text(call, 2), values)));
    }
    Scope.refuseSameLabels(result);
    return result;
  }

  /** Whoever writes a name wants it to stay. */
  private static Element set(Element element, String label, String value) {
    Labels labels = element.labels().toBuilder().set(label, value).build();
    return element.with(labels, element.dropsName() && !label.equals(Labels.METRIC_NAME));
  }
}
