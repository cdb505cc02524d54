package io.carillon.ingester.exemplar;

import io.carillon.common.bytes.ByteWriter;
import io.carillon.common.labels.Labels;
import io.carillon.common.store.Exemplar;
import io.carillon.common.store.SeriesExemplars;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Packs the content of records and sections; see the package for the format. */
final class ExemplarEncoder {
  private ExemplarEncoder() {}

  static void encode(List<SeriesExemplars> series, ByteWriter out) {
    Map<String, Integer> positions = new HashMap<>();
    ByteWriter strings = new ByteWriter(1024);
    ByteWriter rest = new ByteWriter(1024);
    rest.putUvarint(series.size());
    for (SeriesExemplars each : series) {
      putLabels(each.series(), positions, strings, rest);
      rest.putUvarint(each.exemplars().size());
      long beforeMs = 0;
      for (Exemplar exemplar : each.exemplars()) {
        rest.putVarint(exemplar.timestampMs() - beforeMs).putDouble(exemplar.value());
        putLabels(exemplar.labels(), positions, strings, rest);
        beforeMs = exemplar.timestampMs();
      }
    }
    out.putUvarint(positions.size()).putBytes(strings.array(), 0, strings.size());
    out.putBytes(rest.array(), 0, rest.size());
  }

  private static void putLabels(
      Labels labels, Map<String, Integer> positions, ByteWriter strings, ByteWriter out) {
    out.putUvarint(labels.size());
    for (int i = 0; i < labels.size(); i++) {
      out.putUvarint(position(labels.name(i), positions, strings));
      out.putUvarint(position(labels.value(i), positions, strings));
    }
  }

  private static int position(String text, Map<String, Integer> positions, ByteWriter strings) {
    Integer known = positions.putIfAbsent(text, positions.size());
    if (known != null) {
      return known;
    }
    strings.putString(text);
    return positions.size() - 1;
  }
}
