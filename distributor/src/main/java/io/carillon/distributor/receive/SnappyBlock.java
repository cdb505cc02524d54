package io.carillon.distributor.receive;

import io.airlift.compress.v3.MalformedInputException;
import io.airlift.compress.v3.snappy.SnappyJavaDecompressor;
import io.carillon.common.error.CarillonException;
import io.carillon.common.error.ErrorCode;
import org.jspecify.annotations.Nullable;

/**
 * A body in snappy's block format (github.com/google/snappy, format_description.txt): the length of
 * the content as a variable-length integer, then literals and copies.
 */
public final class SnappyBlock {
  /** Setting of the largest decoded body. */
  public static final String MAX_DECODED_BYTES = "max-write-decoded-bytes";

  /** A copy of 3 bytes gives 64 at most, so a longer claim is a lie. */
  private static final long MAX_EXPANSION = 22;

  private static final int MAX_LENGTH_BYTES = 5;

  private final byte[] body;
  private final int lengthBytes;
  private final int decodedBytes;

  private SnappyBlock(byte[] body, int lengthBytes, int decodedBytes) {
    this.body = body;
    this.lengthBytes = lengthBytes;
    this.decodedBytes = decodedBytes;
  }

  /**
   * Reads the claimed length and nothing else.
   *
   * @throws CarillonException with TOO_LARGE when it is above the limit, with BAD_DATA when it
   *     cannot be true
   */
  public static SnappyBlock of(byte[] body, int maxDecodedBytes) {
    long claimed = 0;
    int position = 0;
    int current;
    do {
      if (position == body.length || position == MAX_LENGTH_BYTES) {
        throw malformed("the block has no length", null);
      }
      current = body[position];
      claimed |= (current & 0x7fL) << (7 * position);
      position++;
    } while (current < 0);
    if (claimed > maxDecodedBytes) {
      throw new CarillonException(
          ErrorCode.TOO_LARGE,
          "expected at most "
              + maxDecodedBytes
              + " bytes after decompression, got "
              + claimed
              + "; send smaller batches or raise the setting "
              + MAX_DECODED_BYTES);
    }
    if (claimed > MAX_EXPANSION * (body.length - position)) {
      throw malformed(
          (body.length - position) + " bytes cannot hold the claimed " + claimed + " bytes", null);
    }
    return new SnappyBlock(body, position, (int) claimed);
  }

  /** Length of the content, at most the limit. */
  public int decodedBytes() {
    return decodedBytes;
  }

  /**
   * The content.
   *
   * @throws CarillonException with BAD_DATA when the block is damaged or its length was a lie
   */
  public byte[] decode() {
    byte[] decoded = new byte[decodedBytes];
    if (decodedBytes == 0 && body.length == lengthBytes) {
      return decoded;
    }
    int written;
    try {
      written =
          new SnappyJavaDecompressor().decompress(body, 0, body.length, decoded, 0, decodedBytes);
    } catch (MalformedInputException | IllegalArgumentException | IndexOutOfBoundsException e) {
      throw malformed("the block is truncated or damaged", e);
    }
    if (written != decodedBytes) {
      throw malformed("expected " + decodedBytes + " bytes, got " + written, null);
    }
    return decoded;
  }

  private static CarillonException malformed(String problem, @Nullable RuntimeException cause) {
    return new CarillonException(
        ErrorCode.BAD_DATA, "the body is not valid in snappy block format: " + problem, cause);
  }
}
