package io.carillon.querier.parser;

import io.carillon.common.error.CarillonException;

/**
 * Reads a query code point by code point and remembers where the current token began. One step back
 * is possible after each {@link #next}.
 */
final class TextCursor {
  /** What {@link #next} gives behind the last character. */
  static final int END = -1;

  private final SourceText source;
  private int start;
  private int offset;
  private int width;

  TextCursor(SourceText source) {
    this.source = source;
  }

  /** Byte offset of the first byte of the current token. */
  int start() {
    return start;
  }

  /** Byte offset of what {@link #next} reads. */
  int offset() {
    return offset;
  }

  /** Reads a code point. */
  int next() {
    if (offset >= source.length()) {
      width = 0;
      return END;
    }
    int first = source.byteAt(offset);
    if (first < 0x80) {
      width = 1;
      offset++;
      return first;
    }
    width = first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
    int codePoint = first & (0xff >> (width + 1));
    for (int i = 1; i < width; i++) {
      codePoint = codePoint << 6 | (source.byteAt(offset + i) & 0x3f);
    }
    offset += width;
    return codePoint;
  }

  /** Undoes the last {@link #next}. */
  void back() {
    offset -= width;
  }

  int peek() {
    int c = next();
    back();
    return c;
  }

  /** Whether the next character is one of these. */
  boolean isAt(String characters) {
    int c = peek();
    return c != END && characters.indexOf(c) >= 0;
  }

  /** Reads the next character if it is one of these. */
  boolean accept(String characters) {
    if (isAt(characters)) {
      next();
      return true;
    }
    return false;
  }

  /** Reads all characters that are one of these. */
  void acceptAll(String characters) {
    while (isAt(characters)) {
      next();
    }
  }

  void skipSpace() {
    acceptAll(" \t\n\r");
    begin();
  }

  /** Whether the next character that is not white space is a left parenthesis. */
  boolean isBeforeLeftParen() {
    int i = offset;
    while (i < source.length() && isSpace(source.byteAt(i))) {
      i++;
    }
    return i < source.length() && source.byteAt(i) == '(';
  }

  /** Starts a token here. */
  void begin() {
    start = offset;
  }

  /** The text of the current token so far. */
  String text() {
    return source.substring(start, offset);
  }

  /** Ends the current token; the next one starts here. */
  Token token(TokenType type) {
    Token token = new Token(type, start, offset, text());
    start = offset;
    return token;
  }

  /** An error at the start of the current token. */
  CarillonException error(String message) {
    return source.error(start, message);
  }

  static boolean isSpace(int c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
  }

  static boolean isDigit(int c) {
    return c >= '0' && c <= '9';
  }

  /** A letter of ASCII, or an underscore. */
  static boolean isLetter(int c) {
    return c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }

  static boolean isLetterOrDigit(int c) {
    return isLetter(c) || isDigit(c);
  }
}
