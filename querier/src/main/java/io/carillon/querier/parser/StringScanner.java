package io.carillon.querier.parser;

import io.carillon.common.error.CarillonException;
import io.carillon.common.labels.BrokenUtf8;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Finds the end of a quoted string, and takes quotes and escapes away. */
final class StringScanner {
  private static final int REPLACEMENT = 0xfffd;
  private static final String SIMPLE_ESCAPES = "abfnrtv\\";
  private static final String SIMPLE_VALUES = "\u0007\b\f\n\r\t\u000b\\";

  private final TextCursor cursor;
  private final int quote;

  private StringScanner(TextCursor cursor, int quote) {
    this.cursor = cursor;
    this.quote = quote;
  }

  /** Reads the rest of a string whose opening quote was read. */
  static Token scan(TextCursor cursor, int quote) {
    StringScanner scanner = new StringScanner(cursor, quote);
    if (quote == '`') {
      scanner.scanRaw();
    } else {
      scanner.scanEscaped();
    }
    return cursor.token(TokenType.STRING);
  }

  private void scanRaw() {
    int c = cursor.next();
    while (c != quote) {
      if (c == TextCursor.END) {
        throw cursor.error("unterminated raw string");
      }
      rejectReplacement(c);
      c = cursor.next();
    }
  }

  private void scanEscaped() {
    int c = cursor.next();
    while (c != quote) {
      if (c == TextCursor.END || c == '\n') {
        throw cursor.error("unterminated quoted string");
      }
      rejectReplacement(c);
      if (c == '\\') {
        scanEscape();
      }
      c = cursor.next();
    }
  }

  /** The character that stands for broken UTF-8 is taken as broken UTF-8, as in Prometheus. */
  private void rejectReplacement(int c) {
    if (c == REPLACEMENT) {
      throw cursor.error("invalid UTF-8 rune");
    }
  }

  private void scanEscape() {
    int c = cursor.next();
    if (c == TextCursor.END) {
      throw notTerminated();
    }
    if (c == quote || SIMPLE_ESCAPES.indexOf(c) >= 0) {
      return;
    }
    switch (c) {
      case 'x' -> scanDigits(cursor.next(), 2, 16, 0xff);
      case 'u' -> scanDigits(cursor.next(), 4, 16, Character.MAX_CODE_POINT);
      case 'U' -> scanDigits(cursor.next(), 8, 16, Character.MAX_CODE_POINT);
      case '0', '1', '2', '3', '4', '5', '6', '7' -> scanDigits(c, 3, 8, 0xff);
      default -> throw cursor.error("unknown escape sequence " + GoText.unicode(c));
    }
  }

  private void scanDigits(int first, int count, int radix, int max) {
    long value = 0;
    int c = first;
    for (int i = 0; i < count; i++) {
      c = i == 0 ? first : cursor.next();
      int digit = c < 0x80 ? Character.digit(c, radix) : -1;
      if (c == TextCursor.END) {
        throw notTerminated();
      }
      if (digit < 0) {
        throw cursor.error("illegal character " + GoText.unicode(c) + " in escape sequence");
      }
      value = value * radix + digit;
    }
    if (value > max || (value >= Character.MIN_SURROGATE && value <= Character.MAX_SURROGATE)) {
      throw cursor.error("escape sequence is an invalid Unicode code point");
    }
  }

  private CarillonException notTerminated() {
    return cursor.error("escape sequence not terminated");
  }

  /** The value of a scanned string; see {@link BrokenUtf8} about bytes that are no text. */
  static String unquote(String text) {
    String inner = text.substring(1, text.length() - 1);
    if (text.charAt(0) == '`' || inner.indexOf('\\') < 0) {
      return inner;
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream(inner.length());
    int i = 0;
    while (i < inner.length()) {
      int escape = inner.indexOf('\\', i);
      int end = escape < 0 ? inner.length() : escape;
      out.writeBytes(inner.substring(i, end).getBytes(StandardCharsets.UTF_8));
      i = escape < 0 ? end : unescape(inner, escape + 1, out);
    }
    return BrokenUtf8.decode(out.toByteArray());
  }

  /** Writes what the escape whose letter is at {@code i} stands for; returns what is behind it. */
  private static int unescape(String text, int i, ByteArrayOutputStream out) {
    char c = text.charAt(i);
    int simple = SIMPLE_ESCAPES.indexOf(c);
    if (simple >= 0) {
      out.write(SIMPLE_VALUES.charAt(simple));
      return i + 1;
    }
    return switch (c) {
      case 'x' -> {
        out.write(Integer.parseInt(text, i + 1, i + 3, 16));
        yield i + 3;
      }
      case 'u', 'U' -> {
        int end = i + (c == 'u' ? 5 : 9);
        int codePoint = Integer.parseInt(text, i + 1, end, 16);
        out.writeBytes(Character.toString(codePoint).getBytes(StandardCharsets.UTF_8));
        yield end;
      }
      case '0', '1', '2', '3', '4', '5', '6', '7' -> {
        out.write(Integer.parseInt(text, i, i + 3, 8));
        yield i + 3;
      }
      default -> {
        out.write(c);
        yield i + 1;
      }
    };
  }
}
