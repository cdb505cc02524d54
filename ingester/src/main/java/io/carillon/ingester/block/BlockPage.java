package io.carillon.ingester.block;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.carillon.common.column.ColumnFrame;
import io.carillon.common.error.CarillonException;
import java.util.function.Consumer;

/**
 * A page as it was read, its checksum verified. It unpacks once, on the thread that first asks for
 * its bytes: reading a block is quick, and those who evaluate share the work. Thread-safe.
 */
final class BlockPage implements ColumnFrame.Page {
  private final int sizeBytes;
  private final Consumer<CarillonException> onDamage;

  /** Packed until somebody asks. */
  @GuardedBy("this")
  private byte[] content;

  @GuardedBy("this")
  private boolean isUnpacked;

  /**
   * A page.
   *
   * @param content as its checksum wants it
   * @param isPacked whether it must be unpacked
   * @param sizeBytes size once unpacked
   * @param onDamage told when the page does not unpack, on the thread that asked for its bytes
   */
  BlockPage(
      byte[] content, boolean isPacked, int sizeBytes, Consumer<CarillonException> onDamage) {
    this.content = content;
    this.isUnpacked = !isPacked;
    this.sizeBytes = sizeBytes;
    this.onDamage = onDamage;
  }

  /** Number of bytes once unpacked. */
  int sizeBytes() {
    return sizeBytes;
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
