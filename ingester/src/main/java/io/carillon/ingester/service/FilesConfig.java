package io.carillon.ingester.service;

/**
 * Settings of what is sealed.
 *
 * @param mergeFanIn so many files of one window and level are merged into one
 * @param indexCacheBytes memory for unpacked parts of indexes
 * @param pageCacheBytes memory for unpacked pages
 * @param mergeBytesPerSecond bytes that merging may read in a second
 */
public record FilesConfig(
    int mergeFanIn, long indexCacheBytes, long pageCacheBytes, long mergeBytesPerSecond) {
  private static final long MIB = 1 << 20;

  /** Settings for a heap of a size. */
  public static FilesConfig forHeap(long heapBytes) {
    long cacheBytes = Math.max(16 * MIB, heapBytes / 16);
    return new FilesConfig(8, cacheBytes, cacheBytes, 64 * MIB);
  }
}
