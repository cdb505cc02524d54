package io.carillon.querier.fuzz;

import io.carillon.common.labels.Labels;
import io.carillon.common.labels.LabelsBuilder;
import io.carillon.querier.parser.BinaryOp;
import io.carillon.querier.parser.Expr;
import io.carillon.querier.parser.ValueType;
import io.carillon.querier.parser.VectorMatching;
import io.carillon.querier.parser.VectorMatching.Cardinality;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Binary operators with a vector on at least one side, at one step. */
final class BinaryRules {
  private final Scope scope;
  private final StepInterpreter interpreter;

  BinaryRules(Scope scope, StepInterpreter interpreter) {
    this.scope = scope;
    this.interpreter = interpreter;
  }

  List<Element> vector(Expr.Binary expr, Frame frame, long timeMs) {
    boolean isLeftScalar = expr.lhs().type() == ValueType.SCALAR;
    if (isLeftScalar || expr.rhs().type() == ValueType.SCALAR) {
      return scope.checked(withScalar(expr, isLeftScalar, frame, timeMs), frame);
    }
    List<Element> lhs = interpreter.vector(expr.lhs(), frame, timeMs);
    List<Element> rhs = interpreter.vector(expr.rhs(), frame, timeMs);
    VectorMatching matching = Objects.requireNonNull(expr.matching());
    List<Element> result =
        expr.op().isSetOperator()
            ? set(expr.op(), matching, lhs, rhs)
            : new Match(expr, matching).match(lhs, rhs);
    return scope.checked(result, frame);
  }

  private List<Element> withScalar(
      Expr.Binary expr, boolean isLeftScalar, Frame frame, long timeMs) {
    double scalar = interpreter.scalar(isLeftScalar ? expr.lhs() : expr.rhs(), frame, timeMs);
    Element number = new Element(Labels.EMPTY, false, scalar, null);
    ElementRules rules = new ElementRules(expr);
    List<Element> result = new ArrayList<>();
    for (Element one : interpreter.vector(isLeftScalar ? expr.rhs() : expr.lhs(), frame, timeMs)) {
      ElementRules.Outcome outcome =
          isLeftScalar ? rules.apply(number, one) : rules.apply(one, number);
      outcome.noteTo(scope.annotations());
      if (outcome.isFailed()) {
        continue;
      }
      if (expr.returnsBool()) {
        result.add(scope.dropName(one.with(outcome.isKept() ? 1 : 0)));
      } else if (expr.op().isComparison()) {
        if (outcome.isKept()) {
          result.add(one);
        }
      } else {
        Element value = outcome.on(one);
        result.add(ElementRules.changesMeaning(expr.op()) ? scope.dropName(value) : value);
      }
    }
    return result;
  }

  private static Labels signature(Labels labels, VectorMatching matching) {
    return AggregationRules.group(labels, matching.matchingLabels(), !matching.isOn());
  }

  private static List<Element> set(
      BinaryOp op, VectorMatching matching, List<Element> lhs, List<Element> rhs) {
    Set<Labels> left = new HashSet<>();
    Set<Labels> right = new HashSet<>();
    lhs.forEach(one -> left.add(signature(one.labels(), matching)));
    rhs.forEach(one -> right.add(signature(one.labels(), matching)));
    List<Element> result = new ArrayList<>();
    for (Element one : lhs) {
      boolean isInRight = right.contains(signature(one.labels(), matching));
      if (op == BinaryOp.OR || isInRight == (op == BinaryOp.AND)) {
        result.add(one);
      }
    }
    for (Element one : op == BinaryOp.OR ? rhs : List.<Element>of()) {
      if (!left.contains(signature(one.labels(), matching))) {
        result.add(one);
      }
    }
    return result;
  }

  /** One operation between two vectors. */
  private final class Match {
    private final Expr.Binary expr;
    private final VectorMatching matching;
    private final boolean isSwapped;
    private final ElementRules rules;
    private final List<Element> result = new ArrayList<>();
    private final Set<Labels> matchedSignatures = new HashSet<>();
    private final Map<Labels, Set<Labels>> resultLabels = new HashMap<>();
    private ElementRules.@Nullable Outcome lastNoted;

    Match(Expr.Binary expr, VectorMatching matching) {
      this.expr = expr;
      this.matching = matching;
      isSwapped = matching.cardinality() == Cardinality.ONE_TO_MANY;
      rules = new ElementRules(expr);
    }

    List<Element> match(List<Element> lhs, List<Element> rhs) {
      boolean hasFill = matching.fillLhs() != null || matching.fillRhs() != null;
      boolean isHopeless =
          hasFill ? lhs.isEmpty() && rhs.isEmpty() : lhs.isEmpty() || rhs.isEmpty();
      if (isHopeless) {
        return List.of();
      }
      List<Element> many = isSwapped ? rhs : lhs;
      Map<Labels, Element> ones = new HashMap<>();
      for (Element one : isSwapped ? lhs : rhs) {
        if (ones.put(signature(one.labels(), matching), one) != null) {
          throw new QueryFailure("found duplicate series for the match group");
        }
      }
      for (Element element : many) {
        Labels signature = signature(element.labels(), matching);
        Element one = ones.get(signature);
        Double fill = matching.fillRhs();
        if (one != null) {
          operate(signature, element, one);
        } else if (fill != null) {
          operate(signature, element, filled(signature, fill));
        }
      }
      Double fill = matching.fillLhs();
      for (Element one : isSwapped ? lhs : rhs) {
        Labels signature = signature(one.labels(), matching);
        if (fill != null && !matchedSignatures.contains(signature)) {
          operate(signature, filled(signature, fill), one);
        }
      }
      if (lastNoted != null) {
        lastNoted.noteTo(scope.annotations());
      }
      return result;
    }

    private static Element filled(Labels signature, double value) {
      return new Element(signature, false, value, null);
    }

    private void operate(Labels signature, Element many, Element one) {
      ElementRules.Outcome outcome = isSwapped ? rules.apply(one, many) : rules.apply(many, one);
      if (outcome.hasNote()) {
        lastNoted = outcome;
      }
      if (outcome.isFailed()) {
        return;
      }
      Labels labels = labels(many.labels(), one.labels());
      boolean isOneToOne = matching.cardinality() == Cardinality.ONE_TO_ONE;
      boolean isNewSignature = matchedSignatures.add(signature);
      boolean isNewResult =
          resultLabels.computeIfAbsent(signature, _ -> new HashSet<>()).add(labels);
      if (isOneToOne ? !isNewSignature : !isNewResult) {
        throw new QueryFailure("multiple matches for labels");
      }
      if (expr.returnsBool()) {
        result.add(new Element(labels, true, outcome.isKept() ? 1 : 0, null));
      } else if (outcome.isKept()) {
        result.add(outcome.on(new Element(labels, false, 0, null)));
      }
    }

    private Labels labels(Labels many, Labels one) {
      LabelsBuilder labels = many.toBuilder();
      if (ElementRules.changesMeaning(expr.op())
          || (expr.returnsBool() && !scope.delaysNameRemoval())) {
        labels = Scope.withoutName(many).toBuilder();
      }
      if (matching.cardinality() == Cardinality.ONE_TO_ONE) {
        for (int i = 0; i < many.size(); i++) {
          if (matching.matchingLabels().contains(many.name(i)) != matching.isOn()) {
            labels.remove(many.name(i));
          }
        }
      }
      for (String included : matching.include()) {
        labels.set(included, one.get(included));
      }
      return labels.build();
    }
  }
}
