package io.carillon.common.labels;

/** Quoting of label names and values as Go's strconv.Quote does it. */
public final class LabelQuoting {
  private LabelQuoting() {}

  /** Whether a label name needs no quotes: {@code [a-zA-Z_][a-zA-Z0-9_]*}. */
  public static boolean isPlainLabelName(String name) {
    return isPlain(name, false);
  }

  /** Whether a metric name needs no quotes: {@code [a-zA-Z_:][a-zA-Z0-9_:]*}. */
  public static boolean isPlainMetricName(String name) {
    return isPlain(name, true);
  }

  private static boolean isPlain(String name, boolean colons) {
    if (name.isEmpty()) {
      return false;
    }
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
      boolean digit = c >= '0' && c <= '9';
      if (!letter && !(digit && i > 0) && !(colons && c == ':')) {
        return false;
      }
    }
    return true;
  }

  /** The name as it stands in a label set: quoted only when it must be. */
  public static String name(String name) {
    return isPlainLabelName(name) ? name : quote(name);
  }

  /** The text in double quotes, escaped as Go's {@code strconv.Quote}. */
  public static String quote(String text) {
    StringBuilder out = new StringBuilder(text.length() + 2).append('"');
    text.codePoints().forEach(c -> appendEscaped(out, c));
    return out.append('"').toString();
  }

  private static void appendEscaped(StringBuilder out, int c) {
    switch (c) {
      case '"' -> out.append("\\\"");
      case '\\' -> out.append("\\\\");
      case 0x07 -> out.append("\\a");
      case '\b' -> out.append("\\b");
      case '\f' -> out.append("\\f");
      case '\n' -> out.append("\\n");
      case '\r' -> out.append("\\r");
      case '\t' -> out.append("\\t");
      case 0x0b -> out.append("\\v");
      default -> appendPlainOrHex(out, c);
    }
  }

  private static void appendPlainOrHex(StringBuilder out, int c) {
    if (isPrintable(c)) {
      out.appendCodePoint(c);
    } else if (BrokenUtf8.isByte(c)) {
      out.append("\\x").append(hex(c & 0xff, 2));
    } else if (c < 0x80) {
      out.append("\\x").append(hex(c, 2));
    } else if (c < 0x10000) {
      out.append("\\u").append(hex(c, 4));
    } else {
      out.append("\\U").append(hex(c, 8));
    }
  }

  private static String hex(int value, int digits) {
    String text = Integer.toHexString(value);
    return "0".repeat(digits - text.length()) + text;
  }

  /** Go's strconv.IsPrint: letters, marks, numbers, punctuation, symbols and the ASCII space. */
  private static boolean isPrintable(int c) {
    if (c == ' ') {
      return true;
    }
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SPACE_SEPARATOR ->
          false;
      default -> true;
    };
  }
}
