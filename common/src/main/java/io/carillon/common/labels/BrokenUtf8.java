package io.carillon.common.labels;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;

/**
 * Strings that carry bytes which are no UTF-8, as PromQL's escapes can make them ({@code
 * "a\xc5z"}): such a byte, 0x80 to 0xff, is the lone surrogate U+DC00 plus the byte, as in Python's
 * surrogateescape (PEP 383). Labels of stored series never hold one, so that these strings match
 * nothing; whatever writes UTF-8 writes U+FFFD or an escape instead.
 */
public final class BrokenUtf8 {
  private static final char FIRST = '\uDC80';
  private static final char LAST = '\uDCFF';

  private BrokenUtf8() {}

  /** The text of bytes that need not be UTF-8. */
  public static String decode(byte[] bytes) {
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    ByteBuffer in = ByteBuffer.wrap(bytes);
    CharBuffer out = CharBuffer.allocate(bytes.length);
    while (decoder.decode(in, out, true).isMalformed()) {
      out.put((char) (0xdc00 | (in.get() & 0xff)));
    }
    return out.flip().toString();
  }

  /** The bytes of a text, those that are no UTF-8 among them. */
  public static byte[] encode(String text) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(text.length());
    int from = 0;
    for (int i = 0; i < text.length(); i++) {
      if (isByte(text, i)) {
        out.writeBytes(text.substring(from, i).getBytes(StandardCharsets.UTF_8));
        out.write(text.charAt(i));
        from = i + 1;
      }
    }
    out.writeBytes(text.substring(from).getBytes(StandardCharsets.UTF_8));
    return out.toByteArray();
  }

  /** The text with U+FFFD for each byte that is no UTF-8, to be shown. */
  public static String shown(String text) {
    if (!isIn(text)) {
      return text;
    }
    StringBuilder out = new StringBuilder(text);
    for (int i = 0; i < text.length(); i++) {
      if (isByte(text, i)) {
        out.setCharAt(i, '\uFFFD');
      }
    }
    return out.toString();
  }

  /** Whether a text carries bytes that are no UTF-8. */
  public static boolean isIn(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (isByte(text, i)) {
        return true;
      }
    }
    return false;
  }

  /** Whether a code point of a text stands for a byte: its lowest eight bits. */
  static boolean isByte(int codePoint) {
    return codePoint >= FIRST && codePoint <= LAST;
  }

  /** Whether the i-th character stands for a byte, and is not half of a surrogate pair. */
  static boolean isByte(String text, int i) {
    return isByte(text.charAt(i)) && (i == 0 || !Character.isHighSurrogate(text.charAt(i - 1)));
  }
}
