package io.carillon.ingester.wal;

import io.carillon.common.bytes.ByteReader;
import io.carillon.common.bytes.ByteWriter;
import io.carillon.common.error.CarillonException;
import io.carillon.ingester.file.FormatLevel;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** Names and headers of segments; see the package for the layout. */
final class LogFormat {
  static final int LEVEL = 2;

  /** What disks write in one piece, so that a copy of a header is old or new as a whole. */
  static final int HEADER_COPY_BYTES = 512;

  static final int HEADER_COPIES = 2;

  /** Where the frames of a segment begin. */
  static final int HEADER_BYTES = HEADER_COPIES * HEADER_COPY_BYTES;

  static final String SPARE_SUFFIX = ".spare";
  static final String TEMPORARY_SUFFIX = ".tmp";

  /** "CARILWAL" in the order of the bytes. */
  private static final long MAGIC = 0x4c41574c49524143L;

  private static final String SUFFIX = ".wal";

  /** Bytes before the checksum, at level 1 and from level 2 on. */
  private static final int CHECKED_BYTES_LEVEL_1 = 40;

  private static final int CHECKED_BYTES = 68;

  private static final @Nullable RecordType[] TYPES = typesByCode();

  private LogFormat() {}

  /** What a copy of a header says. */
  sealed interface Copy {}

  /** A header. */
  record Good(SegmentHeader header) implements Copy {}

  /** Zeros: the file was made and not used. */
  record Unused() implements Copy {}

  /** Neither. */
  record Damaged() implements Copy {}

  static Path path(Path directory, long number) {
    return directory.resolve(String.format(Locale.ROOT, "%012d%s", number, SUFFIX));
  }

  /** The number of a segment by its file name; -1 when the file is none. */
  static long number(String fileName) {
    String digits =
        fileName.endsWith(SUFFIX) ? fileName.substring(0, fileName.length() - SUFFIX.length()) : "";
    return digits.matches("[0-9]{12,18}") ? Long.parseLong(digits) : -1;
  }

  /** All copies of a header, as a segment begins. */
  static byte[] encode(SegmentHeader header) {
    ByteWriter out = new ByteWriter(CHECKED_BYTES + 4);
    out.putLong(MAGIC).putInt(LEVEL).putInt(header.salt());
    out.putLong(header.number()).putInt(header.shardCount());
    out.putLong(header.firstLsn()).putLong(header.durableLsn());
    out.putLong(header.previousNumber()).putLong(header.previousEnd());
    out.putLong(header.fileBytes());
    out.putInt(crc(out.array(), 0, out.size()));
    byte[] copies = new byte[HEADER_BYTES];
    for (int i = 0; i < HEADER_COPIES; i++) {
      System.arraycopy(out.array(), 0, copies, i * HEADER_COPY_BYTES, out.size());
    }
    return copies;
  }

  /**
   * A copy of a header.
   *
   * @param path of the segment, for messages
   * @param start the first bytes of a segment, at least a header
   * @throws CarillonException with FAILED_PRECONDITION when the segment is of another level
   */
  static Copy decode(Path path, byte[] start, int copy) {
    int offset = copy * HEADER_COPY_BYTES;
    ByteReader in = new ByteReader(start, offset, HEADER_COPY_BYTES);
    if (in.readLong() != MAGIC) {
      byte[] content = Arrays.copyOfRange(start, offset, offset + HEADER_COPY_BYTES);
      return Arrays.equals(content, new byte[HEADER_COPY_BYTES]) ? new Unused() : new Damaged();
    }
    int level = in.readInt();
    int checked = level == 1 ? CHECKED_BYTES_LEVEL_1 : CHECKED_BYTES;
    ByteReader checksum = new ByteReader(start, offset + checked, 4);
    if (checksum.readInt() != crc(start, offset, checked)) {
      return new Damaged();
    }
    if (level != LEVEL) {
      throw unknownLevel(path, level);
    }
    return new Good(
        new SegmentHeader(
            in.readInt(),
            in.readLong(),
            in.readInt(),
            in.readLong(),
            in.readLong(),
            in.readLong(),
            in.readLong(),
            in.readLong()));
  }

  /** The type with a code; null when there is none. */
  static @Nullable RecordType type(int code) {
    return code > 0 && code < TYPES.length ? TYPES[code] : null;
  }

  private static @Nullable RecordType[] typesByCode() {
    @Nullable RecordType[] types = new @Nullable RecordType[RecordType.values().length + 1];
    for (RecordType type : RecordType.values()) {
      types[type.code()] = type;
    }
    return types;
  }

  private static CarillonException unknownLevel(Path path, int level) {
    return FormatLevel.unknown(path, level, LEVEL);
  }

  private static int crc(byte[] bytes, int offset, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, offset, length);
    return (int) crc.getValue();
  }
}
