package io.carillon.ingester.block;

/** What all blocks of a store keep of their files in memory. Thread-safe. */
record BlockCaches(PartCache parts, BlockPageCache pages) {
  BlockCaches(BlockOptions options) {
    this(new PartCache(options.indexCacheBytes()), new BlockPageCache(options.pageCacheBytes()));
  }
}
