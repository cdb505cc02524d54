package io.carillon.ingester.service;

import io.carillon.ingester.shard.ConflictRule;
import java.time.Duration;

/**
 * Settings of what an ingester holds in memory.
 *
 * @param shardCount shards of a new data directory; an old one keeps its number
 * @param budgetBytes memory of series and samples that are not sealed; above 3/4 of it shards are
 *     sealed early, above all of it writers are refused
 * @param sealSamples a shard is sealed when its series usually have so many samples
 * @param sealAge a shard is sealed when its oldest sample is in memory for so long
 * @param idleTime a series without samples for so long leaves memory
 * @param conflictRule what two values at one time mean
 */
public record HeadConfig(
    int shardCount,
    long budgetBytes,
    int sealSamples,
    Duration sealAge,
    Duration idleTime,
    ConflictRule conflictRule) {
  public HeadConfig {
    if (shardCount < 1 || budgetBytes < 1 || sealSamples < 1) {
      throw new IllegalArgumentException(
          "expected positive numbers, got shards "
              + shardCount
              + ", memory "
              + budgetBytes
              + ", samples "
              + sealSamples);
    }
  }

  /** The usual settings with a budget of memory. */
  public static HeadConfig defaults(long budgetBytes) {
    return new HeadConfig(
        2 * Runtime.getRuntime().availableProcessors(),
        budgetBytes,
        16,
        Duration.ofMinutes(10),
        Duration.ofMinutes(30),
        ConflictRule.MERGE);
  }

  /** The same settings with another rule for conflicts. */
  public HeadConfig withConflictRule(ConflictRule newConflictRule) {
    return new HeadConfig(shardCount, budgetBytes, sealSamples, sealAge, idleTime, newConflictRule);
  }

  /** The same settings with another budget. */
  public HeadConfig withBudgetBytes(long newBudgetBytes) {
    return new HeadConfig(shardCount, newBudgetBytes, sealSamples, sealAge, idleTime, conflictRule);
  }
}
