package io.carillon.ingester.wal;

import java.util.ArrayDeque;

/** Memory of frames that wait. Guarded by the lock of its {@link LogBuffer}. */
final class ChunkPool {
  /** Small enough to be an ordinary object for a collector with regions of a megabyte. */
  static final int CHUNK_BYTES = 256 << 10;

  /** What the usual load needs again and again; more is given to the collector. */
  private static final int MAX_KEPT = 16;

  private final ArrayDeque<byte[]> free = new ArrayDeque<>();

  byte[] take() {
    byte[] chunk = free.pollLast();
    return chunk == null ? new byte[CHUNK_BYTES] : chunk;
  }

  void give(byte[] chunk) {
    if (free.size() < MAX_KEPT) {
      free.addLast(chunk);
    }
  }
}
