package io.carillon.querier.parser;

/**
 * Finds the end of a number or duration. What it accepts may still be no valid number, as in
 * Prometheus' lexer; {@link NumberSyntax} finds out.
 */
final class NumberScanner {
  private static final String DECIMAL = "0123456789";
  private static final String HEXADECIMAL = "0123456789abcdefABCDEF";
  private static final String EXPONENT = "eE";

  private final TextCursor cursor;
  private String digits = DECIMAL;
  private boolean seenDot;
  private boolean seenExponent;

  private NumberScanner(TextCursor cursor) {
    this.cursor = cursor;
  }

  /** Reads the token of a number or duration that begins at the cursor. */
  static Token scan(TextCursor cursor) {
    if (new NumberScanner(cursor).scanNumber()) {
      return cursor.token(TokenType.NUMBER);
    }
    if (scanUnits(cursor)) {
      return cursor.token(TokenType.DURATION);
    }
    throw cursor.error("bad number or duration syntax: " + GoText.quote(cursor.text()));
  }

  private boolean scanNumber() {
    int begin = cursor.offset();
    if (cursor.accept("0") && cursor.accept("xX")) {
      cursor.accept("_");
      digits = HEXADECIMAL;
    }
    cursor.accept(".");
    cursor.accept(digits);
    while (cursor.isAt(digits) || cursor.isAt("._") || cursor.isAt(EXPONENT)) {
      if (!scanPart()) {
        return false;
      }
    }
    return cursor.offset() > begin && !TextCursor.isLetterOrDigit(cursor.peek());
  }

  private boolean scanPart() {
    if ((cursor.isAt(".") && seenDot) || (cursor.isAt(EXPONENT) && seenExponent)) {
      cursor.next();
      return false;
    }
    if (cursor.accept(".")) {
      seenDot = true;
      return !cursor.accept("_.") && digits.equals(DECIMAL);
    }
    if (cursor.accept(EXPONENT)) {
      seenExponent = true;
      cursor.accept("+-");
      return !cursor.accept("._eE") && cursor.peek() != TextCursor.END;
    }
    if (cursor.accept("_")) {
      return !cursor.accept("._eE") && cursor.peek() != TextCursor.END;
    }
    cursor.acceptAll(digits);
    return true;
  }

  /** The rest of a duration behind its first digits. */
  private static boolean scanUnits(TextCursor cursor) {
    if (!cursor.accept("smhdwy")) {
      return false;
    }
    cursor.accept("s"); // The second letter of ms; other units ending in s fail later.
    while (cursor.accept(DECIMAL)) {
      cursor.acceptAll(DECIMAL);
      if (!cursor.accept("smhdw")) {
        return false;
      }
      cursor.accept("s");
    }
    if (TextCursor.isLetterOrDigit(cursor.peek())) {
      cursor.next();
      return false;
    }
    return true;
  }
}
