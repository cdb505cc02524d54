package io.carillon.ingester.service;

import io.carillon.common.store.SeriesExemplars;
import io.carillon.common.tenant.TenantId;
import io.carillon.ingester.block.BlockView;
import io.carillon.ingester.block.SectionKind;
import io.carillon.ingester.block.SectionMerger;
import io.carillon.ingester.block.SliceWriter;
import io.carillon.ingester.exemplar.ExemplarLimits;
import io.carillon.ingester.exemplar.ExemplarMetrics;
import io.carillon.ingester.exemplar.ExemplarSection;
import io.carillon.ingester.exemplar.ExemplarSelection;
import io.carillon.ingester.exemplar.FrozenExemplars;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;

/** Exemplars in sealed files. */
final class SealedExemplars {
  /** As slices of recent samples are cut. */
  private static final long WINDOW_MS = Duration.ofHours(2).toMillis();

  private SealedExemplars() {}

  /** Adds what is frozen to slices. */
  static void write(FrozenExemplars exemplars, SliceWriter writer) throws IOException {
    for (TenantId tenant : exemplars.tenants()) {
      for (ExemplarSection.Packed packed : ExemplarSection.pack(exemplars.of(tenant), WINDOW_MS)) {
        writer.addSection(
            SectionKind.EXEMPLARS, tenant, packed.bytes(), packed.firstMs(), packed.lastMs());
      }
    }
  }

  /** Adds what is selected; the same exemplar may come more than once. */
  static void collect(
      BlockView view,
      TenantId tenant,
      ExemplarSelection selection,
      Collection<SeriesExemplars> out) {
    view.readSections(
        SectionKind.EXEMPLARS,
        tenant,
        section -> out.addAll(ExemplarSection.read(part(section), selection)));
  }

  /** Unites sections when files are merged. */
  static SectionMerger merger(ExemplarLimits limits, ExemplarMetrics metrics) {
    return (_, sections, minMs) ->
        ExemplarSection.merge(
            sections.stream().map(SealedExemplars::part).toList(),
            minMs,
            limits.maxPerSection(),
            metrics);
  }

  private static ExemplarSection.Part part(SectionMerger.Section section) {
    return new ExemplarSection.Part(
        section.bytes(),
        section.deletions().stream()
            .map(t -> new ExemplarSection.Deletion(t.matchers(), t.minMs(), t.maxMs()))
            .toList());
  }
}
