package io.carillon.ingester.shard;

import io.carillon.common.bytes.ByteWriter;
import io.carillon.common.column.ColumnCodec;
import io.carillon.common.column.SampleColumn;
import io.carillon.common.error.ErrorCode;
import io.carillon.common.store.Rejection;
import io.carillon.ingester.wal.RecordLog;
import io.carillon.ingester.wal.RecordType;
import io.carillon.ingester.wal.SeriesRecords;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/** Stages batches in one shard and tells the log. Guarded by the shard's lock. */
final class ShardAppender {
  private final Shard shard;
  private final int number;
  private final ConflictRule conflictRule;
  private final Conflicts conflicts;
  private final ByteWriter body = new ByteWriter(4096);

  // Of the batch at hand: what is new, floats one by one, and all else.
  private final SeriesRecords.Encoder created = new SeriesRecords.Encoder();
  private final List<Integer> columnRefs = new ArrayList<>();
  private final List<SampleColumn> columns = new ArrayList<>();
  private int count;
  private int[] linesOf = new int[64];
  private int[] sequences = new int[64];
  private long[] timestampsMs = new long[64];
  private long[] bits = new long[64];
  private long[] differences = new long[64];

  /** LSN of the last SAMPLES record, and its segment. */
  private long lastLsn;

  private long lastSegment;

  ShardAppender(Shard shard, int number, ConflictRule conflictRule) {
    this.shard = shard;
    this.number = number;
    this.conflictRule = conflictRule;
    this.conflicts = new Conflicts(shard);
  }

  /**
   * Stages a batch's part for this shard.
   *
   * @param nowSeconds monotonic
   * @return LSN of the last record; 0 when there was nothing to log
   */
  long append(Batch batch, RecordLog log, int nowSeconds, Collection<Rejection> rejections) {
    begin(batch.end(number) - batch.begin(number));
    long lsn;
    try {
      for (int position = batch.begin(number); position < batch.end(number); position++) {
        add(batch, batch.index(position), nowSeconds, rejections);
      }
    } finally {
      // Whatever happens: later batches take what is staged to be in the log.
      lsn = write(log);
    }
    return lsn;
  }

  private void begin(int size) {
    created.clear();
    columnRefs.clear();
    columns.clear();
    count = 0;
    if (size > linesOf.length) {
      int capacity = Math.max(size, linesOf.length * 2);
      linesOf = new int[capacity];
      sequences = new int[capacity];
      timestampsMs = new long[capacity];
      bits = new long[capacity];
      differences = new long[capacity];
    }
  }

  private void add(Batch batch, int i, int nowSeconds, Collection<Rejection> rejections) {
    int sequence = batch.sequence(i);
    int line = sequence < 0 ? SeriesLines.NONE : shard.find(sequence, batch.tenant().number());
    if (line < 0) {
      line = findOrCreate(batch, i);
      sequence = shard.sequence(shard.lines().ref(line));
    }
    shard.lines().setLastSeen(line, nowSeconds);
    SampleColumn samples = batch.samples(i);
    Long conflictMs = conflictRule == ConflictRule.REJECT ? conflicts.find(line, samples) : null;
    if (conflictMs != null) {
      rejections.add(conflict(i, samples.size(), conflictMs));
    } else if (samples.size() == 1 && samples.histograms() == null && samples.startMs() == null) {
      addFloat(line, sequence, samples);
    } else {
      addColumn(line, TimeOrder.sorted(samples));
    }
  }

  private int findOrCreate(Batch batch, int i) {
    TenantHandle tenant = batch.tenant();
    long hash = batch.hash(i);
    int line = shard.find(hash, tenant.number(), batch.labels(i));
    if (line < 0) {
      line = shard.create(tenant.number(), hash, batch.labels(i));
      created.add(shard.lines().ref(line), tenant.id(), batch.labels(i));
    }
    batch.labels(i).notePlace(tenant.owner() << Integer.SIZE | shard.lines().ref(line));
    return line;
  }

  private void addFloat(int line, int sequence, SampleColumn samples) {
    long timestampMs = samples.timestampsMs()[0];
    long valueBits = Double.doubleToRawLongBits(samples.values()[0]);
    switch (shard.stage(line, timestampMs, valueBits)) {
      case DONE -> {
        linesOf[count] = line;
        sequences[count] = sequence;
        timestampsMs[count] = timestampMs;
        bits[count] = valueBits;
        count++;
      }
      case SLOW -> addSlowly(line, samples);
      case DUPLICATE -> {
        // Logged already, and durable before this batch is acknowledged.
      }
    }
  }

