package io.carillon.ingester.memory;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/**
 * A growing array of records of one size off the heap. A record that was never written is zero.
 * Guarded by the lock of its owner; a place, once there, never moves, so that a thread that was
 * handed an index under the lock may read below it without.
 */
public final class RecordArray implements AutoCloseable {
  /** Small, so that many small structures cost little; the machine gives it zeroed. */
  private static final int CHUNK_BYTES = 64 << 10;

  /** All memory: with it an access is one instruction, without a check of a chunk's bounds. */
  @SuppressWarnings("restricted") // What is read and written, this class has allocated.
  private static final MemorySegment MEMORY = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;

  private final Arena arena = Arena.ofShared();
  private final int recordBytes;
  private final int chunkShift;
  private final int chunkMask;

  private ChunkTable table = ChunkTable.EMPTY;

  /**
   * An empty array.
   *
   * @param recordBytes size of a record, at most 64 KiB
   */
  public RecordArray(int recordBytes) {
    this(recordBytes, CHUNK_BYTES);
  }

  /**
   * An empty array.
   *
   * @param recordBytes size of a record, at most 64 KiB
   * @param chunkBytes how much memory to take at once, not less than a record, rounded down to two
   *     to the power of something of records; those of a chunk lie side by side
   */
  public RecordArray(int recordBytes, int chunkBytes) {
    if (recordBytes < 1 || recordBytes > 1 << 16) {
      throw new IllegalArgumentException("expected records of 1 to 65536 bytes: " + recordBytes);
    }
    this.recordBytes = recordBytes;
    this.chunkShift = 31 - Integer.numberOfLeadingZeros(chunkBytes / recordBytes);
    this.chunkMask = (1 << chunkShift) - 1;
  }

  /** Makes the records below a count usable. */
  public void ensureCapacity(int count) {
    long[] current = table.bases;
    int needed = (int) (((long) count + chunkMask) >>> chunkShift);
    if (needed <= current.length) {
      return;
    }
    long[] grown = Arrays.copyOf(current, needed);
    for (int i = current.length; i < needed; i++) {
      grown[i] = arena.allocate((long) recordBytes << chunkShift, Long.BYTES).address();
    }
    table = new ChunkTable(grown);
  }

  /** Number of usable records. */
  public int capacity() {
    return table.bases.length << chunkShift;
  }

  /** Bytes taken from the machine. */
  public long sizeBytes() {
    return (long) table.bases.length * ((long) recordBytes << chunkShift);
  }

  /** The integer at an offset of a usable record. */
  public int getInt(int index, int offset) {
    return MEMORY.get(INT, address(index, offset));
  }

  public void putInt(int index, int offset, int value) {
    MEMORY.set(INT, address(index, offset), value);
  }

  /** The long at an offset of a usable record. */
  public long getLong(int index, int offset) {
    return MEMORY.get(LONG, address(index, offset));
  }

  public void putLong(int index, int offset, long value) {
    MEMORY.set(LONG, address(index, offset), value);
  }

  /** Makes a record zero. */
  public void clear(int index) {
    MEMORY.asSlice(address(index, 0), recordBytes).fill((byte) 0);
  }

  /** Gives all memory back; nobody may use the array any more. */
  @Override
  public void close() {
    arena.close();
  }

  private long address(int index, int offset) {
    assert index >= 0 && index < capacity() : index + " of " + capacity();
    assert offset >= 0 && offset < recordBytes : offset;
    return table.bases[index >>> chunkShift] + (long) (index & chunkMask) * recordBytes + offset;
  }
}
