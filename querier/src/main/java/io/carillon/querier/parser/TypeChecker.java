package io.carillon.querier.parser;

import io.carillon.common.error.CarillonException;
import io.carillon.common.labels.Labels;
import io.carillon.common.labels.Matcher;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Checks the types of a whole expression, in the order in which Prometheus does, and gives it back
 * with the matching of each binary operation as evaluation needs it.
 */
final class TypeChecker {
  private final SourceText source;
  private final MatchingChecker matchings;

  TypeChecker(SourceText source) {
    this.source = source;
    this.matchings = new MatchingChecker(source);
  }

  /**
   * The expression, checked.
   *
   * @throws CarillonException with BAD_DATA for the first thing that is wrong
   */
  Expr check(Expr expr) {
    return checked(expr).expr();
  }

  /**
   * A checked expression and its type, which would cost a walk to ask the expression for.
   *
   * @param type of {@code expr}
   */
  private record Checked(Expr expr, ValueType type) {}

  private Checked checked(Expr expr) {
    return switch (expr) {
      case Expr.NumberLiteral number -> new Checked(number, ValueType.SCALAR);
      case Expr.StringLiteral string -> new Checked(string, ValueType.STRING);
      case Expr.VectorSelector selector -> new Checked(checkSelector(selector), ValueType.VECTOR);
      case Expr.MatrixSelector matrix -> new Checked(checkMatrix(matrix), ValueType.MATRIX);
      case Expr.Subquery subquery -> new Checked(checkSubquery(subquery), ValueType.MATRIX);
      case Expr.Aggregation aggregation ->
          new Checked(checkAggregation(aggregation), ValueType.VECTOR);
      case Expr.Call call -> new Checked(checkCall(call), call.function().returnType());
      case Expr.Unary unary -> checkUnary(unary);
      case Expr.Binary binary -> checkBinary(binary);
      case Expr.Paren paren -> {
        Checked inner = checked(paren.expr());
        yield new Checked(new Expr.Paren(inner.expr(), paren.position()), inner.type());
      }
    };
  }

  private Expr checkSelector(Expr.VectorSelector selector) {
    String name = selector.name();
    if (name == null) {
      if (selector.matchers().stream().allMatch(Matcher::matchesEmpty)) {
        throw error(selector, "vector selector must contain at least one non-empty matcher");
      }
      return selector;
    }
    // The last matcher is the one of the name.
    for (Matcher matcher : selector.matchers().subList(0, selector.matchers().size() - 1)) {
      if (matcher.name().equals(Labels.METRIC_NAME)) {
        throw error(
            selector,
            "metric name must not be set twice: "
                + GoText.quote(name)
                + " or "
                + GoText.quote(matcher.value()));
      }
    }
    return selector;
  }

  private Expr checkMatrix(Expr.MatrixSelector matrix) {
    checkSelector(matrix.vector());
    return matrix;
  }

  private Checked checkUnary(Expr.Unary unary) {
    Checked operand = checked(unary.expr());
    if (!isScalarOrVector(operand.type())) {
      throw error(
          unary,
          "unary expression only allowed on expressions of type scalar or instant vector, got "
              + GoText.quote(operand.type().documented()));
    }
    return new Checked(
        new Expr.Unary(unary.isNegation(), operand.expr(), unary.position()), operand.type());
  }

  /** Walks down the left sides in a loop: chains of operators may be long. */
  private Checked checkBinary(Expr.Binary top) {
    Deque<Expr.Binary> chain = new ArrayDeque<>();
    Expr left = top;
    while (left instanceof Expr.Binary binary) {
      chain.push(binary);
      left = binary.lhs();
    }
    Checked checked = checked(left);
    while (!chain.isEmpty()) {
      checked = checkBinary(chain.pop(), checked);
    }
    return checked;
  }

