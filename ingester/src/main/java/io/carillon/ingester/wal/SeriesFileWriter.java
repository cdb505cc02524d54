package io.carillon.ingester.wal;

import io.carillon.common.labels.Labels;
import io.carillon.common.tenant.TenantId;
import io.carillon.ingester.file.AppendFile;
import io.carillon.ingester.file.FileStore;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.function.Consumer;

/** Writes one series file. One thread. */
final class SeriesFileWriter implements Closeable {
  /** A damaged frame costs all of its series, and each frame has a dictionary of its own. */
  private static final int FRAME_TARGET_BYTES = 1 << 20;

  private final AppendFile file;
  private final SeriesFileFormat.Header header;
  private final SeriesRecords.Encoder encoder = new SeriesRecords.Encoder();
  private long durableEnd;

  private SeriesFileWriter(AppendFile file, SeriesFileFormat.Header header) {
    this.file = file;
    this.header = header;
  }

  /** A writer of a new file; the header is durable when this returns. */
  static SeriesFileWriter create(FileStore files, Path path, SeriesFileFormat.Header header)
      throws IOException {
    AppendFile file = files.create(path);
    try {
      file.write(ByteBuffer.wrap(SeriesFileFormat.encode(header)));
      // Before there are frames: a torn header with frames behind it would pass for damage.
      file.sync();
      return new SeriesFileWriter(file, header);
    } catch (IOException e) {
      file.close();
      throw e;
    }
  }

  SeriesFileFormat.Header header() {
    return header;
  }

  long durableEnd() {
    return durableEnd;
  }

  /**
   * Writes series.
   *
   * @param source gives the series to the visitor that it is given
   * @return how many they were
   */
  long write(Consumer<SeriesVisitor> source) throws IOException {
    long[] count = new long[1];
    encoder.clear();
    try {
      source.accept(
          (ref, tenant, labels) -> {
            add(ref, tenant, labels);
            count[0]++;
          });
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    writeFrame();
    return count[0];
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

  @Override
  public void close() throws IOException {
    file.close();
  }

  private void add(int ref, TenantId tenant, Labels labels) {
    encoder.add(ref, tenant, labels);
    if (encoder.body().size() >= FRAME_TARGET_BYTES) {
      try {
        writeFrame();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private void writeFrame() throws IOException {
    if (encoder.count() == 0) {
      return;
    }
    var body = encoder.body();
    var head = SeriesFileFormat.frameHeader(header.salt(), durableEnd, body);
    file.write(ByteBuffer.wrap(head.array(), 0, head.size()));
    file.write(ByteBuffer.wrap(body.array(), 0, body.size()));
    encoder.clear();
  }
}
