package io.carillon.ingester.block;

/**
 * Bounds of the sealed data.
 *
 * @param windowMs blocks are cut at multiples of this and never merged across them
 * @param mergeFanIn so many blocks of one window and merge level become one
 * @param indexCacheBytes memory for unpacked indexes
 * @param pageCacheBytes memory for unpacked pages
 */
public record BlockOptions(
    long windowMs, int mergeFanIn, long indexCacheBytes, long pageCacheBytes) {
  public BlockOptions {
    if (windowMs < 1 || mergeFanIn < 2 || indexCacheBytes < 0 || pageCacheBytes < 0) {
      throw new IllegalArgumentException(
          "expected a positive window, a fan-in of at least 2 and caches of at least 0 bytes,"
              + " got "
              + windowMs
              + ", "
              + mergeFanIn
              + ", "
              + indexCacheBytes
              + ", "
              + pageCacheBytes);
    }
  }
}
