package io.carillon.ingester.block;

/** What all blocks of a store keep of their files in memory. Thread-safe. */
record BlockCaches(BlockIndexCache indexes, BlockPageCache pages) {
  BlockCaches(BlockOptions options) {
    this(
        new BlockIndexCache(options.indexCacheBytes()),
        new BlockPageCache(options.pageCacheBytes()));
  }
}
