package io.carillon.ingester.wal;

import io.carillon.ingester.file.FileStore;
import io.carillon.ingester.file.FixedFile;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * The file of the segment that is written. The committer's thread only.
 *
 * <p>The header is written with the first frames and becomes durable with them: a segment whose
 * header did not last holds nothing that was acknowledged.
 */
final class SegmentFile implements Closeable {
  private final FileStore files;
  private final Path directory;
  private final FixedFile file;
  private final SegmentHeader header;
  private boolean hasHeader;
  private boolean isNameDurable;
  private long end = LogFormat.HEADER_BYTES;
  private long lastLsn;
  private boolean isSynced = true;

  SegmentFile(FileStore files, Path directory, FixedFile file, SegmentHeader header) {
    this.files = files;
    this.directory = directory;
    this.file = file;
    this.header = header;
    this.lastLsn = header.firstLsn() - 1;
  }

  SegmentHeader header() {
    return header;
  }

  /** Bytes that were written. */
  long end() {
    return end;
  }

  /** Number of the last record that was written. */
  long lastLsn() {
    return lastLsn;
  }

  boolean isSynced() {
    return isSynced;
  }

  SegmentInfo info() {
    return new SegmentInfo(header.number(), lastLsn, file.sizeBytes(), end);
  }

  /** Writes a group at its place. When it fails, the same group can be written again. */
  void write(FrameGroup group) throws IOException {
    isSynced = false;
    if (!hasHeader) {
      file.write(0, ByteBuffer.wrap(LogFormat.encode(header)));
      hasHeader = true;
    }
    long position = group.position();
    for (ByteBuffer part : group.parts()) {
      long partBytes = part.remaining();
      file.write(position, part);
      position += partBytes;
    }
    end = position;
    lastLsn = group.lastLsn();
  }

  /** Makes everything that was written durable. An error is final. */
  void sync() throws IOException {
    file.sync();
    if (!isNameDurable) {
      files.syncDirectory(directory);
      isNameDurable = true;
    }
    isSynced = true;
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
