package io.carillon.ingester.file;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * A file whose space was taken when it was made, so that writing it needs no more. One thread
 * writes.
 */
public interface FixedFile extends Closeable {
  /**
   * Writes all remaining bytes at a place inside the file; after an error any part of them may be
   * there.
   *
   * @throws DiskFullException when the file system wants new space also for old places; nothing is
   *     damaged then, and the same write may be tried again
   */
  void write(long position, ByteBuffer bytes) throws IOException;

  /**
   * Makes everything that was written durable (fdatasync). An error is final: a second call may
   * report success without the data. Never throws {@link DiskFullException}.
   */
  void sync() throws IOException;

  /** Size of the file in bytes; never changes. */
  long sizeBytes();
}
