package io.carillon.querier.parser;

import io.carillon.common.error.CarillonException;
import io.carillon.querier.parser.TokenStream.Expected;
import org.jspecify.annotations.Nullable;

/** Reads what follows a selector: ranges, subqueries, offset, {@code @}, anchored, smoothed. */
final class ModifierParser {
  private static final String DURATION = "number, duration, step(), or range()";
  private static final Expected OFFSET = new Expected("offset", DURATION);
  private static final Expected TIMESTAMP = new Expected("@", "timestamp");
  private static final Expected RANGE = new Expected("subquery or range selector", DURATION);
  private static final Expected RANGE_END = new Expected("subquery or range", "\":\" or \"]\"");
  private static final Expected STEP =
      new Expected("subquery selector", "number, duration, step(), range(), or \"]\"");
  private static final Expected STEP_END = new Expected("subquery selector", "\"]\"");
  private static final double NANOS = 1e9;

  private final TokenStream tokens;
  private final LiteralParser literals;
  private final DurationParser durations;
  private final NestingLimit nesting;

  ModifierParser(
      TokenStream tokens, LiteralParser literals, DurationParser durations, NestingLimit nesting) {
    this.tokens = tokens;
    this.literals = literals;
    this.durations = durations;
    this.nesting = nesting;
  }

  /** Applies all modifiers that follow to {@code operand}. */
  Expr parse(Expr operand) {
    Expr expr = operand;
    while (true) {
      Token token = tokens.peek();
      switch (token.type()) {
        case LEFT_BRACKET -> expr = parseBrackets(expr, tokens.next());
        case OFFSET -> expr = parseOffset(expr);
        case AT -> expr = parseAt(expr);
        case ANCHORED -> expr = extend(expr, RangeExtension.ANCHORED);
        case SMOOTHED -> expr = extend(expr, RangeExtension.SMOOTHED);
        default -> {
          return expr;
        }
      }
      nesting.grow(token);
    }
  }

  private Expr parseBrackets(Expr expr, Token open) {
    int height = nesting.height();
    DurationExpr range = durations.parsePositive(RANGE);
    nesting.include(height);
    if (tokens.accept(TokenType.RIGHT_BRACKET)) {
      return matrix(expr, range, open);
    }
    if (!tokens.accept(TokenType.COLON)) {
      throw tokens.unexpected(RANGE_END);
    }
    DurationExpr step = null;
    if (!tokens.isAt(TokenType.RIGHT_BRACKET)) {
      height = nesting.height();
      step = durations.parsePositive(STEP);
      nesting.include(height);
    }
    if (!tokens.isAt(TokenType.RIGHT_BRACKET)) {
      throw tokens.unexpected(STEP_END);
    }
    PositionRange position = new PositionRange(expr.position().start(), tokens.next().end());
    return new Expr.Subquery(expr, range, orNullIfZero(step), TimeModifier.NONE, position);
  }

  private Expr matrix(Expr expr, DurationExpr range, Token open) {
    if (!(expr instanceof Expr.VectorSelector vector)) {
      throw tokens.error(open, "ranges only allowed for vector selectors");
    }
    TimeModifier modifier = vector.modifier();
    if (modifier.offset() instanceof DurationExpr.Literal) {
      throw tokens.error(open, "no offset modifiers allowed before range");
    }
    if (modifier.at() instanceof TimeModifier.At.Time) {
      throw tokens.error(open, "no @ modifiers allowed before range");
    }
    return new Expr.MatrixSelector(
        vector, range, new PositionRange(vector.position().start(), tokens.lastClosing()));
  }

  private Expr parseOffset(Expr expr) {
    tokens.next();
    int height = nesting.height();
    DurationExpr offset = orNullIfZero(durations.parseOffset(OFFSET));
    nesting.include(height);
    TimeModifier before = modifierOf(expr, "offset modifier");
    if (before.offset() != null) {
      throw tokens.error(expr.position(), "offset may not be set multiple times");
    }
    return withModifier(expr, new TimeModifier(offset, before.at()));
  }

