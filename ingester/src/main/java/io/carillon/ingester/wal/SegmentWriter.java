package io.carillon.ingester.wal;

import io.carillon.ingester.file.AppendFile;
import io.carillon.ingester.file.FileStore;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;

/** Writes one segment. The committer's thread only. */
final class SegmentWriter implements Closeable {
  private final AppendFile file;
  private final WalFormat.FrameChecksum checksum;
  private final ByteBuffer buffer;
  private final long number;
  private long durableEnd;

  private SegmentWriter(AppendFile file, WalFormat.Header header, ByteBuffer buffer) {
    this.file = file;
    this.checksum = new WalFormat.FrameChecksum(header.salt());
    this.number = header.number();
    this.buffer = buffer.order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * Creates a segment; its name and header are durable when this returns.
   *
   * @param buffer for the writer's use, of at least a frame header
   */
  static SegmentWriter create(
      FileStore files, Path directory, WalFormat.Header header, ByteBuffer buffer)
      throws IOException {
    AppendFile file = files.create(WalFormat.path(directory, header.number()));
    try {
      file.write(ByteBuffer.wrap(WalFormat.encode(header)));
      file.sync();
      files.syncDirectory(directory);
      SegmentWriter writer = new SegmentWriter(file, header, buffer);
      writer.durableEnd = file.sizeBytes();
      return writer;
    } catch (IOException e) {
      closeAfter(file, e);
      throw e;
    }
  }

  /** Writes frames; durable only after {@link #sync}. */
  void write(List<WalFrame> frames) throws IOException {
    buffer.clear();
    for (WalFrame frame : frames) {
      writeFrame(frame);
    }
    drain();
  }

  /** Makes durable what was written. An error is final. */
  void sync() throws IOException {
    file.sync();
    durableEnd = file.sizeBytes();
  }

  /** Takes back what was written since the last sync. */
  void truncateToDurable() throws IOException {
    file.truncate(durableEnd);
  }

  WalPosition durablePosition() {
    return new WalPosition(number, durableEnd);
  }

  @Override
  public void close() throws IOException {
    file.close();
  }

  private void writeFrame(WalFrame frame) throws IOException {
    if (buffer.remaining() < WalFormat.FRAME_HEADER_BYTES) {
      drain();
    }
    buffer.putInt(frame.length());
    buffer.putInt(checksum.of(frame.length(), durableEnd, frame.type(), frame.body(), 0));
    buffer.putLong(durableEnd).put(frame.type());
    for (int done = 0; done < frame.length(); ) {
      if (!buffer.hasRemaining()) {
        drain();
      }
      int part = Math.min(buffer.remaining(), frame.length() - done);
      buffer.put(frame.body(), done, part);
      done += part;
    }
  }

  private void drain() throws IOException {
    buffer.flip();
    file.write(buffer);
    buffer.clear();
  }

  private static void closeAfter(AppendFile file, IOException cause) {
    try {
      file.close();
    } catch (IOException e) {
      cause.addSuppressed(e);
    }
  }
}
