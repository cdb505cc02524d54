package io.carillon.querier.parser;

import io.carillon.common.labels.Matcher;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A node of a parsed PromQL expression. Immutable. */
public sealed interface Expr {
  /** Where it stands in the text. */
  PositionRange position();

  /** The type of its value. */
  ValueType type();

  /**
   * A number.
   *
   * @param isDuration whether it was written as a duration, such as {@code 5m} for 300
   */
  record NumberLiteral(double value, boolean isDuration, PositionRange position) implements Expr {
    @Override
    public ValueType type() {
      return ValueType.SCALAR;
    }
  }

  /** A string, unquoted. */
  record StringLiteral(String value, PositionRange position) implements Expr {
    @Override
    public ValueType type() {
      return ValueType.STRING;
    }
  }

  /**
   * An instant vector selector.
   *
   * @param name the metric name in front of the braces; null when there is none
   * @param matchers all conditions; with a name, the last one is that of {@code __name__}
   * @param modifier offset and @
   * @param extension anchored or smoothed
   */
  record VectorSelector(
      @Nullable String name,
      List<Matcher> matchers,
      TimeModifier modifier,
      RangeExtension extension,
      PositionRange position)
      implements Expr {
    public VectorSelector {
      matchers = List.copyOf(matchers);
    }

    @Override
    public ValueType type() {
      return ValueType.VECTOR;
    }
  }

  /**
   * A range vector selector; offset, @, anchored and smoothed are those of {@code vector}.
   *
   * @param range its length
   */
  record MatrixSelector(VectorSelector vector, DurationExpr range, PositionRange position)
      implements Expr {
    @Override
    public ValueType type() {
      return ValueType.MATRIX;
    }
  }

  /**
   * A subquery.
   *
   * @param step null means the server's evaluation interval
   */
  record Subquery(
      Expr expr,
      DurationExpr range,
      @Nullable DurationExpr step,
      TimeModifier modifier,
      PositionRange position)
      implements Expr {
    @Override
    public ValueType type() {
      return ValueType.MATRIX;
    }
  }

  /** A function call. */
  record Call(FunctionSignature function, List<Expr> args, PositionRange position) implements Expr {
    public Call {
      args = List.copyOf(args);
    }

    @Override
    public ValueType type() {
      return function.returnType();
    }
  }

  /**
   * An aggregation.
   *
   * @param param first argument of those that take two; else null
   * @param grouping labels of by or without, in source order
   * @param isWithout whether the labels are those to drop
   */
  record Aggregation(
      AggregateOp op,
      Expr expr,
      @Nullable Expr param,
      List<String> grouping,
      boolean isWithout,
      PositionRange position)
      implements Expr {
    public Aggregation {
      grouping = List.copyOf(grouping);
    }

    @Override
    public ValueType type() {
      return ValueType.VECTOR;
    }
  }

  /**
   * A binary operation.
   *
   * @param returnsBool whether {@code bool} was given
   * @param matching how series of both sides meet; null unless both sides are vectors
   */
  record Binary(
      BinaryOp op, Expr lhs, Expr rhs, boolean returnsBool, @Nullable VectorMatching matching)
      implements Expr {
    @Override
    public PositionRange position() {
      return lhs.position().union(rhs.position());
    }

    @Override
    public ValueType type() {
      return lhs.type() == ValueType.SCALAR && rhs.type() == ValueType.SCALAR
          ? ValueType.SCALAR
          : ValueType.VECTOR;
    }
  }

  /** Unary plus or minus. */
  record Unary(boolean isNegation, Expr expr, PositionRange position) implements Expr {
    @Override
    public ValueType type() {
      return expr.type();
    }
  }

  /** Parentheses. */
  record Paren(Expr expr, PositionRange position) implements Expr {
    @Override
    public ValueType type() {
      return expr.type();
    }
  }
}
