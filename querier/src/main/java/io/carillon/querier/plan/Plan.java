package io.carillon.querier.plan;

import io.carillon.common.labels.Matcher;
import io.carillon.querier.parser.AggregateOp;
import io.carillon.querier.parser.BinaryOp;
import io.carillon.querier.parser.PositionRange;
import io.carillon.querier.parser.RangeExtension;
import io.carillon.querier.parser.ValueType;
import io.carillon.querier.parser.VectorMatching;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A node of a plan. */
public sealed interface Plan {
  /** Where it stands in the text of the query. */
  PositionRange position();

  /** The type of its value. */
  ValueType type();

  /** A number. */
  record Constant(double value, PositionRange position) implements Plan {
    @Override
    public ValueType type() {
      return ValueType.SCALAR;
    }
  }

  /** A string. */
  record Text(String value, PositionRange position) implements Plan {
    @Override
    public ValueType type() {
      return ValueType.STRING;
    }
  }

  /**
   * An instant vector selector.
   *
   * @param use what its samples are for
   */
  record InstantSelector(
      List<Matcher> matchers,
      TimeShift time,
      RangeExtension extension,
      SelectorUse use,
      PositionRange position)
      implements Plan {
    public InstantSelector {
      matchers = List.copyOf(matchers);
    }

    @Override
    public ValueType type() {
      return ValueType.VECTOR;
    }
  }

  /**
   * A range vector selector over (T - rangeMs, T].
   *
   * @param use what its samples are for
   */
  record RangeSelector(
      List<Matcher> matchers,
      TimeShift time,
      long rangeMs,
      RangeExtension extension,
      SelectorUse use,
      PositionRange position)
      implements Plan {
    public RangeSelector {
      matchers = List.copyOf(matchers);
    }

    @Override
    public ValueType type() {
      return ValueType.MATRIX;
    }
  }

  /** A subquery; {@code inner} is evaluated at multiples of {@code stepMs}. */
  record Subquery(Plan inner, long rangeMs, long stepMs, TimeShift time, PositionRange position)
      implements Plan {
    @Override
    public ValueType type() {
      return ValueType.MATRIX;
    }
  }

  /** A function call. */
  record Call(String function, List<Plan> args, ValueType type, PositionRange position)
      implements Plan {
    public Call {
      args = List.copyOf(args);
    }
  }

  /**
   * An aggregation.
   *
   * @param grouping labels of by or without, sorted
   */
  record Aggregation(
      AggregateOp op,
      Plan input,
      @Nullable Plan param,
      List<String> grouping,
      boolean isWithout,
      PositionRange position)
      implements Plan {
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
   * @param matching null unless both sides are vectors
   */
  record Binary(
      BinaryOp op,
      Plan lhs,
      Plan rhs,
      boolean returnsBool,
      @Nullable VectorMatching matching,
      PositionRange position)
      implements Plan {
    @Override
    public ValueType type() {
      return lhs.type() == ValueType.SCALAR && rhs.type() == ValueType.SCALAR
          ? ValueType.SCALAR
          : ValueType.VECTOR;
    }
  }

  /** Unary plus or minus. */
  record Unary(boolean isNegation, Plan operand, PositionRange position) implements Plan {
    @Override
    public ValueType type() {
      return operand.type();
    }
  }

  /** A part that has the same value at every step: evaluated once, at the first. */
  record StepInvariant(Plan inner) implements Plan {
    @Override
    public PositionRange position() {
      return inner.position();
    }

    @Override
    public ValueType type() {
      return inner.type();
    }
  }
}
