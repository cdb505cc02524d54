package io.carillon.ingester.wal;

import java.io.IOException;

/**
 * Finds the frames of a segment whose checksums fit, also behind bytes that are none. One thread.
 */
final class SegmentScanner {
  private final PieceInput input;
  private final SegmentHeader header;
  private final long limit;
  private final FrameHeader frameHeader = new FrameHeader();

  private long position = LogFormat.HEADER_BYTES;
  private long expectedLsn;

  /** The frame that was found last. */
  private int frameAt;

  /**
   * A scanner at the first frame.
   *
   * @param limit where the frames end
   */
  SegmentScanner(PieceInput input, SegmentHeader header, long limit) {
    this.input = input;
    this.header = header;
    this.limit = Math.min(limit, input.sizeBytes());
    this.expectedLsn = header.firstLsn();
  }

  /** Steps over the frame that comes next; false when the bytes there are none. */
  boolean next() throws IOException {
    return isFrame(position, expectedLsn, expectedLsn) && step();
  }

  /** Steps over the first good frame behind a bad one; false when there is none. */
  boolean nextBehindBad() throws IOException {
    long from = position + 1;
    // No frame has a higher number, since each takes some bytes. Old frames have lower ones.
    long maxLsn = expectedLsn + (limit - position) / FrameHeader.BYTES;
    while (limit - from >= FrameHeader.BYTES) {
      int at = input.require(from, FrameHeader.BYTES);
      int places = (int) Math.min(input.available(from), limit - from) - FrameHeader.BYTES + 1;
      int passed = withoutNumber(at, places, maxLsn);
      from += passed;
      if (passed < places) {
        long lsn = FrameHeader.lsn(input.piece(), at + passed);
        if (isFrame(from, lsn, lsn)) {
          position = from;
          return step();
        }
        from++;
      }
    }
    return false;
  }

  /** How many places come before one that may have the number of a later frame. */
  private int withoutNumber(int at, int places, long maxLsn) {
    byte[] piece = input.piece();
    for (int i = 0; i < places; i++) {
      long lsn = FrameHeader.lsn(piece, at + i);
      if (lsn == 0 && FrameHeader.durableLsn(piece, at + i) == 0) {
        i += Long.BYTES; // One follows the other: these places have 0, too. Room never used.
      } else if (lsn > expectedLsn && lsn <= maxLsn) {
        return i;
      }
    }
    return places;
  }

  /** Where the next frame is expected. */
  long position() {
    return position;
  }

  /** Number that the next record has. */
  long expectedLsn() {
    return expectedLsn;
  }

  boolean isAtLimit() {
    return position >= limit;
  }

  /* ---- The frame that was found last ---- */

  /** The bytes that it is in. */
  byte[] content() {
    return input.piece();
  }

  /** Where it begins in {@link #content}. */
  int frameAt() {
    return frameAt;
  }

  private boolean step() {
    byte[] piece = input.piece();
    position += FrameHeader.BYTES + FrameHeader.length(piece, frameAt);
    boolean isRecord = FrameHeader.type(piece, frameAt) != FrameHeader.END;
    expectedLsn = FrameHeader.lsn(piece, frameAt) + (isRecord ? 1 : 0);
    return true;
  }

  private boolean isFrame(long at, long minLsn, long maxLsn) throws IOException {
    if (limit - at < FrameHeader.BYTES) {
      return false;
    }
    int index = input.require(at, FrameHeader.BYTES);
    byte[] piece = input.piece();
    int length = FrameHeader.length(piece, index);
    long lsn = FrameHeader.lsn(piece, index);
    if (length < 0
        || length > limit - at - FrameHeader.BYTES
        || lsn < minLsn
        || lsn > maxLsn
        || FrameHeader.shard(piece, index) >= header.shardCount()
        || !isType(FrameHeader.type(piece, index))) {
      return false;
    }
    frameAt = input.require(at, FrameHeader.BYTES + length);
    return frameHeader.isGood(header.salt(), input.piece(), frameAt);
  }

  private static boolean isType(int code) {
    return code == FrameHeader.END || LogFormat.type(code) != null;
  }
}
