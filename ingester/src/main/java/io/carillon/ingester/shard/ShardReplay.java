package io.carillon.ingester.shard;

import io.carillon.common.bytes.ByteReader;
import io.carillon.common.column.ColumnCodec;
import io.carillon.common.column.SampleColumn;
import io.carillon.common.error.CarillonException;
import io.carillon.common.error.ErrorCode;
import io.carillon.common.labels.LabelHash;
import io.carillon.common.tenant.TenantId;
import io.carillon.ingester.wal.RecordType;
import io.carillon.ingester.wal.SeriesRecords;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;

/**
 * Stages again what the log has of one shard. Records come in the order of their LSN, also those
 * that are sealed already, since values depend on values before them. One thread.
 */
public final class ShardReplay {
  private final Shard shard;
  private final BulkRegistration registration;
  private final ToIntFunction<TenantId> tenantNumber;
  private final LabelHash labelHash = new LabelHash();
  private final long cutLsn;
  private final Map<Integer, Layout> layouts = new HashMap<>();
  private long segment;
  private long lastSamplesLsn;
  private long samples;

  ShardReplay(
      Shard shard,
      BulkRegistration registration,
      ToIntFunction<TenantId> tenantNumber,
      long cutLsn) {
    this.shard = shard;
    this.registration = registration;
    this.tenantNumber = tenantNumber;
    this.cutLsn = cutLsn;
  }

  /** Samples that were staged. */
  public long samples() {
    return samples;
  }

  /**
   * Takes a record of types SERIES, LAYOUT, SAMPLES or COLUMNS.
   *
   * @throws CarillonException with CORRUPTION when it does not decode, or depends on one that is
   *     lost
   */
  public void record(
      long recordSegment, long lsn, RecordType type, byte[] content, int offset, int length) {
    ByteReader body = new ByteReader(content, offset, length);
    if (recordSegment != segment) {
      segment = recordSegment;
      layouts.clear();
      lastSamplesLsn = 0;
    }
    try {
      switch (type) {
        case SERIES -> series(content, offset, length);
        case LAYOUT -> {
          Layout layout = SampleRecords.decodeLayout(body);
          layouts.put(layout.id(), layout);
          locked(() -> noteSequences(layout));
        }
        case SAMPLES -> locked(() -> samples(lsn, body));
        case COLUMNS -> locked(() -> columns(lsn, body));
        default -> throw new IllegalArgumentException("no record of a shard: " + type);
      }
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw corrupt(String.valueOf(e.getMessage()));
    }
  }

  private void locked(Runnable action) {
    shard.lock();
    try {
      action.run();
    } finally {
      shard.unlock();
    }
  }

  private void series(byte[] content, int offset, int length) {
    List<BulkRegistration.Named> series = new ArrayList<>();
    SeriesRecords.decode(
        content,
        offset,
        length,
        (ref, tenant, labels) ->
            series.add(
                new BulkRegistration.Named(
                    ref, tenantNumber.applyAsInt(tenant), labelHash.hash(tenant, labels), labels)));
    locked(() -> registration.register(series));
  }

  /** Also of series whose own record is lost: what is logged of them must not become another's. */
  private void noteSequences(Layout layout) {
    for (int sequence : layout.sequences()) {
      shard.noteSequence(sequence);
    }
  }

  private void samples(long lsn, ByteReader body) {
    Layout layout = layouts.get((int) body.readUvarint());
    long before = body.readUvarint();
    if (layout == null || before != lastSamplesLsn) {
      throw corrupt("the record before it is lost");
    }
    int[] sequences = layout.sequences();
    long[] timestampsMs = new long[sequences.length];
    long[] bits = new long[sequences.length];
    SampleRecords.decodeTimes(body, timestampsMs);
    SampleRecords.decodeValues(body, bits);
    lastSamplesLsn = lsn; // Only now: what follows a record that does not decode depends on it.
    int[] lines = new int[sequences.length];
    for (int i = 0; i < sequences.length; i++) {
      lines[i] = shard.lines().find(sequences[i]);
      if (lines[i] >= 0) {
        bits[i] ^= shard.lines().previousBits(lines[i], (int) segment);
      }
    }
    int unknown = 0;
    for (int i = 0; i < sequences.length; i++) {
      if (lines[i] >= 0) {
        shard.lines().setPreviousBits(lines[i], (int) segment, bits[i]);
        if (lsn >= cutLsn) {
          stage(lines[i], timestampsMs[i], bits[i]);
        }
      } else if (lsn >= cutLsn) {
        unknown++;
      }
    }
    logged(lsn);
    requireKnown(unknown);
  }

  private void stage(int line, long timestampMs, long bits) {
    if (shard.stage(line, timestampMs, bits) == Shard.Staged.SLOW) {
      shard.stageSlowly(
          line,
          SampleColumn.floats(
              new long[] {timestampMs}, new double[] {Double.longBitsToDouble(bits)}));
    }
    samples++;
  }

  private void columns(long lsn, ByteReader body) {
    int unknown = 0;
    while (body.remaining() > 0) {
      int ref = Math.toIntExact(body.readUvarint());
      SampleColumn column = ColumnCodec.decode(ColumnCodec.PLAIN, body);
      shard.noteSequence(shard.sequence(ref));
      int line = shard.lines().find(shard.sequence(ref));
      if (lsn < cutLsn || column.size() == 0) {
        continue;
      }
      if (line < 0) {
        unknown++;
      } else if (column.histograms() == null && column.startMs() == null) {
        for (int i = 0; i < column.size(); i++) {
          stage(line, column.timestampsMs()[i], Double.doubleToRawLongBits(column.values()[i]));
        }
      } else {
        shard.stageSlowly(line, column);
        samples += column.size();
      }
    }
    logged(lsn);
    requireKnown(unknown);
  }

  private static void requireKnown(int unknown) {
    if (unknown > 0) {
      throw corrupt(unknown + " samples are of series that are not known");
    }
  }

  private static CarillonException corrupt(String reason) {
    return new CarillonException(ErrorCode.CORRUPTION, "record of a shard: " + reason);
  }

  private void logged(long lsn) {
    if (lsn >= cutLsn) {
      shard.active().logged(lsn);
    }
  }
}
