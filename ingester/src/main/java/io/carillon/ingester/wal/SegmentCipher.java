package io.carillon.ingester.wal;

/**
 * Stands between the log's buffer and its files. Works on any piece of a segment alone, keeps
 * lengths, and may be used by several threads. Headers of segments are not encrypted.
 */
public interface SegmentCipher {
  /** Leaves everything as it is. */
  SegmentCipher NONE =
      new SegmentCipher() {
        @Override
        public void encrypt(SegmentHeader header, long position, byte[] bytes, int at, int count) {}

        @Override
        public void decrypt(SegmentHeader header, long position, byte[] bytes, int at, int count) {}
      };

  /**
   * Encrypts in place.
   *
   * @param header tells the segment; number and salt together are never used twice
   * @param position of the first byte in the segment's file
   */
  void encrypt(SegmentHeader header, long position, byte[] bytes, int at, int count);

  /** Undoes {@link #encrypt}. */
  void decrypt(SegmentHeader header, long position, byte[] bytes, int at, int count);
}
