package io.carillon.ingester.wal;

import io.carillon.common.bytes.ByteReader;
import io.carillon.common.error.CarillonException;
import java.util.Arrays;

/**
 * Finds the frames of a segment whose checksums fit, also behind places where they do not. One
 * thread.
 */
final class SegmentScan {
  private final byte[] content;
  private final int limit;
  private final WalFormat.FrameChecksum checksum;

  private int[] frameOffsets = new int[64];
  private int frameCount;
  private int firstBad = -1;
  private long namedDurable;
  private int end = WalFormat.HEADER_BYTES;

  private SegmentScan(byte[] content, int limit, int salt) {
    this.content = content;
    this.limit = limit;
    this.checksum = new WalFormat.FrameChecksum(salt);
  }

  /**
   * Scans a segment.
   *
   * @param content the whole file, with a good header
   * @param limit where to stop
   */
  static SegmentScan of(byte[] content, int limit, int salt) {
    SegmentScan scan = new SegmentScan(content, limit, salt);
    scan.run();
    return scan;
  }

  /** Where the first bytes lie that are no frame; -1 when there are none. */
  int firstBad() {
    return firstBad;
  }

  /** The highest end that a frame says was durable. */
  long namedDurable() {
    return namedDurable;
  }

  /** End of the last good frame. */
  int end() {
    return end;
  }

  /** Number of good frames before an offset. */
  int frameCount(int before) {
    int count = 0;
    while (count < frameCount && frameOffsets[count] < before) {
      count++;
    }
    return count;
  }

  /**
   * Gives the records of the first frames to {@code replay}.
   *
   * @return how many of these frames could not be decoded although their checksums fit
   */
  int replay(int count, WalReplay replay) {
    int undecodable = 0;
    for (int i = 0; i < count; i++) {
      int offset = frameOffsets[i];
      int length = new ByteReader(content, offset, 4).readInt();
      byte type = content[offset + WalFormat.FRAME_HEADER_BYTES - 1];
      try {
        WalRecords.decode(
            type, new ByteReader(content, offset + WalFormat.FRAME_HEADER_BYTES, length), replay);
      } catch (CarillonException _) {
        undecodable++;
      }
    }
    return undecodable;
  }

  private void run() {
    int offset = WalFormat.HEADER_BYTES;
    while (offset < limit) {
      int length = frameLengthAt(offset);
      if (length >= 0) {
        add(offset);
        offset += WalFormat.FRAME_HEADER_BYTES + length;
        end = offset;
      } else {
        if (firstBad < 0) {
          firstBad = offset;
        }
        offset++;
      }
    }
  }

  private void add(int offset) {
    if (frameCount == frameOffsets.length) {
      frameOffsets = Arrays.copyOf(frameOffsets, frameCount * 2);
    }
    frameOffsets[frameCount++] = offset;
    namedDurable = Math.max(namedDurable, new ByteReader(content, offset + 8, 8).readLong());
  }

  /** Length of the body of the frame at an offset; -1 when there is none whose checksum fits. */
  private int frameLengthAt(int offset) {
    if (limit - offset < WalFormat.FRAME_HEADER_BYTES) {
      return -1;
    }
    ByteReader in = new ByteReader(content, offset, WalFormat.FRAME_HEADER_BYTES);
    int length = in.readInt();
    int crc = in.readInt();
    long durableEnd = in.readLong();
    int type = in.readByte();
    // These cheap checks keep the search behind a bad frame linear.
    if (length <= 0
        || length > limit - offset - WalFormat.FRAME_HEADER_BYTES
        || durableEnd < WalFormat.HEADER_BYTES
        || durableEnd > offset
        || type < WalFormat.TYPE_SERIES
        || type > WalFormat.TYPE_METADATA) {
      return -1;
    }
    int body = offset + WalFormat.FRAME_HEADER_BYTES;
    return checksum.of(length, durableEnd, type, content, body) == crc ? length : -1;
  }
}
