package io.carillon.ingester.block;

/**
 * Bounds of the sealed data.
 *
 * @param shardCount shards of a new directory; an old one keeps its number
 * @param mergeFanIn so many slices of one window become one before the window is over
 * @param retentionMs bounds the span of merged blocks
 * @param maxBytes size of all files together above which the oldest go; 0 for no bound
 * @param indexCacheBytes memory for unpacked parts of indexes
 * @param pageCacheBytes memory for unpacked pages
 */
public record BlockOptions(
    int shardCount,
    int mergeFanIn,
    long retentionMs,
    long maxBytes,
    long indexCacheBytes,
    long pageCacheBytes) {
  public BlockOptions {
    if (shardCount < 1
        || mergeFanIn < 2
        || retentionMs < 1
        || maxBytes < 0
        || indexCacheBytes < 0
        || pageCacheBytes < 0) {
      throw new IllegalArgumentException(
          "expected at least one shard, a fan-in of at least 2, a positive retention and sizes of"
              + " at least 0 bytes, got "
              + shardCount
              + ", "
              + mergeFanIn
              + ", "
              + retentionMs
              + ", "
              + maxBytes
              + ", "
              + indexCacheBytes
              + ", "
              + pageCacheBytes);
    }
  }
}
