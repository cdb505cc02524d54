package io.carillon.querier.parser;

import io.carillon.common.labels.LabelQuoting;

/**
 * A word or sign of a query.
 *
 * @param start byte offset of its first byte
 * @param end byte offset after its last byte
 * @param text as it was written, with quotes
 */
record Token(TokenType type, int start, int end, String text) {
  /** Longer texts are cut in messages. */
  private static final int MAX_TEXT = 10;

  PositionRange position() {
    return new PositionRange(start, end);
  }

  boolean is(TokenType wanted) {
    return type == wanted;
  }

  /** What messages call it, such as {@code identifier "a"} or {@code <op:+>}. */
  String description() {
    if (type == TokenType.END) {
      return type.text();
    }
    return type.group() == TokenType.Group.VARIABLE ? type.text() + " " + shown() : shown();
  }

  private String shown() {
    return switch (type.group()) {
      case KEYWORD -> "<" + text + ">";
      case OPERATOR, WORD_OPERATOR -> "<op:" + text + ">";
      case AGGREGATOR -> "<aggr:" + text + ">";
      case VARIABLE, PUNCTUATION, PREPROCESSOR -> quoted();
    };
  }

  private String quoted() {
    boolean isName = type == TokenType.IDENTIFIER || type == TokenType.METRIC_IDENTIFIER;
    if (isName || end - start <= MAX_TEXT) {
      return LabelQuoting.quote(text);
    }
    int length = text.codePointCount(0, text.length());
    int cut = text.offsetByCodePoints(0, Math.min(MAX_TEXT, length));
    return LabelQuoting.quote(text.substring(0, cut)) + "...";
  }
}
