package io.carillon.common.column;

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

  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  private record Vector(int offset, long[] timestampsMs) {}

  private final ColumnFrame.Page page;
  private final AtomicReferenceArray<@Nullable Vector> unpacked = new AtomicReferenceArray<>(SLOTS);

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
      unpacked.set(slot, found);
    }
    return found.timestampsMs;
  }
}
