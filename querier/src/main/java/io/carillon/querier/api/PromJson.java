package io.carillon.querier.api;

import io.carillon.common.labels.Labels;
import java.io.IOException;
import java.io.OutputStream;

/**
 * Writes JSON as Prometheus does, which is jsoniter's with a few hand-written encoders. Commas and
 * brackets are the caller's. Not thread-safe; {@link #flush} at the end.
 */
final class PromJson {
  private static final int BUFFER_BYTES = 16 << 10;
  private static final char[] HEX = "0123456789abcdef".toCharArray();
  private static final int REPLACEMENT = 0xfffd;

  private final OutputStream out;
  private final FloatText floats = new FloatText();
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private int size;

  PromJson(OutputStream out) {
    this.out = out;
  }

  /** ASCII text as it is. */
  PromJson raw(String ascii) throws IOException {
    for (int i = 0; i < ascii.length(); i++) {
      put(ascii.charAt(i));
    }
    return this;
  }

  /** A character of ASCII as it is. */
  PromJson raw(char ascii) throws IOException {
    put(ascii);
    return this;
  }

  /** A string that is safe inside HTML, as all but labels are. */
  PromJson string(String text) throws IOException {
    return quoted(text, true);
  }

  /** A label's name or value, which Prometheus does not escape for HTML. */
  PromJson labelString(String text) throws IOException {
    return quoted(text, false);
  }

  /** A label set as an object. */
  PromJson labels(Labels labels) throws IOException {
    put('{');
    for (int i = 0; i < labels.size(); i++) {
      if (i > 0) {
        put(',');
      }
      labelString(labels.name(i)).raw(':').labelString(labels.value(i));
    }
    put('}');
    return this;
  }

  /** A sample value, in quotes. */
  PromJson value(double value) throws IOException {
    makeRoom();
    buffer[size++] = '"';
    size = floats.put(value, buffer, size);
    buffer[size++] = '"';
    return this;
  }

  /** Milliseconds as seconds, with three decimals when it is not a whole second. */
  PromJson timestamp(long millis) throws IOException {
    makeRoom();
    if (millis < 0) {
      buffer[size++] = '-';
    }
    long seconds = Math.abs(millis / 1000);
    size = AsciiDigits.put(seconds, AsciiDigits.count(seconds), buffer, size);
    int fraction = (int) Math.abs(millis % 1000);
    if (fraction != 0) {
      buffer[size++] = '.';
      size = AsciiDigits.put(fraction, 3, buffer, size);
    }
    return this;
  }

  /** A float sample: {@code [1435781430.781,"1"]}. */
  PromJson point(long millis, double value) throws IOException {
    return raw('[').timestamp(millis).raw(',').value(value).raw(']');
  }

  /** Hands everything to the stream, and flushes that. */
  void flush() throws IOException {
    drain();
    out.flush();
  }

  private PromJson quoted(String text, boolean isHtmlSafe) throws IOException {
    put('"');
    for (int i = 0; i < text.length(); i++) {
      int c = text.charAt(i);
      if (Character.isSurrogate((char) c)) {
        c = text.codePointAt(i);
        i += Character.charCount(c) - 1;
        c = c >= Character.MIN_SUPPLEMENTARY_CODE_POINT ? c : REPLACEMENT;
      }
      character(c, isHtmlSafe);
    }
    put('"');
    return this;
  }

  private void character(int c, boolean isHtmlSafe) throws IOException {
    switch (c) {
      case '"', '\\' -> {
        put('\\');
        put(c);
      }
      case '\n' -> raw("\\n");
      case '\r' -> raw("\\r");
      case '\t' -> raw("\\t");
      case '<', '>', '&', 0x2028, 0x2029 -> {
        if (isHtmlSafe) {
          unicodeEscape(c);
        } else {
          utf8(c);
        }
      }
      default -> {
        if (c < ' ') {
          unicodeEscape(c);
        } else {
          utf8(c);
        }
      }
    }
  }

  private void unicodeEscape(int c) throws IOException {
    raw("\\u");
    for (int shift = 12; shift >= 0; shift -= 4) {
      put(HEX[(c >> shift) & 0xf]);
    }
  }

  private void utf8(int c) throws IOException {
    if (c < 0x80) {
      put(c);
    } else if (c < 0x800) {
      put(0xc0 | (c >> 6));
      put(0x80 | (c & 0x3f));
    } else if (c < 0x10000) {
      put(0xe0 | (c >> 12));
      put(0x80 | ((c >> 6) & 0x3f));
      put(0x80 | (c & 0x3f));
    } else {
      put(0xf0 | (c >> 18));
      put(0x80 | ((c >> 12) & 0x3f));
      put(0x80 | ((c >> 6) & 0x3f));
      put(0x80 | (c & 0x3f));
    }
  }

  /** Room for the longest number, in quotes. */
  private void makeRoom() throws IOException {
    if (buffer.length - size < FloatText.MAX_BYTES + 2) {
      drain();
    }
  }

  private void put(int b) throws IOException {
    if (size == buffer.length) {
      drain();
    }
    buffer[size++] = (byte) b;
  }

  private void drain() throws IOException {
    out.write(buffer, 0, size);
    size = 0;
  }
}
