package io.carillon.ingester.wal;

import io.carillon.ingester.file.FileStore;
import io.carillon.ingester.file.FixedFile;
import io.carillon.ingester.file.ReadableFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** Writes a part of a file again as it is. */
final class SegmentRewrite {
  private static final int PIECE_BYTES = 256 << 10;

  private SegmentRewrite() {}

  /** Makes bytes durable of which the page cache may believe wrongly that they are. */
  static void run(FileStore files, Path path, long from, long to) throws IOException {
    if (from >= to) {
      return;
    }
    try (ReadableFile in = files.open(path);
        FixedFile out = files.openFixed(path)) {
      for (long at = from; at < to; at += PIECE_BYTES) {
        byte[] piece = new byte[(int) Math.min(PIECE_BYTES, to - at)];
        in.read(at, piece, 0, piece.length);
        out.write(at, ByteBuffer.wrap(piece));
      }
      out.sync();
    }
  }
}