  /** Several samples, or such that are no plain floats. */
  private void addColumn(int line, SampleColumn column) {
    boolean isPlain = column.histograms() == null && column.startMs() == null;
    int staged = 0;
    while (isPlain
        && staged < column.size()
        && shard.stage(
                line,
                column.timestampsMs()[staged],
                Double.doubleToRawLongBits(column.values()[staged]))
            != Shard.Staged.SLOW) {
      staged++;
    }
    if (staged > 0) {
      // As a column in the log: replay takes the same way.
      log(line, column.slice(column.timestampsMs()[0], column.timestampsMs()[staged - 1]));
    }
    if (staged < column.size()) {
      addSlowly(line, column.slice(column.timestampsMs()[staged], Long.MAX_VALUE));
    }
  }

  private void addSlowly(int line, SampleColumn column) {
    shard.stageSlowly(line, column);
    log(line, column);
  }

  private static Rejection conflict(int i, int count, long timestampMs) {
    return new Rejection(
        i,
        ErrorCode.BAD_DATA,
        String.format(
            Locale.ROOT,
            "another value is there at %d ms already, none of the %d samples of the series in the"
                + " request is stored (setting conflicting-samples=reject)",
            timestampMs,
            count));
  }

  private void log(int line, SampleColumn column) {
    columnRefs.add(shard.lines().ref(line));
    columns.add(column);
  }

  private long write(RecordLog log) {
    sortBySequence();
    long lsn = 0;
    if (created.count() > 0) {
      lsn = append(log, RecordType.SERIES, created.body());
    }
    if (!columns.isEmpty()) {
      body.clear();
      for (int i = 0; i < columns.size(); i++) {
        body.putUvarint(columnRefs.get(i));
        ColumnCodec.encode(columns.get(i), body);
      }
      lsn = append(log, RecordType.COLUMNS, body);
    }
    if (count > 0) {
      lsn = appendSamples(log);
    }
    return lsn;
  }

  /** Appends a record whose body does not depend on its segment. */
  private long append(RecordLog log, RecordType type, ByteWriter record) {
    long lsn;
    do {
      lsn = log.append(log.segment(), number, type, record.array(), 0, record.size());
    } while (lsn == RecordLog.STALE_SEGMENT);
    shard.active().logged(lsn);
    return lsn;
  }

  private long appendSamples(RecordLog log) {
    while (true) {
      long segment = log.segment();
      LayoutTable layouts = shard.layouts();
      layouts.begin(segment);
      if (segment != lastSegment) {
        lastSegment = segment;
        lastLsn = 0;
      }
      int knownLayouts = layouts.nextId();
      Layout layout = layouts.get(sequences, count);
      if (layout.id() >= knownLayouts) {
        body.clear();
        SampleRecords.encodeLayout(layout, body);
        long lsn = log.append(segment, number, RecordType.LAYOUT, body.array(), 0, body.size());
        if (lsn == RecordLog.STALE_SEGMENT) {
          continue;
        }
        shard.active().logged(lsn);
      }
      encodeSamples(layout, (int) segment);
      long lsn = log.append(segment, number, RecordType.SAMPLES, body.array(), 0, body.size());
      if (lsn != RecordLog.STALE_SEGMENT) {
        for (int i = 0; i < count; i++) {
          shard.lines().setPreviousBits(linesOf[i], (int) segment, bits[i]);
        }
        shard.active().logged(lsn);
        lastLsn = lsn;
        return lsn;
      }
    }
  }

  private void encodeSamples(Layout layout, int segment) {
    body.clear();
    body.putUvarint(layout.id()).putUvarint(lastLsn);
    SampleRecords.encodeTimes(timestampsMs, count, body);
    for (int i = 0; i < count; i++) {
      differences[i] = bits[i] ^ shard.lines().previousBits(linesOf[i], segment);
    }
    SampleRecords.encodeValues(differences, count, body);
  }

  /** Senders mostly keep the order in which they named their series, so there is little to do. */
  private void sortBySequence() {
    for (int i = 1; i < count; i++) {
      if (sequences[i - 1] > sequences[i]) {
        sortAll();
        return;
      }
    }
  }

  private void sortAll() {
    long[] keys = new long[count];
    for (int i = 0; i < count; i++) {
      keys[i] = (long) sequences[i] << Integer.SIZE | i;
    }
    Arrays.sort(keys);
    int[] sortedLines = new int[linesOf.length];
    long[] sortedTimes = new long[linesOf.length];
    long[] sortedBits = new long[linesOf.length];
    for (int i = 0; i < count; i++) {
      int from = (int) keys[i];
      sortedLines[i] = linesOf[from];
      sortedTimes[i] = timestampsMs[from];
      sortedBits[i] = bits[from];
      sequences[i] = (int) (keys[i] >>> Integer.SIZE);
    }
    linesOf = sortedLines;
    timestampsMs = sortedTimes;
    bits = sortedBits;
  }
}
