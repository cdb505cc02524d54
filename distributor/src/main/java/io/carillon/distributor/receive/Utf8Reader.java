package io.carillon.distributor.receive;

import com.google.protobuf.CodedInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Reads text of a message and remembers whether any of it was no valid UTF-8. */
final class Utf8Reader {
  private static final char REPLACEMENT = '\uFFFD';

  private final byte[] message;
  private final CodedInputStream in;
  private boolean isUtf8 = true;

  Utf8Reader(byte[] message, CodedInputStream in) {
    this.message = message;
    this.in = in;
  }

  /** Forgets what came before. */
  void startText() {
    isUtf8 = true;
  }

  /** Whether all text since {@link #startText} was valid. */
  boolean isUtf8() {
    return isUtf8;
  }

  /** The next text, with replacement characters where it is invalid. */
  String read() throws IOException {
    int length = in.readRawVarint32();
    int start = in.getTotalBytesRead();
    in.skipRawBytes(length); // Fails when the text would reach beyond its message.
    String text = new String(message, start, length, StandardCharsets.UTF_8);
    if (text.indexOf(REPLACEMENT) >= 0 && !isValid(start, length)) {
      isUtf8 = false;
    }
    return text;
  }

  /** A replacement character may also have been sent as such. */
  private boolean isValid(int start, int length) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(message, start, length));
      return true;
    } catch (CharacterCodingException _) {
      return false;
    }
  }
}
