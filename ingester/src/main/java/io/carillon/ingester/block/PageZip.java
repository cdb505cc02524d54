package io.carillon.ingester.block;

import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;

/**
 * Packs and unpacks pages with contexts that are used again: a new one costs more than a page.
 * Thread-safe.
 */
final class PageZip {
  /** More threads than processors do not unpack at a time. */
  private static final Queue<ZstdDecompressCtx> IDLE =
      new ArrayBlockingQueue<>(2 * Runtime.getRuntime().availableProcessors());

  /** Each takes some megabytes, and few files are written at a time. */
  private static final Queue<ZstdCompressCtx> IDLE_PACKERS = new ArrayBlockingQueue<>(2);

  private PageZip() {}

  /** A context for packing; the caller has it alone until it is given back. */
  static ZstdCompressCtx takePacker(int zstdLevel) {
    ZstdCompressCtx idle = IDLE_PACKERS.poll();
    ZstdCompressCtx context = idle == null ? new ZstdCompressCtx() : idle;
    context.setLevel(zstdLevel).setChecksum(false).setContentSize(false).setDictID(false);
    return context;
  }

  static void giveBack(ZstdCompressCtx context) {
    if (!IDLE_PACKERS.offer(context)) {
      context.close();
    }
  }

  /**
   * Unpacks a page.
   *
   * @throws io.carillon.common.error.CarillonException with CORRUPTION when the bytes are none, or
   *     of another size
   */
  static byte[] unpack(byte[] packed, int sizeBytes) {
    ZstdDecompressCtx idle = IDLE.poll();
    ZstdDecompressCtx context = idle == null ? new ZstdDecompressCtx() : idle;
    try {
      byte[] raw = new byte[sizeBytes];
      int size = context.decompressByteArray(raw, 0, sizeBytes, packed, 0, packed.length);
      if (size != sizeBytes) {
        throw BlockFormat.corrupt("a page is shorter than it says");
      }
      return raw;
    } catch (ZstdException e) {
      throw BlockFormat.corrupt("a page does not unpack: " + e.getMessage());
    } finally {
      if (!IDLE.offer(context)) {
        context.close();
      }
    }
  }
}
