package io.carillon.ingester.wal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * Encodes and checks what stands before the body of a record. One thread at a time.
 *
 * <p>The checksum is taken over header and body with the salt in its own place.
 */
final class FrameHeader {
  static final int BYTES = 26;

  /** Type of a frame that only says that all before it is durable; it has no body. */
  static final int END = 0;

  private static final int CRC_OFFSET = 4;
  private static final int LSN_OFFSET = 8;
  private static final int DURABLE_OFFSET = 16;
  private static final int TYPE_OFFSET = 24;
  private static final int SHARD_OFFSET = 25;

  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final CRC32C crc = new CRC32C();
  private final byte[] bytes = new byte[BYTES];

  /** The header of a record; valid until the next call. */
  byte[] encode(
      int salt,
      long lsn,
      long durableLsn,
      int type,
      int shard,
      byte[] body,
      int offset,
      int length) {
    INT.set(bytes, 0, length);
    LONG.set(bytes, LSN_OFFSET, lsn);
    LONG.set(bytes, DURABLE_OFFSET, durableLsn);
    bytes[TYPE_OFFSET] = (byte) type;
    bytes[SHARD_OFFSET] = (byte) shard;
    INT.set(bytes, CRC_OFFSET, checksum(salt, body, offset, length));
    return bytes;
  }

  /** Whether a whole frame is what was written. */
  boolean isGood(int salt, byte[] frame, int at) {
    System.arraycopy(frame, at, bytes, 0, BYTES);
    return checksum(salt, frame, at + BYTES, length(frame, at))
        == (int) INT.get(frame, at + CRC_OFFSET);
  }

  /** Bytes of the body. */
  static int length(byte[] frame, int at) {
    return (int) INT.get(frame, at);
  }

  static long lsn(byte[] frame, int at) {
    return (long) LONG.get(frame, at + LSN_OFFSET);
  }

  static long durableLsn(byte[] frame, int at) {
    return (long) LONG.get(frame, at + DURABLE_OFFSET);
  }

  static int type(byte[] frame, int at) {
    return frame[at + TYPE_OFFSET];
  }

  static int shard(byte[] frame, int at) {
    return frame[at + SHARD_OFFSET] & 0xff;
  }

  private int checksum(int salt, byte[] body, int offset, int length) {
    INT.set(bytes, CRC_OFFSET, salt);
    crc.reset();
    crc.update(bytes, 0, BYTES);
    crc.update(body, offset, length);
    return (int) crc.getValue();
  }
}
