package io.carillon.ingester.block;

import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;

/**
 * Unpacks pages with contexts that are used again: a new one costs more than a page. Thread-safe.
 */
final class PageZip {
  /** More threads than processors do not unpack at a time. */
  private static final Queue<ZstdDecompressCtx> IDLE =
      new ArrayBlockingQueue<>(2 * Runtime.getRuntime().availableProcessors());

  private PageZip() {}

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
