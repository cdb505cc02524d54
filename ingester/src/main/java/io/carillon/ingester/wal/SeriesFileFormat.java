package io.carillon.ingester.wal;

import io.carillon.common.bytes.ByteReader;
import io.carillon.common.bytes.ByteWriter;
import io.carillon.common.error.CarillonException;
import io.carillon.ingester.file.FormatLevel;
import java.nio.file.Path;
import java.util.Locale;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** Names, headers and checksums of series files; see the package for the layout. */
final class SeriesFileFormat {
  static final int HEADER_BYTES = 45;
  static final int FRAME_HEADER_BYTES = 16;

  private static final int LEVEL = 1;

  /** "CARILSER" in the order of the bytes. */
  private static final long MAGIC = 0x5245534c49524143L;

  private static final String SUFFIX = ".series";

  private SeriesFileFormat() {}

  /**
   * The head of a series file.
   *
   * @param isWhole whether the files before are not needed any more
   * @param previousNumber the file that was written before; 0 when there is none
   * @param previousEnd bytes of it that were durable
   */
  record Header(int salt, boolean isWhole, long number, long previousNumber, long previousEnd) {}

  static Path path(Path directory, long number) {
    return directory.resolve(String.format(Locale.ROOT, "%012d%s", number, SUFFIX));
  }

  /** The number of a series file by its name; -1 when the file is none. */
  static long number(String fileName) {
    String digits =
        fileName.endsWith(SUFFIX) ? fileName.substring(0, fileName.length() - SUFFIX.length()) : "";
    return digits.matches("[0-9]{12,18}") ? Long.parseLong(digits) : -1;
  }

  static byte[] encode(Header header) {
    ByteWriter out = new ByteWriter(HEADER_BYTES);
    out.putLong(MAGIC).putInt(LEVEL).putInt(header.salt()).putByte(header.isWhole() ? 1 : 0);
    out.putLong(header.number()).putLong(header.previousNumber()).putLong(header.previousEnd());
    return out.putInt(crc(out.array(), out.size())).toByteArray();
  }

  /**
   * The header of a file; null when the bytes are none.
   *
   * @throws CarillonException with FAILED_PRECONDITION when the file is of another level
   */
  static @Nullable Header decode(Path path, byte[] content) {
    if (content.length < HEADER_BYTES) {
      return null;
    }
    ByteReader in = new ByteReader(content, 0, HEADER_BYTES);
    boolean isMagic = in.readLong() == MAGIC;
    int level = in.readInt();
    Header header =
        new Header(in.readInt(), in.readByte() == 1, in.readLong(), in.readLong(), in.readLong());
    if (!isMagic || in.readInt() != crc(content, HEADER_BYTES - 4)) {
      return null;
    }
    if (level != LEVEL) {
      throw FormatLevel.unknown("series file " + path, level, LEVEL);
    }
    return header;
  }

  /** Header of a frame around a body. */
  static ByteWriter frameHeader(int salt, long durableEnd, ByteWriter body) {
    ByteWriter out = new ByteWriter(FRAME_HEADER_BYTES);
    out.putInt(body.size());
    out.putInt(frameCrc(salt, durableEnd, body.array(), 0, body.size()));
    return out.putLong(durableEnd);
  }

  static int frameCrc(int salt, long durableEnd, byte[] body, int offset, int length) {
    ByteWriter head = new ByteWriter(16).putInt(salt).putInt(length).putLong(durableEnd);
    CRC32C crc = new CRC32C();
    crc.update(head.array(), 0, head.size());
    crc.update(body, offset, length);
    return (int) crc.getValue();
  }

  private static int crc(byte[] bytes, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, length);
    return (int) crc.getValue();
  }
}
