package io.carillon.ingester.wal;

import io.carillon.ingester.file.FileStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the log at start: gives its records to visitors and says what is damaged. Afterwards
 * everything that it gave is durable. One thread, and one more for each visitor.
 *
 * <p>Frames that nobody names durable may be in the page cache only, and the disk may have failed
 * to take them before. They are written again, to the same place, and synced: a write makes the
 * pages dirty anew, so this sync is about these bytes, whatever an earlier one did. When the power
 * goes meanwhile, each sector has the same bytes as before or none, as any unsynced write.
 */
public final class LogRecovery {
  private static final Logger LOG = LoggerFactory.getLogger(LogRecovery.class);

  private final FileStore files;
  private final Path directory;
  private final Bounds bounds;
  private final SegmentCipher cipher;
  private final RecordDispatcher records;
  private final List<LogDamage> damages = new ArrayList<>();
  private final List<SegmentInfo> segments = new ArrayList<>();

  /** By the number of a segment, how much of it a later one says was durable. */
  private final Map<Long, Long> namedEnds = new HashMap<>();

  private SortedMap<Long, SegmentHeaders.Found> headers = new TreeMap<>();

  /** The highest that anybody names durable. */
  private long durableLsn;

  private long expectedLsn;
  private long lastNumber;
  private long lastEnd;
  private long recordCount;
  private long readBytes;
  private boolean isEnded;

  private LogRecovery(
      FileStore files,
      Path directory,
      Bounds bounds,
      SegmentCipher cipher,
      RecordDispatcher records) {
    this.files = files;
    this.directory = directory;
    this.bounds = bounds;
    this.cipher = cipher;
    this.records = records;
  }

  /**
   * What the caller knows.
   *
   * @param shardCount shards of the data
   * @param lowestCut no record below is needed; that is durable and where segments were recycled
   * @param highestCut no record that is new may get a number below
   */
  public record Bounds(int shardCount, long lowestCut, long highestCut) {}

  /**
   * What was found.
   *
   * @param segments all that are there, oldest first
   * @param lastNumber of the last segment; 0 when there is none
   * @param lastEnd bytes of it that are used
   * @param lastLsn number of the last record
   * @param nextSegment number to go on with
   * @param nextLsn number of the next record
   * @param recordCount records that were given
   * @param readBytes bytes of all segments up to their ends
   * @param isEnded whether the log was closed in order, so that nothing can be behind its end
   * @param damages what was durable once and is lost; empty when nothing is
   */
  public record Result(
      List<SegmentInfo> segments,
      long lastNumber,
      long lastEnd,
      long lastLsn,
      long nextSegment,
      long nextLsn,
      long recordCount,
      long readBytes,
      boolean isEnded,
      List<LogDamage> damages) {
    public Result {
      segments = List.copyOf(segments);
      damages = List.copyOf(damages);
    }
  }

  /**
   * Reads the log in a directory.
   *
   * @param visitors the records of shard s go to visitor s modulo their number, each on one thread
   *     of its own; what a visitor throws ends the recovery
   * @throws io.carillon.common.error.CarillonException with FAILED_PRECONDITION when the log has
   *     another format level or number of shards
   */
  public static Result recover(
      FileStore files,
      Path directory,
      Bounds bounds,
      SegmentCipher cipher,
      List<RecordVisitor> visitors)
      throws IOException, InterruptedException {
    files.createDirectories(directory);
    RecordDispatcher records = new RecordDispatcher(visitors);
    try {
      return new LogRecovery(files, directory, bounds, cipher, records).run();
    } finally {
      records.abort();
    }
  }

  private Result run() throws IOException, InterruptedException {
    headers = SegmentHeaders.read(files, directory, bounds.shardCount());
    nameDurable();
    expectedLsn = Math.max(1, bounds.lowestCut());
    for (Map.Entry<Long, SegmentHeaders.Found> segment : headers.entrySet()) {
      recoverSegment(segment.getKey(), segment.getValue());
    }
    expectUpTo(durableLsn, "at the end of the log");
    damages.addAll(records.finish());
    for (LogDamage damage : damages) {
      LOG.error("the write-ahead log is damaged: {}", damage.description());
    }
    long nextSegment = headers.isEmpty() ? 1 : headers.lastKey() + 1;
    long lastLsn = expectedLsn - 1;
    long nextLsn = Math.max(expectedLsn, bounds.highestCut());
    return new Result(
        segments,
        lastNumber,
        lastEnd,
        lastLsn,
        nextSegment,
        nextLsn,
        recordCount,
        readBytes,
        isEnded,
        damages);
  }

  /* ---- What is named durable ---- */

  private void nameDurable() throws IOException {
    for (SegmentHeaders.Found found : headers.values()) {
      if (found instanceof SegmentHeaders.Good(SegmentHeader header)) {
        namedEnds.put(header.previousNumber(), header.previousEnd());
        durableLsn = Math.max(durableLsn, header.durableLsn());
      }
    }
    for (SegmentHeaders.Found found : headers.values()) {
      if (found instanceof SegmentHeaders.Good(SegmentHeader header)
          && !namedEnds.containsKey(header.number())) {
        readNamed(header);
      }
    }
    headers = SegmentHeaders.withoutUnused(files, directory, headers, namedEnds.keySet());
  }

