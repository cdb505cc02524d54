package io.carillon.querier.api;

import io.carillon.common.error.CarillonException;
import io.carillon.common.error.ErrorCode;
import io.carillon.common.labels.Matcher;
import io.carillon.querier.parser.Expr;
import io.carillon.querier.parser.PromqlParser;
import java.util.ArrayList;
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

  /** The matchers of each selector in an expression. */
  static List<List<Matcher>> in(Expr expr) {
    List<List<Matcher>> found = new ArrayList<>();
    collect(expr, found);
    return found;
  }

  private static void collect(Expr expr, List<List<Matcher>> found) {
    switch (expr) {
      case Expr.VectorSelector e -> found.add(e.matchers());
      case Expr.MatrixSelector e -> collect(e.vector(), found);
      case Expr.NumberLiteral _, Expr.StringLiteral _ -> {}
      case Expr.Subquery e -> collect(e.expr(), found);
      case Expr.Call e -> e.args().forEach(arg -> collect(arg, found));
      case Expr.Aggregation e -> {
        if (e.param() != null) {
          collect(e.param(), found);
        }
        collect(e.expr(), found);
      }
      case Expr.Binary e -> {
        collect(e.lhs(), found);
        collect(e.rhs(), found);
      }
      case Expr.Unary e -> collect(e.expr(), found);
      case Expr.Paren e -> collect(e.expr(), found);
    }
  }
}
