package io.carillon.querier.parser;

import io.carillon.common.error.CarillonException;
import org.jspecify.annotations.Nullable;

/**
 * The tokens of a query with one token of look-ahead. A token is cut only when it is asked for, so
 * that of two mistakes the one is reported that Prometheus finds first.
 */
final class TokenStream {
  private final SourceText source;
  private final Lexer lexer;
  private @Nullable Token ahead;
  private Token last = new Token(TokenType.END, 0, 0, "");
  private int lastClosing;

  TokenStream(SourceText source) {
    this.source = source;
    this.lexer = new Lexer(source);
  }

  Token peek() {
    Token token = ahead;
    if (token == null) {
      token = lexer.next();
      ahead = token;
      last = token;
      switch (token.type()) {
        case RIGHT_BRACE, RIGHT_PAREN, RIGHT_BRACKET, DURATION, NUMBER -> lastClosing = token.end();
        default -> {}
      }
    }
    return token;
  }

  Token next() {
    Token token = peek();
    ahead = null;
    return token;
  }

  boolean isAt(TokenType type) {
    return peek().is(type);
  }

  /** Takes the next token if it is of this type. */
  boolean accept(TokenType type) {
    if (isAt(type)) {
      next();
      return true;
    }
    return false;
  }

  /** End of the last token, look-ahead included, that can end an expression. */
  int lastClosing() {
    return lastClosing;
  }

  /**
   * {@link #lastClosing}, or the end of the parenthesis before it when the look-ahead itself is a
   * parenthesis that follows it.
   */
  int closingBeforeLookAhead() {
    int i = last.start();
    if (lastClosing <= 0 || i <= 0 || i >= source.length() || source.byteAt(i) != ')') {
      return lastClosing;
    }
    i--;
    while (i > 0 && TextCursor.isSpace(source.byteAt(i))) {
      i--;
    }
    return i > 0 && source.byteAt(i) == ')' ? i + 1 : lastClosing;
  }

  CarillonException error(PositionRange position, String message) {
    return source.error(position.start(), message);
  }

  CarillonException error(Token token, String message) {
    return source.error(token.start(), message);
  }

  /** The error for the last token that was read, here or ahead. */
  CarillonException unexpected(Expected expected) {
    String where = expected.where().isEmpty() ? "" : " in " + expected.where();
    String what = expected.what().isEmpty() ? "" : ", expected " + expected.what();
    return error(last, "unexpected " + last.description() + where + what);
  }

  /**
   * What a message about an unexpected token says.
   *
   * @param where the part of the grammar; empty when nothing is to be said
   * @param what the tokens that could stand there; empty when nothing is to be said
   */
  record Expected(String where, String what) {}
}
