package io.carillon.ingester.wal;

import io.carillon.common.error.CarillonException;
import io.carillon.common.error.ErrorCode;
import io.carillon.ingester.file.FileStore;
import io.carillon.ingester.file.ReadableFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the series files of a directory at start. One thread. */
final class SeriesFileLoader {
  private static final Logger LOG = LoggerFactory.getLogger(SeriesFileLoader.class);

  private final FileStore files;
  private final Path directory;
  private final SeriesVisitor visitor;
  private final List<String> damages = new ArrayList<>();
  private final Map<Long, Long> namedEnds = new HashMap<>();
  private long count;
  private long sizeBytes;
  private long lastNumber;
  private long lastEnd;

  SeriesFileLoader(FileStore files, Path directory, SeriesVisitor visitor) {
    this.files = files;
    this.directory = directory;
    this.visitor =
        (ref, tenant, labels) -> {
          visitor.series(ref, tenant, labels);
          count++;
        };
  }

  SeriesFile.Loaded load() throws IOException {
    SortedMap<Long, SeriesFileFormat.@Nullable Header> headers = readHeaders();
    for (Map.Entry<Long, SeriesFileFormat.@Nullable Header> file : headers.entrySet()) {
      SeriesFileFormat.Header header = file.getValue();
      if (header == null) {
        loseFile(file.getKey());
      } else {
        loadFile(header);
      }
    }
    for (Map.Entry<Long, Long> named : namedEnds.entrySet()) {
      if (named.getKey() > 0 && !headers.containsKey(named.getKey())) {
        damages.add("series file " + named.getKey() + " is missing");
      }
    }
    for (String damage : damages) {
      LOG.error("series are lost: {}", damage);
    }
    return new SeriesFile.Loaded(
        List.copyOf(headers.keySet()), lastNumber, lastEnd, count, sizeBytes, damages);
  }

  /** The files from the newest one on that needs none before it; the others are deleted. */
  private SortedMap<Long, SeriesFileFormat.@Nullable Header> readHeaders() throws IOException {
    TreeMap<Long, SeriesFileFormat.@Nullable Header> headers = new TreeMap<>();
    for (String name : files.list(directory)) {
      long number = SeriesFileFormat.number(name);
      if (number >= 0) {
        headers.put(number, readHeader(number));
      } else if (name.endsWith(LogFormat.TEMPORARY_SUFFIX)) {
        files.delete(directory.resolve(name));
      }
    }
    long whole = 0;
    for (SeriesFileFormat.Header header : headers.values()) {
      if (header != null && header.isWhole()) {
        whole = header.number();
      }
    }
    for (long old : List.copyOf(headers.headMap(whole).keySet())) {
      files.delete(path(old));
      headers.remove(old);
    }
    for (SeriesFileFormat.Header header : headers.values()) {
      if (header != null && header.previousNumber() >= whole) {
        namedEnds.merge(header.previousNumber(), header.previousEnd(), Math::max);
      }
    }
    return headers;
  }

  private SeriesFileFormat.@Nullable Header readHeader(long number) throws IOException {
    try (ReadableFile in = files.open(path(number))) {
      byte[] start = new byte[(int) Math.min(SeriesFileFormat.HEADER_BYTES, in.sizeBytes())];
      in.read(0, start, 0, start.length);
      return SeriesFileFormat.decode(path(number), start);
    }
  }

  private void loseFile(long number) throws IOException {
    long size;
    try (ReadableFile in = files.open(path(number))) {
      size = in.sizeBytes();
    }
    if (size > SeriesFileFormat.HEADER_BYTES || namedEnds.containsKey(number)) {
      damages.add("series file " + number + " has a damaged header");
    }
  }

  private void loadFile(SeriesFileFormat.Header header) throws IOException {
    long number = header.number();
    Long namedEnd = namedEnds.get(number);
    long durableEnd;
    try (PieceInput in = open(number)) {
      SeriesFileScan scan = new SeriesFileScan(in, header.salt(), namedEnd);
      durableEnd = scan.durableEnd();
    }
    try (PieceInput in = open(number)) {
      SeriesFileScan scan = new SeriesFileScan(in, header.salt(), namedEnd);
      while (scan.next() || (isDamage(number, scan, durableEnd) && scan.nextBehindBad())) {
        decode(number, scan);
      }
      lastEnd = namedEnd == null ? scan.position() : namedEnd;
    }
    lastNumber = number;
    sizeBytes += lastEnd;
    if (namedEnd == null) {
      SegmentRewrite.run(files, path(number), durableEnd, lastEnd);
      files.syncDirectory(directory);
    }
  }

  private boolean isDamage(long number, SeriesFileScan scan, long durableEnd) {
    if (scan.position() >= durableEnd) {
      return false;
    }
    damages.add("series file " + number + " is damaged at byte " + scan.position());
    return true;
  }

  private void decode(long number, SeriesFileScan scan) {
    try {
      SeriesRecords.decode(scan.content(), scan.bodyAt(), scan.bodyLength(), visitor);
    } catch (CarillonException e) {
      if (e.code() != ErrorCode.CORRUPTION) {
        throw e;
      }
      damages.add("series file " + number + ": " + e.getMessage());
    }
  }

  private PieceInput open(long number) throws IOException {
    return new PieceInput(files.open(path(number)), (_, _, _, _) -> {}, true);
  }

  private Path path(long number) {
    return SeriesFileFormat.path(directory, number);
  }
}
