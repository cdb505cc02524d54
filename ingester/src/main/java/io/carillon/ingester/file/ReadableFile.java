package io.carillon.ingester.file;

import java.io.Closeable;
import java.io.IOException;

/** A file to read at any place. Thread-safe; an interrupt of a reading thread does not close it. */
public interface ReadableFile extends Closeable {
  long sizeBytes() throws IOException;

  /**
   * Reads exactly {@code length} bytes.
   *
   * @throws java.io.EOFException when the file ends before
   */
  void read(long position, byte[] target, int offset, int length) throws IOException;
}
