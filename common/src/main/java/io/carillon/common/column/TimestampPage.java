package io.carillon.common.column;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.carillon.common.bytes.ByteReader;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * A page of timestamp vectors. Remembers some that were unpacked: those who scan series that share
 * a vector unpack it once. Thread-safe.
 */
public final class TimestampPage implements ColumnFrame.Page {
  /** A power of two. Series next to each other mostly come from few targets, one after another. */
  private static final int SLOTS = 32;

  /**
   * Most that is remembered, one vector apart that is longer alone: an even vector of a week takes
   * a dozen bytes packed and 300 KiB unpacked.
   */
  public static final int MAX_KEPT_BYTES = 256 << 10;

  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  private record Vector(int offset, long[] timestampsMs) {
    long sizeBytes() {
      return (long) Long.BYTES * timestampsMs.length;
    }
  }

  private final ColumnFrame.Page page;
  private final AtomicReferenceArray<@Nullable Vector> unpacked = new AtomicReferenceArray<>(SLOTS);

  @GuardedBy("this")
  private long keptBytes;

  /** A page whose bytes another one has. */
  public TimestampPage(ColumnFrame.Page page) {
    this.page = page;
  }

  @Override
  public byte[] bytes() {
    return page.bytes();
  }

  /**
   * The timestamps of a vector, not to be changed.
   *
   * @param offset where in the page its bytes begin
   * @param length how many they are
   * @throws io.carillon.common.error.CarillonException with CORRUPTION when the bytes are no vector
   */
  public long[] vector(int offset, int length) {
    int slot = (offset * 0x9E3779B9) >>> (32 - Integer.numberOfTrailingZeros(SLOTS));
    Vector found = unpacked.get(slot);
    if (found == null || found.offset != offset) {
      ByteReader in = new ByteReader(page.bytes(), offset, length);
      found = new Vector(offset, TimestampCodec.decode(in));
      if (in.remaining() != 0) {
        throw ColumnCodec.corrupt(in.remaining() + " bytes after its timestamps");
      }
      keep(slot, found);
    }
    return found.timestampsMs;
  }

  /** Bytes of the vectors that are remembered. */
  synchronized long keptBytes() {
    return keptBytes;
  }

  /** What is too much makes room: what was asked for last is asked for next. */
  private synchronized void keep(int slot, Vector vector) {
    Vector before = unpacked.get(slot);
    keptBytes += vector.sizeBytes() - (before == null ? 0 : before.sizeBytes());
    if (keptBytes > MAX_KEPT_BYTES) {
      for (int i = 0; i < SLOTS; i++) {
        unpacked.set(i, null);
      }
      keptBytes = vector.sizeBytes();
    }
    unpacked.set(slot, vector);
  }
}
