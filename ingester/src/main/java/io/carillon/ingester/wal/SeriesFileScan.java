package io.carillon.ingester.wal;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/** Finds the frames of a series file whose checksums fit, also behind bytes that are none. */
final class SeriesFileScan {
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final PieceInput input;
  private final int salt;
  private final long namedEnd;
  private final long limit;
  private long position = SeriesFileFormat.HEADER_BYTES;
  private int frameAt;

  /**
   * A scan from the first frame on.
   *
   * @param namedEnd how much of the file a later one names durable; null when none does
   */
  SeriesFileScan(PieceInput input, int salt, @Nullable Long namedEnd) {
    this.input = input;
    this.salt = salt;
    this.namedEnd = namedEnd == null ? 0 : namedEnd;
    this.limit = namedEnd == null ? input.sizeBytes() : Math.min(namedEnd, input.sizeBytes());
  }

  /** Reads to the end; the highest end that anybody names durable. */
  long durableEnd() throws IOException {
    long named = namedEnd;
    while (next() || nextBehindBad()) {
      named = Math.max(named, (long) LONG.get(input.piece(), frameAt + 8));
    }
    return named;
  }

  /** Steps over the frame that comes next; false when the bytes there are none. */
  boolean next() throws IOException {
    return isFrame(position) && step(position);
  }

  /** Steps over the first good frame behind a bad one; false when there is none. */
  boolean nextBehindBad() throws IOException {
    for (long at = position + 1; limit - at >= SeriesFileFormat.FRAME_HEADER_BYTES; at++) {
      if (isFrame(at)) {
        return step(at);
      }
    }
    return false;
  }

  long position() {
    return position;
  }

  byte[] content() {
    return input.piece();
  }

  /** Where the body of the frame that was found last is in {@link #content}. */
  int bodyAt() {
    return frameAt + SeriesFileFormat.FRAME_HEADER_BYTES;
  }

  int bodyLength() {
    return (int) INT.get(input.piece(), frameAt);
  }

  private boolean step(long at) {
    position = at + SeriesFileFormat.FRAME_HEADER_BYTES + bodyLength();
    return true;
  }

  private boolean isFrame(long at) throws IOException {
    int header = SeriesFileFormat.FRAME_HEADER_BYTES;
    if (limit - at < header) {
      return false;
    }
    int index = input.require(at, header);
    int length = (int) INT.get(input.piece(), index);
    long durableEnd = (long) LONG.get(input.piece(), index + 8);
    // A frame is never empty, and names an end that lies before it.
    if (length <= 0 || length > limit - at - header || durableEnd < 0 || durableEnd > at) {
      return false;
    }
    frameAt = input.require(at, header + length);
    byte[] piece = input.piece();
    int crc = SeriesFileFormat.frameCrc(salt, durableEnd, piece, frameAt + header, length);
    return crc == (int) INT.get(piece, frameAt + 4);
  }
}