  /** What rounds to no nanosecond counts as not written, as in Prometheus. */
  private static @Nullable DurationExpr orNullIfZero(@Nullable DurationExpr duration) {
    return duration instanceof DurationExpr.Literal literal
            && Math.abs(literal.seconds() * NANOS) < 0.5
        ? null
        : duration;
  }

  private Expr parseAt(Expr expr) {
    tokens.next();
    TimeModifier.At at;
    boolean isStart = tokens.isAt(TokenType.START);
    if (isStart || tokens.isAt(TokenType.STOP)) {
      tokens.next();
      if (!tokens.accept(TokenType.LEFT_PAREN) || !tokens.accept(TokenType.RIGHT_PAREN)) {
        throw tokens.unexpected(TIMESTAMP);
      }
      at = isStart ? new TimeModifier.At.Start() : new TimeModifier.At.End();
    } else {
      at = time(literals.parseSigned(TIMESTAMP), expr);
    }
    TimeModifier before = modifierOf(expr, "@ modifier");
    if (before.at() != null) {
      throw tokens.error(expr.position(), "@ <timestamp> may not be set multiple times");
    }
    return withModifier(expr, new TimeModifier(before.offset(), at));
  }

  private TimeModifier.At time(double seconds, Expr expr) {
    if (!(Math.abs(seconds) < 0x1p63)) {
      throw tokens.error(
          expr.position(), "timestamp out of bounds for @ modifier: " + GoText.fixed(seconds, 6));
    }
    return new TimeModifier.At.Time(GoText.toInt64(GoText.round(seconds * 1000)));
  }

  private TimeModifier modifierOf(Expr expr, String wanted) {
    return switch (expr) {
      case Expr.VectorSelector vector -> vector.modifier();
      case Expr.MatrixSelector matrix -> matrix.vector().modifier();
      case Expr.Subquery subquery -> subquery.modifier();
      default ->
          throw tokens.error(
              expr.position(),
              wanted
                  + " must be preceded by an instant vector selector"
                  + " or range vector selector or a subquery");
    };
  }

  /** The expression with another modifier, which ends at the last closing token. */
  private Expr withModifier(Expr expr, TimeModifier modifier) {
    PositionRange position = new PositionRange(expr.position().start(), tokens.lastClosing());
    return switch (expr) {
      case Expr.VectorSelector vector -> withModifier(vector, modifier, position);
      case Expr.MatrixSelector matrix ->
          new Expr.MatrixSelector(
              withModifier(matrix.vector(), modifier, matrix.vector().position()),
              matrix.range(),
              position);
      case Expr.Subquery subquery ->
          new Expr.Subquery(subquery.expr(), subquery.range(), subquery.step(), modifier, position);
      default -> throw new IllegalArgumentException("expected a selector, got " + expr);
    };
  }

  private static Expr.VectorSelector withModifier(
      Expr.VectorSelector vector, TimeModifier modifier, PositionRange position) {
    return new Expr.VectorSelector(
        vector.name(), vector.matchers(), modifier, vector.extension(), position);
  }

  private Expr extend(Expr expr, RangeExtension extension) {
    String name = tokens.next().is(TokenType.ANCHORED) ? "anchored" : "smoothed";
    return switch (expr) {
      case Expr.VectorSelector vector -> extend(vector, extension, vector.position());
      case Expr.MatrixSelector matrix ->
          new Expr.MatrixSelector(
              extend(matrix.vector(), extension, matrix.position()),
              matrix.range(),
              matrix.position());
      case Expr.Subquery subquery ->
          throw unsupported(subquery, name + " modifier is not supported for subqueries");
      default -> throw unsupported(expr, name + " modifier not implemented");
    };
  }

  private Expr.VectorSelector extend(
      Expr.VectorSelector vector, RangeExtension extension, PositionRange whole) {
    if (vector.extension() != RangeExtension.NONE && vector.extension() != extension) {
      throw tokens.error(whole, "anchored and smoothed modifiers cannot be used together");
    }
    return new Expr.VectorSelector(
        vector.name(), vector.matchers(), vector.modifier(), extension, vector.position());
  }

  private CarillonException unsupported(Expr expr, String message) {
    return tokens.error(expr.position(), message);
  }
}
