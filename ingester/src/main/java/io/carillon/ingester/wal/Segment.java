package io.carillon.ingester.wal;

/** A segment that is being filled. Guarded by the lock of its {@link LogBuffer}. */
final class Segment {
  private final long number;
  private final int salt;
  private final long firstLsn;
  private long sizeBytes;
  private long end = LogFormat.HEADER_BYTES;

  Segment(long number, int salt, long firstLsn, long sizeBytes) {
    this.number = number;
    this.salt = salt;
    this.firstLsn = firstLsn;
    this.sizeBytes = sizeBytes;
  }

  long number() {
    return number;
  }

  int salt() {
    return salt;
  }

  long firstLsn() {
    return firstLsn;
  }

  /** Size of the file; does not change any more once there is something in it. */
  long sizeBytes() {
    return sizeBytes;
  }

  /** Where the next frame goes. */
  long end() {
    return end;
  }

  /** Whether a frame fits; an empty segment becomes as large as it must. */
  boolean makeRoom(int frameBytes) {
    if (frameBytes <= sizeBytes - end) {
      return true;
    }
    if (end > LogFormat.HEADER_BYTES) {
      return false;
    }
    sizeBytes = end + frameBytes;
    return true;
  }

  void advance(int frameBytes) {
    end += frameBytes;
  }
}
