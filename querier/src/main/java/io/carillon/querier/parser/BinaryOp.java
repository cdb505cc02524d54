package io.carillon.querier.parser;

/** The binary operators. */
public enum BinaryOp {
  ADD("+"),
  SUB("-"),
  MUL("*"),
  DIV("/"),
  MOD("%"),
  POW("^"),
  ATAN2("atan2"),
  EQL("=="),
  NEQ("!="),
  LSS("<"),
  LTE("<="),
  GTR(">"),
  GTE(">="),
  TRIM_UPPER("</"),
  TRIM_LOWER(">/"),
  AND("and"),
  OR("or"),
  UNLESS("unless");

  private final String symbol;

  BinaryOp(String symbol) {
    this.symbol = symbol;
  }

  /** The operator as it is written. */
  public String symbol() {
    return symbol;
  }

  /** One of {@code == != < <= > >=}. */
  public boolean isComparison() {
    return switch (this) {
      case EQL, NEQ, LSS, LTE, GTR, GTE -> true;
      default -> false;
    };
  }

  /** One of {@code and or unless}. */
  public boolean isSetOperator() {
    return this == AND || this == OR || this == UNLESS;
  }
}
