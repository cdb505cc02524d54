package io.carillon.querier.parser;

import org.jspecify.annotations.Nullable;

/**
 * Refuses what Prometheus hides behind its features promql-experimental-functions,
 * promql-extended-range-selectors and promql-binop-fill-modifiers, in its words.
 */
public final class ExperimentalCheck {
  private final SourceText source;

  private ExperimentalCheck(SourceText source) {
    this.source = source;
  }

  /**
   * Checks an expression.
   *
   * @param text what it was parsed from
   * @throws io.carillon.common.error.CarillonException with BAD_DATA at the first experimental part
   */
  public static void refuse(Expr expr, String text) {
    new ExperimentalCheck(new SourceText(text)).visit(expr);
  }

  private void visit(@Nullable Expr expr) {
    switch (expr) {
      case null -> {}
      case Expr.Call call -> {
        if (call.function().isExperimental()) {
          fail(call, "function \"" + call.function().name() + "\" is not enabled");
        }
        call.args().forEach(this::visit);
      }
      case Expr.Aggregation aggregation -> visit(aggregation);
      case Expr.Binary binary -> visit(binary);
      case Expr.VectorSelector selector -> visit(selector);
      case Expr.MatrixSelector selector -> visit(selector.vector());
      case Expr.Subquery subquery -> visit(subquery.expr());
      case Expr.Paren paren -> visit(paren.expr());
      case Expr.Unary unary -> visit(unary.expr());
      case Expr.NumberLiteral _, Expr.StringLiteral _ -> {}
    }
  }

  private void visit(Expr.Aggregation aggregation) {
    AggregateOp op = aggregation.op();
    if (op == AggregateOp.LIMITK || op == AggregateOp.LIMIT_RATIO) {
      fail(
          aggregation,
          op.keyword()
              + "() is experimental and must be enabled with"
              + " --enable-feature=promql-experimental-functions");
    }
    visit(aggregation.param());
    visit(aggregation.expr());
  }

  private void visit(Expr.Binary binary) {
    VectorMatching matching = binary.matching();
    if (matching != null && (matching.fillLhs() != null || matching.fillRhs() != null)) {
      fail(binary, "binop fill modifiers are experimental and not enabled");
    }
    visit(binary.lhs());
    visit(binary.rhs());
  }

  private void visit(Expr.VectorSelector selector) {
    switch (selector.extension()) {
      case NONE -> {}
      case ANCHORED -> fail(selector, "anchored modifier is experimental and not enabled");
      case SMOOTHED -> fail(selector, "smoothed modifier is experimental and not enabled");
    }
  }

  private void fail(Expr expr, String reason) {
    throw source.error(expr.position().start(), reason);
  }
}
