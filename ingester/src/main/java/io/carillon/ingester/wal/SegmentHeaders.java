package io.carillon.ingester.wal;

import io.carillon.common.error.CarillonException;
import io.carillon.common.error.ErrorCode;
import io.carillon.ingester.file.FileStore;
import io.carillon.ingester.file.ReadableFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the headers of the segments in a directory. */
final class SegmentHeaders {
  private static final Logger LOG = LoggerFactory.getLogger(SegmentHeaders.class);

  private SegmentHeaders() {}

  /** What the head of a segment's file is. */
  sealed interface Found {}

  /** A header of this segment. */
  record Good(SegmentHeader header) implements Found {}

  /** The segment was never begun: its file is as it was before. */
  record Unused(long sizeBytes) implements Found {}

  /** Something was there once. */
  record Bad(long sizeBytes) implements Found {}

  /** The headers by number. */
  static SortedMap<Long, Found> read(FileStore files, Path directory, int shardCount)
      throws IOException {
    TreeMap<Long, Found> found = new TreeMap<>();
    for (String name : files.list(directory)) {
      long number = LogFormat.number(name);
      if (number >= 0) {
        found.put(number, read(files, directory.resolve(name), number, shardCount));
      }
    }
    return found;
  }

  /**
   * Takes the segments out that were never begun and that nobody knows. Their files become spares.
   *
   * @param named segments that a later one knows
   */
  static SortedMap<Long, Found> withoutUnused(
      FileStore files, Path directory, SortedMap<Long, Found> found, Set<Long> named)
      throws IOException {
    TreeMap<Long, Found> used = new TreeMap<>();
    for (Map.Entry<Long, Found> segment : found.entrySet()) {
      Path path = LogFormat.path(directory, segment.getKey());
      if (segment.getValue() instanceof Unused && !named.contains(segment.getKey())) {
        files.rename(path, path.resolveSibling(path.getFileName() + LogFormat.SPARE_SUFFIX));
      } else {
        used.put(segment.getKey(), segment.getValue());
      }
    }
    if (used.size() < found.size()) {
      files.syncDirectory(directory);
    }
    return used;
  }

  private static Found read(FileStore files, Path path, long number, int shardCount)
      throws IOException {
    byte[] start = new byte[LogFormat.HEADER_BYTES];
    long sizeBytes;
    try (ReadableFile in = files.open(path)) {
      sizeBytes = in.sizeBytes();
      in.read(0, start, 0, (int) Math.min(start.length, sizeBytes));
    }
    boolean isDamaged = false;
    for (int i = 0; i < LogFormat.HEADER_COPIES; i++) {
      switch (LogFormat.decode(path, start, i)) {
        case LogFormat.Good(SegmentHeader header) when header.number() == number -> {
          if (isDamaged) {
            LOG.warn("a copy of the header of a segment is damaged: {}", path);
          }
          checkShards(path, header, shardCount);
          return new Good(header);
        }
        case LogFormat.Good _, LogFormat.Unused _ -> {}
        case LogFormat.Damaged _ -> isDamaged = true;
      }
    }
    return isDamaged ? new Bad(sizeBytes) : new Unused(sizeBytes);
  }

  private static void checkShards(Path path, SegmentHeader header, int shardCount) {
    if (header.shardCount() != shardCount) {
      throw new CarillonException(
          ErrorCode.FAILED_PRECONDITION,
          String.format(
              Locale.ROOT,
              "expected a write-ahead log of %d shards, %s is one of %d",
              shardCount,
              path,
              header.shardCount()));
    }
  }
}
