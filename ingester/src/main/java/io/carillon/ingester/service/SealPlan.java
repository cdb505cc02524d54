package io.carillon.ingester.service;

import io.carillon.ingester.shard.Shards;

/** Says which shard to seal next, and why. One thread. */
final class SealPlan {
  /** A seal that frees less of the budget than this part, all shards together, frees nothing. */
  private static final int WORTH_FRACTION = 16;

  private final IngesterParts parts;
  private final MemoryPressure pressure;

  SealPlan(IngesterParts parts, MemoryPressure pressure) {
    this.parts = parts;
    this.pressure = pressure;
  }

  /** The shard to seal next; -1 when none is due. */
  int next() {
    Shards shards = parts.shards();
    if (parts.log().retainedBytes() >= parts.config().log().maxBytes()) {
      int oldest = oldest();
      if (oldest >= 0) {
        return oldest;
      }
    }
    if (pressure.isHigh()) {
      int largest = largest();
      if (largest >= 0) {
        return largest;
      }
    }
    for (int shard = 0; shard < shards.shardCount(); shard++) {
      if (isDue(shard)) {
        return shard;
      }
    }
    return -1;
  }

  private boolean isDue(int shard) {
    HeadConfig config = parts.config().head();
    Shards shards = parts.shards();
    boolean isOld = shards.ageMs(shard) >= config.sealAge().toMillis();
    if (shards.stagedSamples(shard) == 0) {
      return isOld && parts.exemplars().hasStaged(shard);
    }
    return isOld || shards.isLong(shard) || shards.usualSamples(shard) >= config.sealSamples();
  }

  private int oldest() {
    int found = -1;
    long oldest = Long.MAX_VALUE;
    for (int shard = 0; shard < parts.shards().shardCount(); shard++) {
      long lsn = parts.shards().firstLsn(shard);
      if (lsn > 0 && lsn < oldest) {
        oldest = lsn;
        found = shard;
      }
    }
    return found;
  }

  /** Series stay when their samples are sealed, so there may be nothing to gain. */
  private int largest() {
    int shards = parts.shards().shardCount();
    int found = -1;
    long most = parts.config().head().budgetBytes() / WORTH_FRACTION / shards;
    for (int shard = 0; shard < shards; shard++) {
      long staged = parts.shards().stagedBytes(shard);
      if (staged > most) {
        most = staged;
        found = shard;
      }
    }
    return found;
  }
}
