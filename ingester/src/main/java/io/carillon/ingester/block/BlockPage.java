package io.carillon.ingester.block;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.carillon.common.column.ColumnFrame;
import io.carillon.common.column.TimestampPage;
import io.carillon.common.error.CarillonException;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A page as it was read, its checksum verified. It unpacks once, on the thread that first asks for
 * its bytes: reading a block is quick, and those who evaluate share the work. Thread-safe.
 */
final class BlockPage implements ColumnFrame.Page {
  private final int sizeBytes;
  private final Consumer<CarillonException> onDamage;
  private final @Nullable TimestampPage timestamps;

  /** Packed until somebody asks. */
  @GuardedBy("this")
  private byte[] content;

  @GuardedBy("this")
  private boolean isUnpacked;

  /**
   * A page.
   *
   * @param kind what it holds
   * @param content as its checksum wants it
   * @param isPacked whether it must be unpacked
   * @param sizeBytes size once unpacked
   * @param onDamage told when the page does not unpack, on the thread that asked for its bytes
   */
  BlockPage(
      PageKind kind,
      byte[] content,
      boolean isPacked,
      int sizeBytes,
      Consumer<CarillonException> onDamage) {
    this.timestamps = kind == PageKind.TIMES ? new TimestampPage(this) : null;
    this.content = content;
    this.isUnpacked = !isPacked;
    this.sizeBytes = sizeBytes;
    this.onDamage = onDamage;
  }

  /** Number of bytes once unpacked. */
  int sizeBytes() {
    return sizeBytes;
  }

  /** Memory that it may come to keep: a page of times keeps vectors that were unpacked. */
  long memoryBytes() {
    return timestamps == null ? sizeBytes : (long) sizeBytes + TimestampPage.MAX_KEPT_BYTES;
  }

  /** The same page as one of times, which it must be. */
  TimestampPage timestamps() {
    return Objects.requireNonNull(timestamps);
  }

  @Override
  public byte[] bytes() {
    try {
      return unpacked();
    } catch (CarillonException e) {
      onDamage.accept(e);
      throw e;
    }
  }

  private synchronized byte[] unpacked() {
    if (!isUnpacked) {
      content = PageZip.unpack(content, sizeBytes);
      isUnpacked = true;
    }
    return content;
  }
}
