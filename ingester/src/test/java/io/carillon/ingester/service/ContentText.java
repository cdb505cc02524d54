package io.carillon.ingester.service;

import io.carillon.common.column.SampleColumn;
import io.carillon.common.labels.Labels;
import io.carillon.common.store.Exemplar;
import io.carillon.common.store.MetadataRequest;
import io.carillon.common.store.SeriesExemplars;
import io.carillon.common.tenant.TenantId;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** All that a node answers, as lines of text that say every bit. */
final class ContentText {
  private static final int MAX_LABELS_LENGTH = 160;

  private ContentText() {}

  /** The lines of a node: by tenant, series and time. */
  static List<String> of(TestingNode node) {
    List<String> lines = new ArrayList<>();
    for (TenantId tenant : TestedNode.TENANTS) {
      TestingNode.Answer answer = node.select(tenant, Long.MIN_VALUE, Long.MAX_VALUE, List.of());
      answer.trailer().unvouched().forEach(range -> lines.add("unvouched " + range));
      answer
          .series()
          .forEach((labels, column) -> addSeries(tenant + " " + text(labels), column, lines));
      node.exemplars(tenant, Long.MIN_VALUE, Long.MAX_VALUE, List.of())
          .forEach(series -> addExemplars(tenant, series, lines));
      node.ingester
          .metadata(new MetadataRequest(tenant, 3, ""))
          .metadata()
          .forEach(metadata -> lines.add(tenant + " " + metadata));
    }
    return lines;
  }

  private static void addSeries(String name, SampleColumn column, List<String> lines) {
    lines.add(name);
    for (int i = 0; i < column.size(); i++) {
      lines.add("  " + column.timestampsMs()[i] + " " + ModelSample.of(column, i));
    }
  }

  private static void addExemplars(TenantId tenant, SeriesExemplars series, List<String> lines) {
    lines.add(tenant + " " + text(series.series()) + " exemplars");
    for (Exemplar exemplar : series.exemplars()) {
      String bits = HexFormat.of().toHexDigits(Double.doubleToRawLongBits(exemplar.value()));
      lines.add("  " + exemplar.timestampMs() + " " + bits + " " + exemplar.labels());
    }
  }

  /** Labels; the middle of long ones is a number that depends on it. */
  private static String text(Labels labels) {
    String text = labels.toString();
    return text.length() <= MAX_LABELS_LENGTH
        ? text
        : text.substring(0, MAX_LABELS_LENGTH / 2) + "..." + text.hashCode();
  }
}
