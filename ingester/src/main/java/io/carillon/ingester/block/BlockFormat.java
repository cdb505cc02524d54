package io.carillon.ingester.block;

import io.carillon.common.bytes.ByteReader;
import io.carillon.common.bytes.ByteWriter;
import io.carillon.common.column.ColumnCodec;
import io.carillon.common.error.CarillonException;
import io.carillon.common.error.ErrorCode;
import io.carillon.ingester.file.ReadableFile;
import java.io.EOFException;
import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;
import java.util.zip.CRC32C;
import java.util.zip.Deflater;

/** Header, footer and pages of a block file; see the package for the layout. */
final class BlockFormat {
  static final int LEVEL = 1;
  static final int HEADER_BYTES = 16;
  static final int FOOTER_BYTES = 60;
  static final int PAGE_HEADER_BYTES = 12;

  /** "CARILBLK" in the order of the bytes. */
  private static final long MAGIC = 0x4b4c424c49524143L;

  private BlockFormat() {}

  static byte[] header() {
    ByteWriter out = new ByteWriter(HEADER_BYTES).putLong(MAGIC).putInt(LEVEL);
    return out.putInt(crc(out.array(), 0, out.size())).toByteArray();
  }

  static byte[] footer(BlockMeta meta, long indexOffset) {
    ByteWriter out = new ByteWriter(FOOTER_BYTES);
    out.putLong(indexOffset).putLong(meta.minMs()).putLong(meta.maxMs());
    out.putLong(meta.seriesCount()).putLong(meta.sampleCount());
    out.putInt(meta.mergeLevel()).putInt(ColumnCodec.PLAIN);
    out.putInt(crc(out.array(), 0, out.size()));
    return out.putLong(MAGIC).toByteArray();
  }

  /** What header and footer say. */
  record Frame(BlockMeta meta, long indexOffset, int codecId) {}

  static Frame readFrame(ReadableFile file, long number) throws IOException {
    long sizeBytes = file.sizeBytes();
    if (sizeBytes < HEADER_BYTES + FOOTER_BYTES) {
      throw corrupt("file of " + sizeBytes + " bytes is too short");
    }
    checkHeader(read(file, 0, HEADER_BYTES));
    byte[] footer = read(file, sizeBytes - FOOTER_BYTES, FOOTER_BYTES);
    ByteReader in = new ByteReader(footer);
    long indexOffset = in.readLong();
    long minMs = in.readLong();
    long maxMs = in.readLong();
    long seriesCount = in.readLong();
    long sampleCount = in.readLong();
    int mergeLevel = in.readInt();
    int codecId = in.readInt();
    int crc = crc(footer, 0, in.position());
    if (in.readInt() != crc || in.readLong() != MAGIC) {
      throw corrupt("its end is damaged");
    }
    BlockMeta meta =
        new BlockMeta(number, mergeLevel, minMs, maxMs, seriesCount, sampleCount, sizeBytes);
    return new Frame(meta, indexOffset, codecId);
  }

  private static void checkHeader(byte[] header) {
    ByteReader in = new ByteReader(header);
    long magic = in.readLong();
    int level = in.readInt();
    if (magic != MAGIC || in.readInt() != crc(header, 0, HEADER_BYTES - 4)) {
      throw corrupt("its beginning is damaged");
    }
    if (level != LEVEL) {
      throw new CarillonException(
          ErrorCode.FAILED_PRECONDITION,
          String.format(
              Locale.ROOT,
              "block has format level %d, this version reads %d: start the version that wrote it",
              level,
              LEVEL));
    }
  }

  /** Packs a page, its header included. */
  static byte[] packPage(byte[] raw, int length) {
    Deflater deflater = new Deflater(Deflater.BEST_SPEED);
    try {
      deflater.setInput(raw, 0, length);
      deflater.finish();
      byte[] packed = new byte[length + length / 1000 + 64];
      int size = 0;
      while (!deflater.finished()) {
        if (size == packed.length) {
          packed = Arrays.copyOf(packed, size * 2);
        }
        size += deflater.deflate(packed, size, packed.length - size);
      }
      ByteWriter out = new ByteWriter(PAGE_HEADER_BYTES + size).putInt(length).putInt(size);
      return out.putInt(pageCrc(length, size, packed, 0)).putBytes(packed, 0, size).toByteArray();
    } finally {
      deflater.end();
    }
  }

  /** Reads a page and verifies its checksum. */
  static BlockPage readPage(ReadableFile file, long offset) throws IOException {
    ByteReader head = new ByteReader(read(file, offset, PAGE_HEADER_BYTES));
    int rawLength = head.readInt();
    int packedLength = head.readInt();
    int crc = head.readInt();
    long available = file.sizeBytes() - offset - PAGE_HEADER_BYTES;
    if (rawLength < 0 || packedLength < 0 || packedLength > available) {
      throw corrupt("page at byte " + offset + " has an impossible length");
    }
    byte[] packed = read(file, offset + PAGE_HEADER_BYTES, packedLength);
    if (crc != pageCrc(rawLength, packedLength, packed, 0)) {
      throw corrupt("page at byte " + offset + " has a wrong checksum");
    }
    return new BlockPage(packed, rawLength);
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

  private static int pageCrc(int rawLength, int packedLength, byte[] packed, int offset) {
    ByteWriter lengths = new ByteWriter(8).putInt(rawLength).putInt(packedLength);
    CRC32C crc = new CRC32C();
    crc.update(lengths.array(), 0, lengths.size());
    crc.update(packed, offset, packedLength);
    return (int) crc.getValue();
  }

  private static int crc(byte[] bytes, int offset, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, offset, length);
    return (int) crc.getValue();
  }
}