  private Checked checkBinary(Expr.Binary binary, Checked lhs) {
    Checked rhs = checked(binary.rhs());
    VectorMatching matching = matchings.check(binary, lhs.type(), rhs.type());
    boolean isScalar = lhs.type() == ValueType.SCALAR && rhs.type() == ValueType.SCALAR;
    return new Checked(
        new Expr.Binary(binary.op(), lhs.expr(), rhs.expr(), binary.returnsBool(), matching),
        isScalar ? ValueType.SCALAR : ValueType.VECTOR);
  }

  static boolean isScalarOrVector(ValueType type) {
    return type == ValueType.SCALAR || type == ValueType.VECTOR;
  }

  private Expr checkSubquery(Expr.Subquery subquery) {
    Checked inner = checked(subquery.expr());
    if (inner.type() != ValueType.VECTOR) {
      throw error(
          subquery,
          "subquery is only allowed on instant vector, got " + inner.type().apiName() + " instead");
    }
    return new Expr.Subquery(
        inner.expr(), subquery.range(), subquery.step(), subquery.modifier(), subquery.position());
  }

  private Expr checkAggregation(Expr.Aggregation aggregation) {
    Expr expr = expect(aggregation.expr(), ValueType.VECTOR, "aggregation expression");
    Expr param = aggregation.param();
    if (param != null) {
      ValueType wanted =
          aggregation.op() == AggregateOp.COUNT_VALUES ? ValueType.STRING : ValueType.SCALAR;
      param = expect(param, wanted, "aggregation parameter");
    }
    return new Expr.Aggregation(
        aggregation.op(),
        expr,
        param,
        aggregation.grouping(),
        aggregation.isWithout(),
        aggregation.position());
  }

  private Expr checkCall(Expr.Call call) {
    FunctionSignature function = call.function();
    checkArgumentCount(call);
    String context = "call to function " + GoText.quote(function.name());
    List<Expr> args = new ArrayList<>(call.args().size());
    boolean isInfo = function.name().equals("info") && call.args().size() > 1;
    if (isInfo) {
      checkInfoSelector(call, context);
    }
    List<ValueType> types = function.argTypes();
    for (int i = 0; i < call.args().size(); i++) {
      Expr arg = call.args().get(i);
      ValueType wanted = types.get(Math.min(i, types.size() - 1));
      // The second argument of info selects labels only and may well be empty.
      args.add(isInfo && i == 1 ? arg : expect(arg, wanted, context));
    }
    return new Expr.Call(function, args, call.position());
  }

  private void checkArgumentCount(Expr.Call call) {
    FunctionSignature function = call.function();
    int got = call.args().size();
    int min = function.argTypes().size() - (function.variadic() == 0 ? 0 : 1);
    int max = function.variadic() < 0 ? Integer.MAX_VALUE : min + function.variadic();
    if (got >= min && got <= max) {
      return;
    }
    String amount = function.variadic() == 0 ? "" : got < min ? "at least " : "at most ";
    throw error(
        call,
        "expected "
            + amount
            + (got < min ? min : max)
            + " argument(s) in call to "
            + GoText.quote(function.name())
            + ", got "
            + got);
  }

  private void checkInfoSelector(Expr.Call call, String context) {
    Expr arg = call.args().get(1);
    if (arg.type() != ValueType.VECTOR) {
      throw typeError(call, ValueType.VECTOR, context, arg.type());
    }
    if (!(arg instanceof Expr.VectorSelector selector)) {
      throw error(arg, "expected label selectors only");
    }
    if (selector.name() != null) {
      throw error(arg, "expected label selectors only, got vector selector instead");
    }
  }

  private Expr expect(Expr expr, ValueType wanted, String context) {
    Checked checked = checked(expr);
    if (checked.type() != wanted) {
      throw typeError(expr, wanted, context, checked.type());
    }
    return checked.expr();
  }

  private CarillonException typeError(Expr at, ValueType wanted, String context, ValueType got) {
    return error(
        at,
        "expected type " + wanted.documented() + " in " + context + ", got " + got.documented());
  }

  private CarillonException error(Expr expr, String message) {
    return source.error(expr.position().start(), message);
  }
}
