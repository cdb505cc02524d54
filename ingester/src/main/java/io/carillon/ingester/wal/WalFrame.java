package io.carillon.ingester.wal;

/**
 * A frame on its way to the log.
 *
 * @param type a type of {@link WalFormat}
 * @param body content; only the first {@code length} bytes, not to be changed
 */
@SuppressWarnings("ArrayRecordComponent") // Bytes on their way; identity is never asked.
public record WalFrame(byte type, byte[] body, int length) {
  /** Bytes that the frame takes in a segment. */
  long sizeBytes() {
    return WalFormat.FRAME_HEADER_BYTES + (long) length;
  }
}
