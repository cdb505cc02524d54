package io.carillon.querier.parser;

import io.carillon.querier.parser.TokenStream.Expected;

/** Reads what stands in brackets and behind offset. */
final class DurationParser {
  private static final int ADDITIVE = 1;
  private static final int MULTIPLICATIVE = 2;
  private static final int POWER = 3;

  /** What a number of nanoseconds in 64 bits can hold, in seconds. */
  private static final double MAX_SECONDS = 0x1p63 / 1e9;

  private final TokenStream tokens;
  private final LiteralParser literals;
  private final NestingLimit nesting;

  DurationParser(TokenStream tokens, LiteralParser literals, NestingLimit nesting) {
    this.tokens = tokens;
    this.literals = literals;
    this.nesting = nesting;
  }

  /** A duration of more than nothing. */
  DurationExpr parsePositive(Expected expected) {
    DurationExpr duration = parseBinary(ADDITIVE, expected);
    if (duration instanceof DurationExpr.Literal literal) {
      if (literal.seconds() <= 0) {
        throw tokens.error(literal.position(), "duration must be greater than 0");
      }
      return asDuration(literal);
    }
    return duration;
  }

  /**
   * What follows offset. Without parentheses an operator behind it is one of the expression: {@code
   * a offset 5m ^ 2} is a square. As in Prometheus' grammar, with parentheses in front it is not.
   */
  DurationExpr parseOffset(Expected expected) {
    Token first = tokens.peek();
    DurationExpr offset =
        first.is(TokenType.LEFT_PAREN)
            ? parseBinary(ADDITIVE, expected)
            : isSign(first) ? parseSignedOffset(expected) : parseOperand(expected);
    return offset instanceof DurationExpr.Literal literal ? asDuration(literal) : offset;
  }

  private DurationExpr parseSignedOffset(Expected expected) {
    Token sign = tokens.next();
    return switch (tokens.peek().type()) {
      case ADD, SUB ->
          parseBinaryBehind(negated(sign, parseBinary(POWER, expected)), ADDITIVE, expected);
      case STEP, RANGE, MAX_OF, MIN_OF -> signed(sign, parseOperand(expected));
      case NUMBER, DURATION -> negated(sign, literal(tokens.next()));
      case LEFT_PAREN -> negated(sign, parseOperand(expected));
      default -> throw tokens.unexpected(expected);
    };
  }

  private DurationExpr parseBinary(int minPrecedence, Expected expected) {
    nesting.enter(tokens.peek());
    DurationExpr duration = parseBinaryBehind(parseOperand(expected), minPrecedence, expected);
    nesting.leave();
    return duration;
  }

  private DurationExpr parseBinaryBehind(DurationExpr first, int minPrecedence, Expected expected) {
    DurationExpr lhs = first;
    int lhsHeight = nesting.height();
    int precedence = precedence(tokens.peek());
    while (precedence >= minPrecedence) {
      Token operator = tokens.next();
      DurationExpr rhs = parseBinary(precedence == POWER ? POWER : precedence + 1, expected);
      lhs = binary(operator, lhs, rhs);
      nesting.include(lhsHeight);
      nesting.grow(operator);
      lhsHeight = nesting.height();
      precedence = precedence(tokens.peek());
    }
    return lhs;
  }

  private static int precedence(Token token) {
    return switch (token.type()) {
      case ADD, SUB -> ADDITIVE;
      case MUL, DIV, MOD -> MULTIPLICATIVE;
      case POW -> POWER;
      default -> 0;
    };
  }

  private DurationExpr binary(Token operator, DurationExpr lhs, DurationExpr rhs) {
    boolean isByZero = rhs instanceof DurationExpr.Literal literal && literal.seconds() == 0;
    if (isByZero && operator.is(TokenType.DIV)) {
      throw tokens.error(operator, "division by zero");
    }
    if (isByZero && operator.is(TokenType.MOD)) {
      throw tokens.error(operator, "modulo by zero");
    }
    BinaryOp op =
        switch (operator.type()) {
          case ADD -> BinaryOp.ADD;
          case SUB -> BinaryOp.SUB;
          case MUL -> BinaryOp.MUL;
          case DIV -> BinaryOp.DIV;
          case MOD -> BinaryOp.MOD;
          default -> BinaryOp.POW;
        };
    return new DurationExpr.Arithmetic(op, lhs, rhs, lhs.position().union(rhs.position()));
  }

