package io.carillon.querier.parser;

/** An expression inside brackets or after offset that gives a duration. */
public sealed interface DurationExpr {
  /**
   * A number of seconds or a duration.
   *
   * @param seconds value as written
   * @param isDuration whether it was written with units, or stands alone; else it prints as a
   *     number
   */
  record Literal(double seconds, boolean isDuration, PositionRange position)
      implements DurationExpr {}

  /** {@code step()}: the step of the query; 0 for an instant query. */
  record Step(PositionRange position) implements DurationExpr {}

  /** {@code range()}: end minus start of the query. */
  record Range(PositionRange position) implements DurationExpr {}

  /** {@code min_of(a, b)} or {@code max_of(a, b)}. */
  record Extremum(boolean isMin, DurationExpr a, DurationExpr b, PositionRange position)
      implements DurationExpr {}

  /** Unary plus or minus. */
  record Signed(boolean isNegation, DurationExpr operand, PositionRange position)
      implements DurationExpr {}

  /** One of {@code + - * / % ^}. */
  record Arithmetic(BinaryOp op, DurationExpr lhs, DurationExpr rhs, PositionRange position)
      implements DurationExpr {}

  /** Parentheses around anything but a literal, kept for printing. */
  record Group(DurationExpr inner, PositionRange position) implements DurationExpr {}

  /** Where it stands in the text. */
  PositionRange position();
}
