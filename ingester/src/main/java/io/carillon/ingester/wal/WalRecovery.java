package io.carillon.ingester.wal;

import io.carillon.ingester.file.FileStore;
import io.carillon.ingester.file.ReadableFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the log at start: gives what decodes to a {@link WalReplay}, cuts a torn tail off, and says
 * what is damaged. Afterwards everything that it gave is durable. One thread.
 */
public final class WalRecovery {
  private static final Logger LOG = LoggerFactory.getLogger(WalRecovery.class);

  private final FileStore files;
  private final Path directory;
  private final long firstSegment;
  private final WalReplay replay;
  private final List<String> damages = new ArrayList<>();

  /** Headers of the segments by number; null where the header is not good. */
  private final TreeMap<Long, WalFormat.@Nullable Header> headers = new TreeMap<>();

  /** What a later segment says was durable of a segment. */
  private final Map<Long, Long> namedEnds = new HashMap<>();

  private WalPosition end = WalPosition.NONE;
  private long frameCount;
  private long sizeBytes;

  private WalRecovery(FileStore files, Path directory, long firstSegment, WalReplay replay) {
    this.files = files;
    this.directory = directory;
    this.firstSegment = firstSegment;
    this.replay = replay;
  }

  /**
   * What a recovery found.
   *
   * @param end where the log ends
   * @param nextSegment number of the segment to continue with
   * @param damages what was durable once and is not readable; empty when nothing is lost
   */
  public record Result(
      WalPosition end, long nextSegment, long frameCount, long sizeBytes, List<String> damages) {
    public Result {
      damages = List.copyOf(damages);
    }
  }

  /**
   * Recovers a log.
   *
   * @param firstSegment number of the first segment that counts; older ones are deleted
   */
  public static Result recover(FileStore files, Path directory, long firstSegment, WalReplay replay)
      throws IOException {
    return new WalRecovery(files, directory, firstSegment, replay).run();
  }

  private Result run() throws IOException {
    WalSegments.deleteBefore(files, directory, firstSegment);
    for (long number : WalSegments.list(files, directory)) {
      headers.put(number, readHeader(number));
    }
    for (WalFormat.Header header : headers.values()) {
      if (header != null && header.previousNumber() >= firstSegment) {
        namedEnds.merge(header.previousNumber(), header.previousEnd(), Math::max);
      }
    }
    for (long named : namedEnds.keySet()) {
      if (!headers.containsKey(named)) {
        damages.add("segment " + named + " is missing");
      }
    }
    long nextSegment = Math.max(firstSegment, headers.isEmpty() ? 0 : headers.lastKey() + 1);
    for (Map.Entry<Long, WalFormat.@Nullable Header> segment : headers.entrySet()) {
      recoverSegment(segment.getKey(), segment.getValue());
    }
    return new Result(end, nextSegment, frameCount, sizeBytes, damages);
  }

  private void recoverSegment(long number, WalFormat.@Nullable Header header) throws IOException {
    byte[] content = files.readAll(path(number));
    if (header == null) {
      handleBadHeader(number, content.length);
      return;
    }
    Long namedEnd = namedEnds.get(number);
    int limit = namedEnd == null ? content.length : (int) Math.min(namedEnd, content.length);
    SegmentScan scan = SegmentScan.of(content, limit, header.salt());
    long durableEnd = Math.max(scan.namedDurable(), namedEnd == null ? 0 : namedEnd);
    boolean torn = scan.firstBad() >= durableEnd;
    int goodEnd = torn ? scan.firstBad() : scan.end();
    if (!torn && (scan.firstBad() >= 0 || content.length < durableEnd)) {
      int at = scan.firstBad() >= 0 ? scan.firstBad() : content.length;
      damages.add("segment " + number + " is damaged at byte " + at);
    }
    if (number == headers.lastKey()) {
      cutTail(number, content.length, goodEnd);
    }
    deliver(number, scan, scan.frameCount(goodEnd));
    end = new WalPosition(number, namedEnd == null ? goodEnd : namedEnd);
  }

  private void deliver(long number, SegmentScan scan, int count) {
    replay.beginSegment(number);
    int undecodable = scan.replay(count, replay);
    if (undecodable > 0) {
      damages.add("segment " + number + " has " + undecodable + " frames that do not decode");
    }
    replay.endSegment(number);
    frameCount += count;
    sizeBytes += scan.end();
  }

  /** Also syncs: what a killed process left may be in the page cache only. */
  private void cutTail(long number, int size, int goodEnd) throws IOException {
    if (size > goodEnd) {
      LOG.warn(
          "cut torn tail of the log, nothing of it was acknowledged: segment={} offset={} bytes={}",
          number,
          goodEnd,
          size - goodEnd);
    }
    files.truncate(path(number), goodEnd);
  }

  private void handleBadHeader(long number, int size) throws IOException {
    boolean wasUsed = size > WalFormat.HEADER_BYTES || namedEnds.containsKey(number);
    if (wasUsed) {
      damages.add("segment " + number + " has a damaged header");
    } else {
      // Its creation never finished, so nothing was acknowledged from it.
      files.delete(path(number));
      files.syncDirectory(directory);
    }
  }

  private WalFormat.@Nullable Header readHeader(long number) throws IOException {
    try (ReadableFile in = files.open(path(number))) {
      byte[] header = new byte[(int) Math.min(WalFormat.HEADER_BYTES, in.sizeBytes())];
      in.read(0, header, 0, header.length);
      return WalFormat.decode(header);
    }
  }

  private Path path(long number) {
    return WalFormat.path(directory, number);
  }
}