  private DurationExpr parseOperand(Expected expected) {
    Token first = tokens.next();
    nesting.startOperand();
    DurationExpr operand =
        switch (first.type()) {
          case NUMBER, DURATION -> checkedLiteral(first);
          case ADD, SUB -> negated(first, parseBinary(POWER, expected));
          case STEP, RANGE -> queryValue(first, expected);
          case MAX_OF, MIN_OF -> extremum(first, expected);
          case LEFT_PAREN -> group(expected);
          default -> throw tokens.unexpected(expected);
        };
    nesting.grow(first);
    return operand;
  }

  private DurationExpr checkedLiteral(Token token) {
    DurationExpr.Literal literal = literal(token);
    checkRange(literal.seconds(), token);
    return literal;
  }

  private DurationExpr.Literal literal(Token token) {
    return new DurationExpr.Literal(
        literals.value(token), token.is(TokenType.DURATION), token.position());
  }

  private DurationExpr queryValue(Token word, Expected expected) {
    expect(TokenType.LEFT_PAREN, expected);
    int end = expect(TokenType.RIGHT_PAREN, expected).end();
    PositionRange position = new PositionRange(word.start(), end);
    return word.is(TokenType.STEP)
        ? new DurationExpr.Step(position)
        : new DurationExpr.Range(position);
  }

  private DurationExpr extremum(Token word, Expected expected) {
    expect(TokenType.LEFT_PAREN, expected);
    DurationExpr a = parseBinary(ADDITIVE, expected);
    int height = nesting.height();
    expect(TokenType.COMMA, expected);
    DurationExpr b = parseBinary(ADDITIVE, expected);
    nesting.include(height);
    expect(TokenType.RIGHT_PAREN, expected);
    // Prometheus takes the arguments for the whole of it.
    return new DurationExpr.Extremum(
        word.is(TokenType.MIN_OF), a, b, a.position().union(b.position()));
  }

  private DurationExpr group(Expected expected) {
    DurationExpr inner = parseBinary(ADDITIVE, expected);
    expect(TokenType.RIGHT_PAREN, expected);
    return switch (inner) {
      case DurationExpr.Literal literal -> literal;
      case DurationExpr.Group group -> group;
      default -> new DurationExpr.Group(inner, inner.position());
    };
  }

  /** Applies a sign to a part of a duration: a plus vanishes, a literal takes a minus over. */
  private DurationExpr negated(Token sign, DurationExpr operand) {
    if (operand instanceof DurationExpr.Literal literal) {
      double seconds = sign.is(TokenType.SUB) ? -literal.seconds() : literal.seconds();
      checkRange(seconds, sign);
      return new DurationExpr.Literal(seconds, literal.isDuration(), position(sign, literal));
    }
    return sign.is(TokenType.SUB) ? signed(sign, operand) : operand;
  }

  private static DurationExpr signed(Token sign, DurationExpr operand) {
    return new DurationExpr.Signed(sign.is(TokenType.SUB), operand, position(sign, operand));
  }

  private static PositionRange position(Token sign, DurationExpr operand) {
    return new PositionRange(sign.start(), operand.position().end());
  }

  private static DurationExpr asDuration(DurationExpr.Literal literal) {
    return new DurationExpr.Literal(literal.seconds(), true, literal.position());
  }

  private void checkRange(double seconds, Token token) {
    if (seconds > MAX_SECONDS || seconds < -MAX_SECONDS) {
      throw tokens.error(token, "duration out of range");
    }
  }

  private static boolean isSign(Token token) {
    return token.is(TokenType.ADD) || token.is(TokenType.SUB);
  }

  private Token expect(TokenType type, Expected expected) {
    if (!tokens.isAt(type)) {
      throw tokens.unexpected(expected);
    }
    return tokens.next();
  }
}
