package io.carillon.distributor.validate;

/** The beginning of what a sender wrote, for error texts: a label value may be megabytes long. */
final class Excerpt {
  private static final int MAX_CHARS = 200;

  private Excerpt() {}

  static String of(String text) {
    if (text.length() <= MAX_CHARS) {
      return text;
    }
    int end = Character.isHighSurrogate(text.charAt(MAX_CHARS - 1)) ? MAX_CHARS - 1 : MAX_CHARS;
    return text.substring(0, end) + "…";
  }
}
