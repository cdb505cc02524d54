package io.carillon.ingester.block;

import io.carillon.common.bytes.ByteReader;
import io.carillon.common.error.CarillonException;
import io.carillon.common.labels.Labels;
import io.carillon.common.tenant.TenantId;
import io.carillon.ingester.index.PostingsIndex;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedSet;
import org.jspecify.annotations.Nullable;

/** The series of a block with the places of their columns, unpacked. Thread-safe. */
final class BlockIndex {
  private final Map<TenantId, TenantSeries> tenants = new LinkedHashMap<>();
  private final long sizeBytes;

  private BlockIndex(long sizeBytes) {
    this.sizeBytes = sizeBytes;
  }

  /**
   * Unpacks an index.
   *
   * @throws CarillonException with CORRUPTION when the bytes are none
   */
  static BlockIndex decode(byte[] raw) {
    try {
      return decode(new ByteReader(raw), raw.length);
    } catch (IllegalArgumentException | IndexOutOfBoundsException | CarillonException e) {
      throw BlockFormat.corrupt("its index does not decode: " + e.getMessage());
    }
  }

  private static BlockIndex decode(ByteReader in, int rawBytes) {
    List<String> symbols = new ArrayList<>();
    for (int count = in.readCount(1); count > 0; count--) {
      symbols.add(in.readString());
    }
    // Objects, arrays and postings take several times what the packed form does.
    BlockIndex index = new BlockIndex(rawBytes * 6L);
    for (int count = in.readCount(2); count > 0; count--) {
      TenantId tenant = new TenantId(in.readString());
      index.tenants.put(tenant, TenantSeries.decode(in, symbols));
    }
    return index;
  }

  /** The series of a tenant, or null. */
  @Nullable TenantSeries tenant(TenantId tenant) {
    return tenants.get(tenant);
  }

  /** Tenants in order. */
  SequencedSet<TenantId> tenants() {
    return ((LinkedHashMap<TenantId, TenantSeries>) tenants).sequencedKeySet();
  }

  /** Bytes of memory, roughly. */
  long sizeBytes() {
    return sizeBytes;
  }

  /** One tenant's series in label order, in columns. */
  static final class TenantSeries {
    private final Labels[] labels;
    private final long[] pageOffsets;
    private final int[] offsets;
    private final int[] lengths;
    private final long[] minMs;
    private final long[] maxMs;
    private volatile @Nullable PostingsIndex postings;

    private TenantSeries(int count) {
      labels = new Labels[count];
      pageOffsets = new long[count];
      offsets = new int[count];
      lengths = new int[count];
      minMs = new long[count];
      maxMs = new long[count];
    }

    private static TenantSeries decode(ByteReader in, List<String> symbols) {
      TenantSeries series = new TenantSeries(in.readCount(6));
      List<String> pairs = new ArrayList<>();
      for (int i = 0; i < series.labels.length; i++) {
        pairs.clear();
        for (int left = in.readCount(2) * 2; left > 0; left--) {
          pairs.add(symbols.get((int) in.readUvarint()));
        }
        series.labels[i] = Labels.ofSorted(pairs);
        series.pageOffsets[i] = in.readUvarint();
        series.offsets[i] = (int) in.readUvarint();
        series.lengths[i] = (int) in.readUvarint();
        series.minMs[i] = in.readVarint();
        series.maxMs[i] = series.minMs[i] + in.readUvarint();
      }
      return series;
    }

    int size() {
      return labels.length;
    }

    Labels labels(int i) {
      return labels[i];
    }

    long pageOffset(int i) {
      return pageOffsets[i];
    }

    /** Where in the unpacked page the column begins. */
    int offset(int i) {
      return offsets[i];
    }

    int length(int i) {
      return lengths[i];
    }

    long minMs(int i) {
      return minMs[i];
    }

    long maxMs(int i) {
      return maxMs[i];
    }

    boolean overlaps(int i, long fromMs, long toMs) {
      return minMs[i] <= toMs && fromMs <= maxMs[i];
    }

    /** The inverted index; built when first asked for. */
    PostingsIndex postings() {
      PostingsIndex built = postings;
      if (built == null) {
        built = new PostingsIndex();
        for (Labels l : labels) {
          built.add(l);
        }
        postings = built;
      }
      return built;
    }
  }
}
