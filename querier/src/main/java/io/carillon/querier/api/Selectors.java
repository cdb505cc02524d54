package io.carillon.querier.api;

import io.carillon.common.error.CarillonException;
import io.carillon.common.error.ErrorCode;
import io.carillon.common.labels.Matcher;
import io.carillon.querier.parser.Expr;
import io.carillon.querier.parser.PromqlParser;
import java.util.List;

/** Series selectors outside of queries. */
final class Selectors {
  private Selectors() {}

  /**
   * The matchers of each {@code match[]}.
   *
   * @throws CarillonException with BAD_DATA and Prometheus' text when one is no selector, or
   *     matches everything
   */
  static List<List<Matcher>> parse(List<String> texts) {
    List<List<Matcher>> sets = texts.stream().map(PromqlParser::parseSelector).toList();
    if (sets.stream().anyMatch(set -> set.stream().allMatch(Matcher::matchesEmpty))) {
      throw new CarillonException(
          ErrorCode.BAD_DATA, "match[] must contain at least one non-empty matcher");
    }
    return sets;
  }

  /** Whether an expression reads any series. */
  static boolean isAnyIn(Expr expr) {
    return switch (expr) {
      case Expr.VectorSelector _, Expr.MatrixSelector _ -> true;
      case Expr.NumberLiteral _, Expr.StringLiteral _ -> false;
      case Expr.Subquery e -> isAnyIn(e.expr());
      case Expr.Call e -> e.args().stream().anyMatch(Selectors::isAnyIn);
      case Expr.Aggregation e -> isAnyIn(e.expr()) || (e.param() != null && isAnyIn(e.param()));
      case Expr.Binary e -> isAnyIn(e.lhs()) || isAnyIn(e.rhs());
      case Expr.Unary e -> isAnyIn(e.expr());
      case Expr.Paren e -> isAnyIn(e.expr());
    };
  }
}