  /** What the frames of a segment name; also of those behind a bad one. */
  private void readNamed(SegmentHeader header) throws IOException {
    try (PieceInput input = open(header, true)) {
      SegmentScanner scanner = new SegmentScanner(input, header, Long.MAX_VALUE);
      while (scanner.next() || scanner.nextBehindBad()) {
        durableLsn =
            Math.max(durableLsn, FrameHeader.durableLsn(scanner.content(), scanner.frameAt()));
      }
    }
  }

  /* ---- Segments ---- */

  private void recoverSegment(long number, SegmentHeaders.Found found)
      throws IOException, InterruptedException {
    switch (found) {
      case SegmentHeaders.Good(SegmentHeader header) -> recoverSegment(header);
      case SegmentHeaders.Bad bad -> loseSegment(number, bad.sizeBytes());
      case SegmentHeaders.Unused unused -> loseSegment(number, unused.sizeBytes());
    }
  }

  /** Without its salt no frame can be told from garbage; the next header says what was in it. */
  private void loseSegment(long number, long sizeBytes) {
    if (!namedEnds.containsKey(number)) {
      damages.add(
          new LogDamage(
              "the header of segment " + number + " is damaged", expectedLsn, Long.MAX_VALUE));
    }
    segments.add(new SegmentInfo(number, expectedLsn - 1, sizeBytes, sizeBytes));
  }

  private void recoverSegment(SegmentHeader header) throws IOException, InterruptedException {
    expectUpTo(header.durableLsn(), "before segment " + header.number());
    expectedLsn = Math.max(expectedLsn, header.firstLsn());
    isEnded = false;
    long namedEnd = namedEnds.getOrDefault(header.number(), Long.MAX_VALUE);
    try (PieceInput input = open(header, false)) {
      SegmentScanner scanner = new SegmentScanner(input, header, namedEnd);
      long durableEnd = deliver(header, scanner);
      lastNumber = header.number();
      lastEnd = namedEnd == Long.MAX_VALUE ? scanner.position() : namedEnd;
      readBytes += lastEnd;
      segments.add(
          new SegmentInfo(header.number(), scanner.expectedLsn() - 1, input.sizeBytes(), lastEnd));
      if (namedEnd == Long.MAX_VALUE && input.sizeBytes() < header.fileBytes()) {
        loseEnd(header, scanner.expectedLsn());
      } else if (namedEnd == Long.MAX_VALUE) {
        LOG.info(
            "end of the write-ahead log: segment={} offset={} lsn={}, bytes behind were not"
                + " acknowledged",
            lastNumber,
            lastEnd,
            scanner.expectedLsn() - 1);
        SegmentRewrite.run(files, LogFormat.path(directory, lastNumber), durableEnd, lastEnd);
        files.syncDirectory(directory);
      }
    }
  }

  /** What was in the part that is gone, nobody can tell. */
  private void loseEnd(SegmentHeader header, long firstLsn) {
    damages.add(
        new LogDamage(
            "the end of the file of segment " + header.number() + " is gone",
            firstLsn,
            Long.MAX_VALUE));
  }

  /** Gives the records of a segment; returns where those end that are named durable. */
  private long deliver(SegmentHeader header, SegmentScanner scanner)
      throws IOException, InterruptedException {
    long durableEnd = header.firstLsn() <= durableLsn ? LogFormat.HEADER_BYTES : 0;
    while (true) {
      long expected = scanner.expectedLsn();
      if (!scanner.next()) {
        boolean isTail = expected > durableLsn || scanner.isAtLimit();
        long badAt = scanner.position();
        if (isTail || !scanner.nextBehindBad()) {
          return durableEnd;
        }
        expectUpTo(
            FrameHeader.lsn(scanner.content(), scanner.frameAt()) - 1,
            "at byte " + badAt + " of segment " + header.number());
      }
      take(header.number(), scanner);
      if (expectedLsn - 1 <= durableLsn) {
        durableEnd = scanner.position();
      }
    }
  }

  private void take(long segment, SegmentScanner scanner) throws InterruptedException {
    expectedLsn = scanner.expectedLsn();
    isEnded = FrameHeader.type(scanner.content(), scanner.frameAt()) == FrameHeader.END;
    if (!isEnded) {
      records.dispatch(segment, scanner.content(), scanner.frameAt());
      recordCount++;
    }
  }

  /** Notes what is missing of the records up to one. */
  private void expectUpTo(long lsn, String where) {
    long first = Math.max(expectedLsn, bounds.lowestCut());
    if (first <= lsn) {
      damages.add(
          new LogDamage("records " + first + " to " + lsn + " are lost, " + where, first, lsn));
    }
    expectedLsn = Math.max(expectedLsn, lsn + 1);
  }

  private PieceInput open(SegmentHeader header, boolean isReused) throws IOException {
    return new PieceInput(
        files.open(LogFormat.path(directory, header.number())),
        (position, bytes, at, count) -> cipher.decrypt(header, position, bytes, at, count),
        isReused);
  }
}
