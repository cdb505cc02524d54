package io.carillon.querier.parser;

import io.carillon.common.error.CarillonException;
import io.carillon.querier.parser.TokenStream.Expected;
import java.time.Duration;

/** Reads numbers, which may be written as durations. */
final class LiteralParser {
  private static final double NANOS = 1e9;

  private final TokenStream tokens;

  LiteralParser(TokenStream tokens) {
    this.tokens = tokens;
  }

  static boolean isLiteral(Token token) {
    return token.is(TokenType.NUMBER) || token.is(TokenType.DURATION);
  }

  /** The value of a number, or of a duration in seconds. */
  double value(Token token) {
    try {
      if (token.is(TokenType.NUMBER)) {
        return NumberSyntax.parse(token.text());
      }
      Duration duration = PromDuration.parse(token.text());
      return duration.getSeconds() + duration.getNano() / NANOS;
    } catch (NumberFormatException | CarillonException e) {
      throw tokens.error(token, String.valueOf(e.getMessage()));
    }
  }

  /** A number with an optional sign. */
  double parseSigned(Expected expected) {
    boolean isNegative = tokens.isAt(TokenType.SUB);
    if (isNegative || tokens.isAt(TokenType.ADD)) {
      tokens.next();
    }
    if (!isLiteral(tokens.peek())) {
      throw tokens.unexpected(expected);
    }
    double value = value(tokens.next());
    return isNegative ? -value : value;
  }
}
