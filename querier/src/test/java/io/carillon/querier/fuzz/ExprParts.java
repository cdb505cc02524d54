package io.carillon.querier.fuzz;

import io.carillon.querier.parser.Expr;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** The parts of an expression. */
public final class ExprParts {
  private ExprParts() {}

  /** The parts right below. */
  public static List<Expr> children(Expr expr) {
    return switch (expr) {
      case Expr.NumberLiteral _, Expr.StringLiteral _, Expr.VectorSelector _ -> List.of();
      case Expr.Paren e -> List.of(e.expr());
      case Expr.Unary e -> List.of(e.expr());
      case Expr.MatrixSelector e -> List.of(e.vector());
      case Expr.Subquery e -> List.of(e.expr());
      case Expr.Call e -> e.args();
      case Expr.Aggregation e ->
          e.param() == null ? List.of(e.expr()) : List.of(e.expr(), e.param());
      case Expr.Binary e -> List.of(e.lhs(), e.rhs());
    };
  }

  /** The expression and everything in it. */
  public static List<Expr> all(Expr expr) {
    List<Expr> result = new ArrayList<>();
    result.add(expr);
    children(expr).forEach(child -> result.addAll(all(child)));
    return result;
  }

  /** Whether something holds for the expression or any part of it. */
  public static boolean any(Expr expr, Predicate<Expr> condition) {
    return all(expr).stream().anyMatch(condition);
  }

  /** Whether a function is called anywhere. */
  public static boolean calls(Expr expr, Predicate<String> function) {
    return any(expr, part -> part instanceof Expr.Call c && function.test(c.function().name()));
  }
}
