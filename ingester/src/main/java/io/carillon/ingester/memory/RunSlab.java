package io.carillon.ingester.memory;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/**
 * Runs of bytes of any small length off the heap; a run that is freed is used again for one of
 * about its length. A run is named by a number, never moves, and begins with what the last user
 * left there. Guarded by the lock of its owner; a thread that was handed a run under that lock may
 * read it without, as long as nobody frees it.
 */
public final class RunSlab implements AutoCloseable {
  /** Longest run in bytes. */
  public static final int MAX_BYTES = 1 << 16;

  private static final int CELL_BYTES = Integer.BYTES;
  private static final int CHUNK_SHIFT = 16;
  private static final int CHUNK_CELLS = 1 << CHUNK_SHIFT;
  private static final int NONE = -1;

  @SuppressWarnings("restricted") // What is read and written, this class has allocated.
  private static final MemorySegment MEMORY = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
  private static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;

  private final Arena arena = Arena.ofShared();

  /** Where the chunks begin. */
  private ChunkTable table = ChunkTable.EMPTY;

  /** First free run by length in cells; its first cell names the next one. */
  private int[] free = {};

  /** First cell that was never used. */
  private int end;

  /**
   * A run that is nobody else's.
   *
   * @param bytes at most {@link #MAX_BYTES}
   */
  public int allocate(int bytes) {
    if (bytes < 1 || bytes > MAX_BYTES) {
      throw new IllegalArgumentException("expected runs of 1 to 65536 bytes: " + bytes);
    }
    int cells = cells(bytes);
    if (cells < free.length && free[cells] != NONE) {
      int run = free[cells];
      free[cells] = getInt(run, 0);
      return run;
    }
    return extend(cells);
  }

  /**
   * Gives a run back.
   *
   * @param bytes as it was allocated with
   */
  public void free(int run, int bytes) {
    int cells = cells(bytes);
    if (cells >= free.length) {
      int known = free.length;
      free = Arrays.copyOf(free, cells + 1);
      Arrays.fill(free, known, free.length, NONE);
    }
    putInt(run, 0, free[cells]);
    free[cells] = run;
  }

  /** The integer at an offset in bytes. */
  public int getInt(int run, int offset) {
    return MEMORY.get(INT, address(run, offset));
  }

  public void putInt(int run, int offset, int value) {
    MEMORY.set(INT, address(run, offset), value);
  }

  /**
   * The number of 1 to 4 bytes at an offset.
   *
   * @param width its bytes; without a sign when less than 4
   */
  public int getBytes(int run, int offset, int width) {
    // Reads beyond the run, never beyond the chunk, whose last cell is in no run.
    return getInt(run, offset) & (-1 >>> (Integer.SIZE - width * Byte.SIZE));
  }

  public void putBytes(int run, int offset, int width, int value) {
    long address = address(run, offset);
    for (int i = 0; i < width; i++) {
      MEMORY.set(BYTE, address + i, (byte) (value >>> (i * Byte.SIZE)));
    }
  }

  /** Bytes taken from the machine. */
  public long sizeBytes() {
    return (long) table.bases.length * CHUNK_CELLS * CELL_BYTES;
  }

  /** Gives all memory back; nobody may use a run any more. */
  @Override
  public void close() {
    arena.close();
  }

  private int extend(int cells) {
    int left = CHUNK_CELLS - (end & (CHUNK_CELLS - 1));
    if (end == 0 || left <= cells) {
      long[] bases = table.bases;
      end = bases.length << CHUNK_SHIFT;
      if (end < 0) {
        throw new IllegalStateException("no room is left for runs");
      }
      long[] grown = Arrays.copyOf(bases, bases.length + 1);
      grown[bases.length] = arena.allocate((long) CHUNK_CELLS * CELL_BYTES, Long.BYTES).address();
      table = new ChunkTable(grown);
    }
    int run = end;
    end += cells;
    return run;
  }

  private static int cells(int bytes) {
    return (bytes + CELL_BYTES - 1) / CELL_BYTES;
  }

  private long address(int run, int offset) {
    assert run >= 0 && run >>> CHUNK_SHIFT < table.bases.length : run;
    assert (run & (CHUNK_CELLS - 1)) * CELL_BYTES + offset <= (CHUNK_CELLS - 1) * CELL_BYTES
        : offset;
    return table.bases[run >>> CHUNK_SHIFT]
        + (long) (run & (CHUNK_CELLS - 1)) * CELL_BYTES
        + offset;
  }
}
