package io.carillon.ingester.wal;

import io.carillon.common.bytes.ByteReader;
import io.carillon.common.bytes.ByteWriter;
import io.carillon.common.error.CarillonException;
import io.carillon.common.error.ErrorCode;
import io.carillon.common.labels.Labels;
import io.carillon.common.tenant.TenantId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The body of a SERIES record and of a frame of the series file: references with tenants and
 * labels. A body has a dictionary of its own, so it decodes alone.
 *
 * <pre>
 * body    series*
 * series  varint reference minus the one before | string tenant | uvarint label count | label*
 * label   uvarint: 0 a new one, string name and string value follow; else the n-th new label
 * string  uvarint: 0 a new one, uvarint length and UTF-8 follow; else the n-th new string
 * </pre>
 */
public final class SeriesRecords {
  private SeriesRecords() {}

  /**
   * Gives the series of a body to {@code visitor}, in the order in which they were added.
   *
   * @throws CarillonException with CORRUPTION when the bytes are no such body
   */
  public static void decode(byte[] content, int offset, int length, SeriesVisitor visitor) {
    Decoder decoder = new Decoder(new ByteReader(content, offset, length));
    while (decoder.in.remaining() > 0) {
      decoder.next();
      visitor.series(decoder.ref, decoder.tenant, decoder.labels);
    }
  }

  /** Makes bodies. Not thread-safe. */
  public static final class Encoder {
    /** Larger dictionaries are thrown away by {@link #clear}: emptying them takes their size. */
    private static final int MAX_KEPT_SYMBOLS = 4096;

    private final ByteWriter body = new ByteWriter(1024);
    private Map<String, Integer> strings = new HashMap<>();
    private Map<Long, Integer> pairs = new HashMap<>();
    private Labels previous = Labels.EMPTY;
    private int[] previousPairs = new int[16];
    private int previousRef;
    private int count;

    /** Adds a series. */
    public void add(int ref, TenantId tenant, Labels labels) {
      body.putVarint((long) ref - previousRef);
      putString(tenant.value());
      int size = labels.size();
      body.putUvarint(size);
      if (size > previousPairs.length) {
        previousPairs = Arrays.copyOf(previousPairs, size * 2);
      }
      for (int i = 0; i < size; i++) {
        putPair(i, labels.name(i), labels.value(i));
      }
      previous = labels;
      previousRef = ref;
      count++;
    }

    /** The body so far; valid until the next {@link #add} or {@link #clear}. */
    public ByteWriter body() {
      return body;
    }

    /** Number of series in the body. */
    public int count() {
      return count;
    }

    /** Begins a new body. */
    public void clear() {
      body.clear();
      if (strings.size() + pairs.size() > MAX_KEPT_SYMBOLS) {
        strings = new HashMap<>();
        pairs = new HashMap<>();
      } else {
        strings.clear();
        pairs.clear();
      }
      previous = Labels.EMPTY;
      previousRef = 0;
      count = 0;
    }

    private void putPair(int i, String name, String value) {
      // Neighbours share most labels, and comparing is cheaper than hashing.
      if (i < previous.size() && name.equals(previous.name(i)) && value.equals(previous.value(i))) {
        body.putUvarint(previousPairs[i]);
        return;
      }
      Integer nameId = strings.get(name);
      Integer valueId = strings.get(value);
      Integer known =
          nameId == null || valueId == null ? null : pairs.get(pairKey(nameId, valueId));
      if (known != null) {
        body.putUvarint(known);
        previousPairs[i] = known;
        return;
      }
      body.putUvarint(0);
      pairs.put(pairKey(putString(name), putString(value)), pairs.size() + 1);
      previousPairs[i] = pairs.size();
    }

    private int putString(String text) {
      Integer known = strings.get(text);
      if (known != null) {
        body.putUvarint(known);
        return known;
      }
      body.putUvarint(0).putString(text);
      strings.put(text, strings.size() + 1);
      return strings.size();
    }

    private static long pairKey(int nameId, int valueId) {
      return (long) nameId << 32 | valueId;
    }
  }

  private static final class Decoder {
    private final ByteReader in;
    private final List<String> strings = new ArrayList<>();
    private final List<String> pairs = new ArrayList<>();
    private @Nullable String tenantName;
    private int ref;
    private TenantId tenant = TenantId.ANONYMOUS;
    private Labels labels = Labels.EMPTY;

    Decoder(ByteReader in) {
      this.in = in;
    }

    void next() {
      long next = ref + in.readVarint();
      if (next < 0 || next > Integer.MAX_VALUE) {
        throw corrupt("reference " + next, null);
      }
      ref = (int) next;
      try {
        readTenant();
        readLabels();
      } catch (IllegalArgumentException e) {
        throw corrupt(String.valueOf(e.getMessage()), e);
      }
    }

    private void readTenant() {
      String name = readString();
      if (!name.equals(tenantName)) {
        try {
          tenant = new TenantId(name);
        } catch (CarillonException e) {
          throw corrupt(String.valueOf(e.getMessage()), e);
        }
        tenantName = name;
      }
    }

    private void readLabels() {
      String[] found = new String[2 * in.readCount(1)];
      for (int i = 0; i < found.length; i += 2) {
        int pair = readPair();
        found[i] = pairs.get(pair);
        found[i + 1] = pairs.get(pair + 1);
      }
      labels = Labels.ofSorted(Arrays.asList(found));
    }

    /** Where the name of the next label is in the pairs; its value follows. */
    private int readPair() {
      long id = in.readUvarint();
      if (id == 0) {
        pairs.add(readString());
        pairs.add(readString());
        return pairs.size() - 2;
      }
      if (id < 0 || id > pairs.size() / 2) {
        throw corrupt("label " + id + " of " + pairs.size() / 2, null);
      }
      return 2 * ((int) id - 1);
    }

    private String readString() {
      long id = in.readUvarint();
      if (id == 0) {
        strings.add(in.readString());
        return strings.getLast();
      }
      if (id < 0 || id > strings.size()) {
        throw corrupt("string " + id + " of " + strings.size(), null);
      }
      return strings.get((int) id - 1);
    }

    private static CarillonException corrupt(String what, @Nullable Throwable cause) {
      return new CarillonException(
          ErrorCode.CORRUPTION, "body of series is damaged: " + what, cause);
    }
  }
}
