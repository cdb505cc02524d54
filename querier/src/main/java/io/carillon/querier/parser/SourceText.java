package io.carillon.querier.parser;

import io.carillon.common.error.CarillonException;
import io.carillon.common.error.ErrorCode;
import java.nio.charset.StandardCharsets;

/** The text of a query as UTF-8 bytes, and the errors that point into it. */
final class SourceText {
  private final byte[] bytes;

  SourceText(String text) {
    this.bytes = text.getBytes(StandardCharsets.UTF_8);
  }

  int length() {
    return bytes.length;
  }

  /** The byte at an offset, unsigned. */
  int byteAt(int offset) {
    return bytes[offset] & 0xff;
  }

  /** The bytes from {@code start} to before {@code end} as text. */
  String substring(int start, int end) {
    return new String(bytes, start, end - start, StandardCharsets.UTF_8);
  }

  /** An error in Prometheus' form: line and column (in bytes, from 1), then what is wrong. */
  CarillonException error(int offset, String message) {
    return new CarillonException(
        ErrorCode.BAD_DATA, lineAndColumn(offset) + ": parse error: " + message);
  }

  private String lineAndColumn(int offset) {
    if (bytes.length == 0) {
      return "unknown position";
    }
    int line = 1;
    int lastBreak = -1;
    for (int i = 0; i < offset; i++) {
      if (bytes[i] == '\n') {
        lastBreak = i;
        line++;
      }
    }
    return line + ":" + (offset - lastBreak);
  }
}
