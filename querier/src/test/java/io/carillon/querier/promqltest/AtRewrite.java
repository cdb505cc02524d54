package io.carillon.querier.promqltest;

import io.carillon.querier.parser.Expr;
import io.carillon.querier.parser.ExprPrinter;
import io.carillon.querier.parser.PromqlParser;
import io.carillon.querier.parser.TimeModifier;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The same expression with {@code @} on each selector and subquery that has none. */
final class AtRewrite {
  private static final Set<String> UNSAFE =
      Set.of(
          "days_in_month",
          "day_of_month",
          "day_of_week",
          "day_of_year",
          "end",
          "hour",
          "minute",
          "month",
          "year",
          "predict_linear",
          "range",
          "start",
          "step",
          "time",
          "timestamp");

  private final long atMs;
  private boolean isUnsafe;

  private AtRewrite(long atMs) {
    this.atMs = atMs;
  }

  /** The rewritten text; null when its value would depend on the evaluation time all the same. */
  static @Nullable String rewrite(String text, long atMs) {
    AtRewrite rewrite = new AtRewrite(atMs);
    String printed = ExprPrinter.print(rewrite.rewrite(PromqlParser.parse(text)));
    return rewrite.isUnsafe ? null : printed;
  }

  private Expr rewrite(Expr expr) {
    return switch (expr) {
      case Expr.NumberLiteral literal -> literal;
      case Expr.StringLiteral literal -> literal;
      case Expr.Paren e -> new Expr.Paren(rewrite(e.expr()), e.position());
      case Expr.Unary e -> new Expr.Unary(e.isNegation(), rewrite(e.expr()), e.position());
      case Expr.VectorSelector e -> fix(e);
      case Expr.MatrixSelector e ->
          new Expr.MatrixSelector(fix(e.vector()), e.range(), e.position());
      case Expr.Subquery e ->
          // Below a subquery with a fixed time upstream changes nothing; this one has just got one.
          new Expr.Subquery(e.expr(), e.range(), e.step(), fix(e.modifier()), e.position());
      case Expr.Call e -> {
        isUnsafe |= UNSAFE.contains(e.function().name());
        yield new Expr.Call(
            e.function(), e.args().stream().map(this::rewrite).toList(), e.position());
      }
      case Expr.Aggregation e -> {
        Expr param = e.param();
        yield new Expr.Aggregation(
            e.op(),
            rewrite(e.expr()),
            param == null ? null : rewrite(param),
            e.grouping(),
            e.isWithout(),
            e.position());
      }
      case Expr.Binary e ->
          new Expr.Binary(
              e.op(), rewrite(e.lhs()), rewrite(e.rhs()), e.returnsBool(), e.matching());
    };
  }

  private Expr.VectorSelector fix(Expr.VectorSelector e) {
    return new Expr.VectorSelector(
        e.name(), e.matchers(), fix(e.modifier()), e.extension(), e.position());
  }

  private TimeModifier fix(TimeModifier modifier) {
    // start() and end() carry no time of their own yet, so upstream overrides them too.
    return modifier.at() instanceof TimeModifier.At.Time
        ? modifier
        : new TimeModifier(modifier.offset(), new TimeModifier.At.Time(atMs));
  }
}
