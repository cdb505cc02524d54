package io.carillon.ingester.block;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.carillon.common.column.ColumnFrame;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * A page as it was read, its checksum verified. It unpacks once, on the thread that first asks for
 * its bytes: reading a block is quick, and those who evaluate share the work. Thread-safe.
 */
final class BlockPage implements ColumnFrame.Page {
  private final int sizeBytes;

  /** Deflated until somebody asks. */
  @GuardedBy("this")
  private byte[] content;

  @GuardedBy("this")
  private boolean isUnpacked;

  /**
   * A page.
   *
   * @param packed deflated content, as its checksum wants it
   * @param sizeBytes size of the content
   */
  BlockPage(byte[] packed, int sizeBytes) {
    this.content = packed;
    this.sizeBytes = sizeBytes;
  }

  /** Number of bytes once unpacked. */
  int sizeBytes() {
    return sizeBytes;
  }

  @Override
  public synchronized byte[] bytes() {
    if (!isUnpacked) {
      content = inflate(content, sizeBytes);
      isUnpacked = true;
    }
    return content;
  }

  private static byte[] inflate(byte[] packed, int sizeBytes) {
    byte[] raw = new byte[sizeBytes];
    try (Inflater inflater = new Inflater()) {
      inflater.setInput(packed);
      int size = 0;
      while (size < sizeBytes && !inflater.finished() && !inflater.needsInput()) {
        size += inflater.inflate(raw, size, sizeBytes - size);
      }
      if (size != sizeBytes) {
        throw BlockFormat.corrupt("a page is shorter than it says");
      }
      return raw;
    } catch (DataFormatException e) {
      throw BlockFormat.corrupt("a page does not unpack: " + e.getMessage());
    }
  }
}
