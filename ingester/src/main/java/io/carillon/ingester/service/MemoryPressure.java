package io.carillon.ingester.service;

import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Weighs what is in memory against the budget. Thread-safe. */
final class MemoryPressure {
  private final long budgetBytes;
  private final LongSupplier usedBytes;

  /**
   * @param usedBytes what counts against the budget; quick, asked for each batch
   */
  MemoryPressure(long budgetBytes, LongSupplier usedBytes) {
    this.budgetBytes = budgetBytes;
    this.usedBytes = usedBytes;
  }

  /** Whether shards should be sealed before they are due. */
  boolean isHigh() {
    return usedBytes.getAsLong() >= budgetBytes / 4 * 3;
  }

  /** Why nothing more can be taken; null when it can. */
  @Nullable String whyFull() {
    long used = usedBytes.getAsLong();
    return used < budgetBytes
        ? null
        : "series and samples in the memory of the ingester take "
            + used
            + " bytes of "
            + budgetBytes
            + " (setting "
            + IngesterConfig.MEMORY_BYTES
            + "); writes go on when enough is sealed or idle series are gone";
  }
}
