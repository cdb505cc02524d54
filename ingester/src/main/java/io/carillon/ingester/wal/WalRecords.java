package io.carillon.ingester.wal;

import io.carillon.common.bytes.ByteReader;
import io.carillon.common.bytes.ByteWriter;
import io.carillon.common.column.ColumnCodec;
import io.carillon.common.column.SampleColumn;
import io.carillon.common.error.CarillonException;
import io.carillon.common.error.ErrorCode;
import io.carillon.common.labels.Labels;
import io.carillon.common.store.MetricMetadata;
import io.carillon.common.tenant.TenantId;
import java.util.ArrayList;
import java.util.List;

/** Packs records into frames of about a megabyte, in order, and unpacks frames. Not thread-safe. */
public final class WalRecords {
  /** A damaged frame costs all of its records, so frames stay small. */
  private static final int FRAME_TARGET_BYTES = 1 << 20;

  /** More series than fit into the memory of a head; keeps a reader's table small. */
  private static final int MAX_REF = 1 << 28;

  private final List<WalFrame> frames = new ArrayList<>();
  private ByteWriter body = new ByteWriter(256);
  private byte type;

  /** Adds what a reference means from here on in this segment. */
  public void addSeries(int ref, TenantId tenant, Labels labels) {
    begin(WalFormat.TYPE_SERIES);
    body.putUvarint(ref).putString(tenant.value()).putUvarint(labels.size());
    labels.forEach((name, value) -> body.putString(name).putString(value));
  }

  /** Adds samples of a series. */
  public void addSamples(int ref, SampleColumn column) {
    begin(WalFormat.TYPE_SAMPLES);
    body.putUvarint(ref);
    ColumnCodec.encode(column, body);
  }

  /** Adds metadata of a tenant's metric families. */
  public void addMetadata(TenantId tenant, List<MetricMetadata> metadata) {
    endFrame();
    begin(WalFormat.TYPE_METADATA);
    body.putString(tenant.value());
    for (MetricMetadata m : metadata) {
      body.putString(m.metricFamilyName()).putString(m.type());
      body.putString(m.help()).putString(m.unit());
    }
    endFrame();
  }

  /** The frames of all records since the last call. */
  public List<WalFrame> takeFrames() {
    endFrame();
    List<WalFrame> taken = List.copyOf(frames);
    frames.clear();
    return taken;
  }

  private void begin(byte nextType) {
    if (body.size() > 0 && (type != nextType || body.size() >= FRAME_TARGET_BYTES)) {
      endFrame();
    }
    type = nextType;
  }

  private void endFrame() {
    if (body.size() > 0) {
      frames.add(new WalFrame(type, body.array(), body.size()));
      body = new ByteWriter(256);
    }
  }

  /**
   * Gives the records of a frame to {@code replay}.
   *
   * @throws CarillonException with CORRUPTION when the body is not of the type
   */
  static void decode(byte type, ByteReader in, WalReplay replay) {
    try {
      switch (type) {
        case WalFormat.TYPE_SERIES -> decodeSeries(in, replay);
        case WalFormat.TYPE_SAMPLES -> decodeSamples(in, replay);
        case WalFormat.TYPE_METADATA -> decodeMetadata(in, replay);
        default -> throw new IllegalArgumentException("unknown frame type " + type);
      }
    } catch (IllegalArgumentException e) {
      throw new CarillonException(ErrorCode.CORRUPTION, "log frame: " + e.getMessage(), e);
    }
  }

  private static void decodeSeries(ByteReader in, WalReplay replay) {
    while (in.remaining() > 0) {
      int ref = readRef(in);
      TenantId tenant = new TenantId(in.readString());
      int labelCount = in.readCount(2);
      List<String> pairs = new ArrayList<>(labelCount * 2);
      for (int i = 0; i < labelCount * 2; i++) {
        pairs.add(in.readString());
      }
      replay.series(ref, tenant, Labels.ofSorted(pairs));
    }
  }

  private static void decodeSamples(ByteReader in, WalReplay replay) {
    while (in.remaining() > 0) {
      int ref = readRef(in);
      replay.samples(ref, ColumnCodec.decode(ColumnCodec.PLAIN, in));
    }
  }

  private static int readRef(ByteReader in) {
    long ref = in.readUvarint();
    if (ref < 0 || ref > MAX_REF) {
      throw new IllegalArgumentException("expected a reference up to " + MAX_REF + ", got " + ref);
    }
    return (int) ref;
  }

  private static void decodeMetadata(ByteReader in, WalReplay replay) {
    TenantId tenant = new TenantId(in.readString());
    List<MetricMetadata> metadata = new ArrayList<>();
    while (in.remaining() > 0) {
      metadata.add(
          new MetricMetadata(in.readString(), in.readString(), in.readString(), in.readString()));
    }
    replay.metadata(tenant, metadata);
  }
}
