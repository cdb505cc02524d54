package io.carillon.ingester.wal;

import io.carillon.common.bytes.ByteReader;
import io.carillon.common.bytes.ByteWriter;
import io.carillon.common.error.CarillonException;
import io.carillon.common.error.ErrorCode;
import java.nio.file.Path;
import java.util.Locale;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** Names, headers and checksums of segments; see the package for the layout. */
final class WalFormat {
  static final int LEVEL = 1;
  static final int HEADER_BYTES = 44;
  static final int FRAME_HEADER_BYTES = 17;

  static final byte TYPE_SERIES = 1;
  static final byte TYPE_SAMPLES = 2;
  static final byte TYPE_METADATA = 3;

  /** "CARILWAL" in the order of the bytes. */
  private static final long MAGIC = 0x4c41574c49524143L;

  private static final String SUFFIX = ".wal";

  private WalFormat() {}

  /**
   * The head of a segment.
   *
   * @param previousNumber the segment that was written before; 0 when there is none
   * @param previousEnd bytes of it that were durable
   */
  record Header(int salt, long number, long previousNumber, long previousEnd) {}

  static Path path(Path directory, long number) {
    return directory.resolve(String.format(Locale.ROOT, "%012d%s", number, SUFFIX));
  }

  /** The number of a segment by its file name; -1 when the file is none. */
  static long number(String fileName) {
    String digits =
        fileName.endsWith(SUFFIX) ? fileName.substring(0, fileName.length() - SUFFIX.length()) : "";
    return digits.matches("[0-9]{12,18}") ? Long.parseLong(digits) : -1;
  }

  static byte[] encode(Header header) {
    ByteWriter out = new ByteWriter(HEADER_BYTES);
    out.putLong(MAGIC).putInt(LEVEL).putInt(header.salt());
    out.putLong(header.number()).putLong(header.previousNumber()).putLong(header.previousEnd());
    CRC32C crc = new CRC32C();
    crc.update(out.array(), 0, out.size());
    return out.putInt((int) crc.getValue()).toByteArray();
  }

  /**
   * The header of a segment; null when the bytes are none.
   *
   * @throws CarillonException with FAILED_PRECONDITION when the segment is of another level
   */
  static @Nullable Header decode(byte[] content) {
    if (content.length < HEADER_BYTES) {
      return null;
    }
    CRC32C crc = new CRC32C();
    crc.update(content, 0, HEADER_BYTES - 4);
    ByteReader in = new ByteReader(content, 0, HEADER_BYTES);
    long magic = in.readLong();
    int level = in.readInt();
    Header header = new Header(in.readInt(), in.readLong(), in.readLong(), in.readLong());
    if (magic != MAGIC || in.readInt() != (int) crc.getValue()) {
      return null;
    }
    if (level != LEVEL) {
      throw new CarillonException(
          ErrorCode.FAILED_PRECONDITION,
          String.format(
              Locale.ROOT,
              "log segment %d has format level %d, this version reads %d: start the version that"
                  + " wrote it",
              header.number(),
              level,
              LEVEL));
    }
    return header;
  }

  /** Checksum of a frame: salt, length, durable end, type and body. */
  static final class FrameChecksum {
    private final CRC32C crc = new CRC32C();
    private final ByteWriter head = new ByteWriter(FRAME_HEADER_BYTES);
    private final int salt;

    FrameChecksum(int salt) {
      this.salt = salt;
    }

    int of(int length, long durableEnd, int type, byte[] body, int offset) {
      head.clear();
      head.putInt(salt).putInt(length).putLong(durableEnd).putByte(type);
      crc.reset();
      crc.update(head.array(), 0, head.size());
      crc.update(body, offset, length);
      return (int) crc.getValue();
    }
  }
}
