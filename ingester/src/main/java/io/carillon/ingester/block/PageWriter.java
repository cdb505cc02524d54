package io.carillon.ingester.block;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import io.carillon.common.bytes.ByteWriter;
import io.carillon.ingester.file.AppendFile;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Packs pages and appends them to a block file. One thread. Closing does not close the file. */
final class PageWriter implements Closeable {
  private final AppendFile file;
  private final ZstdCompressCtx context;
  private boolean closed;
  private byte[] buffer = new byte[16 << 10];

  PageWriter(AppendFile file, int zstdLevel) {
    this.file = file;
    context = PageZip.takePacker(zstdLevel);
  }

  /** Appends a page. Gives the offset at which it begins. */
  long write(PageKind kind, ByteWriter raw) throws IOException {
    return write(kind, raw.array(), raw.size());
  }

  long write(PageKind kind, byte[] raw, int rawLength) throws IOException {
    int bound = Math.toIntExact(Zstd.compressBound(rawLength)) + BlockFormat.PAGE_HEADER_BYTES;
    if (buffer.length < bound) {
      buffer = new byte[bound];
    }
    int from = BlockFormat.PAGE_HEADER_BYTES;
    int packing = BlockFormat.ZSTD;
    int size = context.compressByteArray(buffer, from, buffer.length - from, raw, 0, rawLength);
    if (size >= rawLength) {
      packing = BlockFormat.RAW;
      size = rawLength;
      System.arraycopy(raw, 0, buffer, from, rawLength);
    }
    long offset = file.sizeBytes();
    BlockFormat.putPageHeader(buffer, from + size, offset, kind, packing, rawLength);
    file.write(ByteBuffer.wrap(buffer, 0, from + size));
    return offset;
  }

  @Override
  public void close() {
    // Never twice: then two writers would have it.
    if (!closed) {
      closed = true;
      PageZip.giveBack(context);
    }
  }
}
