package io.carillon.ingester.memory;

/**
 * Where the chunks of a growing structure begin. Its owner's field need not be volatile, which
 * would cost a tenth of staging a sample: who reads without the lock sees the table that it saw
 * under it, or a later one, whose content the final field publishes.
 */
final class ChunkTable {
  static final ChunkTable EMPTY = new ChunkTable(new long[0]);

  /** Addresses; never changed. */
  final long[] bases;

  ChunkTable(long[] bases) {
    this.bases = bases;
  }
}
