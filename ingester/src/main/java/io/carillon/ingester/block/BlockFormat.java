package io.carillon.ingester.block;

import io.carillon.common.bytes.ByteReader;
import io.carillon.common.bytes.ByteWriter;
import io.carillon.common.error.CarillonException;
import io.carillon.common.error.ErrorCode;
import io.carillon.ingester.file.FormatLevel;
import io.carillon.ingester.file.ReadableFile;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.zip.CRC32C;

/** Header, footer and pages of a block file; see the package for the layout. */
final class BlockFormat {
  static final int LEVEL = 2;
  static final int HEADER_BYTES = 16;
  static final int FOOTER_BYTES = 20;
  static final int PAGE_HEADER_BYTES = 14;

  /** How the content of a page is packed. */
  static final int RAW = 0;

  static final int ZSTD = 1;

  /** Far above what a writer makes of the largest column: a damaged length asks for no more. */
  private static final int MAX_PAGE_BYTES = 1 << 30;

  /** "CARILBLK" in the order of the bytes. */
  private static final long MAGIC = 0x4b4c424c49524143L;

  private BlockFormat() {}

  static byte[] header() {
    ByteWriter out = new ByteWriter(HEADER_BYTES).putLong(MAGIC).putInt(LEVEL);
    return out.putInt(crc(out.array(), out.size())).toByteArray();
  }

  static byte[] footer(long directoryOffset) {
    ByteWriter out = new ByteWriter(FOOTER_BYTES).putLong(directoryOffset);
    return out.putInt(crc(out.array(), out.size())).putLong(MAGIC).toByteArray();
  }

  /** Verifies header and footer. Gives the offset of the directory. */
  static long readDirectoryOffset(Path path, ReadableFile file) throws IOException {
    long sizeBytes = file.sizeBytes();
    if (sizeBytes < HEADER_BYTES + PAGE_HEADER_BYTES + FOOTER_BYTES) {
      throw corrupt("file of " + sizeBytes + " bytes is too short");
    }
    checkHeader(path, read(file, 0, HEADER_BYTES));
    byte[] footer = read(file, sizeBytes - FOOTER_BYTES, FOOTER_BYTES);
    ByteReader in = new ByteReader(footer);
    long directoryOffset = in.readLong();
    if (in.readInt() != crc(footer, Long.BYTES) || in.readLong() != MAGIC) {
      throw corrupt("its end is damaged");
    }
    return directoryOffset;
  }

  private static void checkHeader(Path path, byte[] header) {
    ByteReader in = new ByteReader(header);
    long magic = in.readLong();
    int level = in.readInt();
    if (magic != MAGIC || in.readInt() != crc(header, HEADER_BYTES - Integer.BYTES)) {
      throw corrupt("its beginning is damaged");
    }
    if (level != LEVEL) {
      throw FormatLevel.unknown(path, level, LEVEL);
    }
  }

  /** Puts a page's header into the first bytes of an array that ends with its content. */
  static void putPageHeader(
      byte[] page, int length, long offset, PageKind kind, int packing, int rawLength) {
    ByteWriter header = new ByteWriter(PAGE_HEADER_BYTES);
    header.putInt(0).putByte(kind.id()).putByte(packing);
    header.putInt(rawLength).putInt(length - PAGE_HEADER_BYTES);
    System.arraycopy(header.array(), 0, page, 0, PAGE_HEADER_BYTES);
    header.setInt(0, pageCrc(offset, page, 0, page, PAGE_HEADER_BYTES, length - PAGE_HEADER_BYTES));
    System.arraycopy(header.array(), 0, page, 0, Integer.BYTES);
  }

  /**
   * Reads a page and verifies its checksum.
   *
   * @param onDamage as {@link BlockPage} has it
   */
  static BlockPage readPage(
      ReadableFile file, long offset, PageKind kind, Consumer<CarillonException> onDamage)
      throws IOException {
    PageHeader header = readPageHeader(file, offset);
    byte[] content = read(file, offset + PAGE_HEADER_BYTES, header.packedLength());
    int crc = pageCrc(offset, header.bytes(), 0, content, 0, content.length);
    if (crc != header.crc()) {
      throw corrupt("page at byte " + offset + " has a wrong checksum");
    }
    if (header.kind() != kind.id() || header.packing() > ZSTD) {
      throw corrupt("page at byte " + offset + " is of an unexpected kind");
    }
    boolean isPacked = header.packing() == ZSTD;
    if (!isPacked && header.rawLength() != content.length) {
      throw corrupt("page at byte " + offset + " has two lengths");
    }
    return new BlockPage(kind, content, isPacked, header.rawLength(), onDamage);
  }

  /** What stands before the content of a page; nothing of it is verified but the lengths. */
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  record PageHeader(
      byte[] bytes, int crc, int kind, int packing, int rawLength, int packedLength) {}

  static PageHeader readPageHeader(ReadableFile file, long offset) throws IOException {
    byte[] bytes = read(file, offset, PAGE_HEADER_BYTES);
    ByteReader in = new ByteReader(bytes);
    PageHeader header =
        new PageHeader(
            bytes, in.readInt(), in.readByte(), in.readByte(), in.readInt(), in.readInt());
    long available = file.sizeBytes() - FOOTER_BYTES - offset - PAGE_HEADER_BYTES;
    if (header.rawLength() < 0
        || header.rawLength() > MAX_PAGE_BYTES
        || header.packedLength() < 0
        || header.packedLength() > available) {
      throw corrupt("page at byte " + offset + " has an impossible length");
    }
    return header;
  }

  static CarillonException corrupt(String reason) {
    return new CarillonException(ErrorCode.CORRUPTION, "block: " + reason);
  }

  private static byte[] read(ReadableFile file, long offset, int length) throws IOException {
    if (offset < 0) {
      throw corrupt("offset " + offset + " is negative");
    }
    byte[] bytes = new byte[length];
    try {
      file.read(offset, bytes, 0, length);
    } catch (EOFException e) {
      throw new CarillonException(ErrorCode.CORRUPTION, "block ends before byte " + offset, e);
    }
    return bytes;
  }

  /** Over the place as well, so that a page that was written or read elsewhere does not pass. */
  private static int pageCrc(
      long offset, byte[] header, int headerFrom, byte[] content, int from, int length) {
    CRC32C crc = new CRC32C();
    ByteWriter place = new ByteWriter(Long.BYTES).putLong(offset);
    crc.update(place.array(), 0, place.size());
    crc.update(header, headerFrom + Integer.BYTES, PAGE_HEADER_BYTES - Integer.BYTES);
    crc.update(content, from, length);
    return (int) crc.getValue();
  }

  private static int crc(byte[] bytes, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, length);
    return (int) crc.getValue();
  }
}
