package io.carillon.querier.api;

/**
 * Label names with any character in URL paths: {@code U__}, then {@code __} for an underscore and
 * {@code _2e_} for a character by its hexadecimal code point (prometheus/common model.UnescapeName,
 * values escaping).
 */
final class LabelNameEscaping {
  private static final String PREFIX = "U__";
  private static final int MAX_HEX_DIGITS = 5;

  private LabelNameEscaping() {}

  /** The name that is meant; what is not escaped, or not well, stays as it is. */
  static String unescape(String name) {
    if (!name.startsWith(PREFIX)) {
      return name;
    }
    StringBuilder out = new StringBuilder();
    for (int i = PREFIX.length(); i < name.length(); i++) {
      char c = name.charAt(i);
      if (c != '_') {
        out.append(c);
        continue;
      }
      int end = name.indexOf('_', i + 1);
      if (end < 0) {
        return name;
      }
      int codePoint = end == i + 1 ? '_' : codePoint(name.substring(i + 1, end));
      if (codePoint < 0) {
        return name;
      }
      out.appendCodePoint(codePoint);
      i = end;
    }
    return out.toString();
  }

  /** The code point of some hexadecimal digits; -1 when they name none. */
  private static int codePoint(String digits) {
    boolean isHex =
        digits.length() <= MAX_HEX_DIGITS
            && digits.chars().allMatch(c -> c < 0x80 && Character.digit(c, 16) >= 0);
    if (!isHex) {
      return -1;
    }
    int value = Integer.parseInt(digits, 16);
    boolean isSurrogate = value >= Character.MIN_SURROGATE && value <= Character.MAX_SURROGATE;
    return Character.isValidCodePoint(value) && !isSurrogate ? value : -1;
  }
}
