package io.carillon.ingester.file;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/** A file that grows at its end. One thread. */
public interface AppendFile extends Closeable {
  /**
   * Appends all remaining bytes; after an error any part of them may be there.
   *
   * @throws DiskFullException when there is no space
   */
  void write(ByteBuffer bytes) throws IOException;

  /**
   * Makes everything that was written durable (fdatasync). An error is final: a second call may
   * report success without the data. Never throws {@link DiskFullException}.
   */
  void sync() throws IOException;

  /** Cuts the end off; the next write goes there. */
  void truncate(long sizeBytes) throws IOException;

  /** Bytes that were written. */
  long sizeBytes();
}
