package io.carillon.ingester.wal;

import io.carillon.common.bytes.ByteReader;
import io.carillon.common.bytes.ByteWriter;
import io.carillon.common.error.CarillonException;
import io.carillon.common.error.ErrorCode;
import io.carillon.common.labels.Labels;
import io.carillon.common.tenant.TenantId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Bodies of SERIES records, in the log and in the series file: what references mean. Each decodes
 * alone.
 *
 * <pre>
 * body     uvarint count of strings, string*, uvarint count of series, series*
 * series   uvarint reference, uvarint string of the tenant, uvarint count of labels,
 *          {uvarint string of the name, uvarint string of the value}*
 * </pre>
 */
public final class SeriesRecords {
  /** One series. */
  public record Entry(int ref, TenantId tenant, Labels labels) {}

  /** Takes decoded series. */
  public interface Visitor {
    /** A reference means this series. */
    void series(int ref, TenantId tenant, Labels labels);
  }

  private SeriesRecords() {}

  /** Appends a body. */
  public static void encode(List<Entry> entries, ByteWriter out) {
    Map<String, Integer> numbers = new HashMap<>();
    ByteWriter strings = new ByteWriter(1024);
    ByteWriter series = new ByteWriter(entries.size() * 32);
    for (Entry entry : entries) {
      series.putUvarint(entry.ref());
      series.putUvarint(number(entry.tenant().value(), numbers, strings));
      Labels labels = entry.labels();
      series.putUvarint(labels.size());
      for (int i = 0; i < labels.size(); i++) {
        series.putUvarint(number(labels.name(i), numbers, strings));
        series.putUvarint(number(labels.value(i), numbers, strings));
      }
    }
    out.putUvarint(numbers.size()).putBytes(strings.array(), 0, strings.size());
    out.putUvarint(entries.size()).putBytes(series.array(), 0, series.size());
  }

  private static int number(String text, Map<String, Integer> numbers, ByteWriter strings) {
    Integer known = numbers.get(text);
    if (known != null) {
      return known;
    }
    int added = numbers.size();
    numbers.put(text, added);
    strings.putString(text);
    return added;
  }

  /**
   * Reads a body.
   *
   * @throws CarillonException with CORRUPTION when it is none
   */
  public static void decode(ByteReader in, Visitor visitor) {
    try {
      String[] strings = new String[in.readCount(1)];
      for (int i = 0; i < strings.length; i++) {
        strings[i] = in.readString();
      }
      TenantId[] tenants = new TenantId[strings.length];
      for (int left = in.readCount(3); left > 0; left--) {
        int ref = Math.toIntExact(in.readUvarint());
        int tenant = Math.toIntExact(in.readUvarint());
        if (tenants[tenant] == null) {
          tenants[tenant] = new TenantId(strings[tenant]);
        }
        String[] pairs = new String[in.readCount(2) * 2];
        for (int i = 0; i < pairs.length; i++) {
          pairs[i] = strings[Math.toIntExact(in.readUvarint())];
        }
        visitor.series(ref, tenants[tenant], Labels.ofTrusted(pairs));
      }
    } catch (IllegalArgumentException | IndexOutOfBoundsException | ArithmeticException e) {
      throw new CarillonException(ErrorCode.CORRUPTION, "series record: " + e.getMessage(), e);
    }
  }
}
