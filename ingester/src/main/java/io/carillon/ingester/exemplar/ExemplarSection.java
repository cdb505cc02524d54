package io.carillon.ingester.exemplar;

import io.carillon.common.bytes.ByteReader;
import io.carillon.common.bytes.ByteWriter;
import io.carillon.common.error.CarillonException;
import io.carillon.common.error.ErrorCode;
import io.carillon.common.labels.Labels;
import io.carillon.common.labels.Matcher;
import io.carillon.common.store.Exemplar;
import io.carillon.common.store.SeriesExemplars;
import io.carillon.ingester.file.FormatLevel;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a file holds of one tenant's exemplars; see the package for the format. */
public final class ExemplarSection {
  /**
   * A section.
   *
   * @param bytes not to be changed
   * @param firstMs time of its first exemplar
   * @param lastMs time of its last exemplar
   */
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  public record Packed(byte[] bytes, long firstMs, long lastMs) {}

  /**
   * A section as it counts.
   *
   * @param bytes not to be changed
   * @param deletions what of it is deleted
   */
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  public record Part(byte[] bytes, List<Deletion> deletions) {
    public Part {
      deletions = List.copyOf(deletions);
    }
  }

  /**
   * What is deleted of a tenant.
   *
   * @param matchers which series, all of them must fit
   * @param minMs first time that is deleted
   * @param maxMs last time that is deleted
   */
  public record Deletion(List<Matcher> matchers, long minMs, long maxMs) {
    public Deletion {
      matchers = List.copyOf(matchers);
    }
  }

  private static final int LEVEL = 1;

  private ExemplarSection() {}

  /**
   * Packs what is to be sealed, a section for each window of time, in order.
   *
   * @param exemplars each series once, in label order, its exemplars in natural order
   * @param windowMs windows are aligned with the epoch
   */
  public static List<Packed> pack(List<SeriesExemplars> exemplars, long windowMs) {
    TreeMap<Long, List<SeriesExemplars>> windows = new TreeMap<>();
    for (SeriesExemplars each : exemplars) {
      TreeMap<Long, List<Exemplar>> cut = new TreeMap<>();
      for (Exemplar exemplar : each.exemplars()) {
        cut.computeIfAbsent(Math.floorDiv(exemplar.timestampMs(), windowMs), _ -> new ArrayList<>())
            .add(exemplar);
      }
      cut.forEach(
          (window, part) ->
              windows
                  .computeIfAbsent(window, _ -> new ArrayList<>())
                  .add(new SeriesExemplars(each.series(), part)));
    }
    return windows.values().stream().map(ExemplarSection::pack).toList();
  }

  private static Packed pack(List<SeriesExemplars> exemplars) {
    long firstMs = Long.MAX_VALUE;
    long lastMs = Long.MIN_VALUE;
    for (SeriesExemplars each : exemplars) {
      firstMs = Math.min(firstMs, each.exemplars().getFirst().timestampMs());
      lastMs = Math.max(lastMs, each.exemplars().getLast().timestampMs());
    }
    return new Packed(bytes(exemplars), firstMs, lastMs);
  }

  private static byte[] bytes(List<SeriesExemplars> exemplars) {
    ByteWriter out = new ByteWriter(1024).putByte(LEVEL);
    ExemplarEncoder.encode(exemplars, out);
    return out.toByteArray();
  }

  /**
   * What of a section is selected and not deleted; series in label order, exemplars in natural
   * order.
   *
   * @throws CarillonException with CORRUPTION when the bytes are no section, FAILED_PRECONDITION
   *     when a newer version wrote them
   */
  public static List<SeriesExemplars> read(Part part, ExemplarSelection selection) {
    ByteReader in = new ByteReader(part.bytes());
    checkLevel(in.readByte());
    return ExemplarDecoder.decode(in, new PartFilter(part, selection));
  }

  /** What a newer version wrote is not damaged, and its file must not be taken out. */
  private static void checkLevel(int level) {
    String what = "section of exemplars";
    if (level > LEVEL) {
      throw FormatLevel.unknown(what, level, LEVEL);
    }
    if (level < LEVEL) {
      throw new CarillonException(ErrorCode.CORRUPTION, FormatLevel.message(what, level, LEVEL));
    }
  }

  /**
   * The union of sections: what is deleted or too old is left out, equal exemplars come once, and
   * what is too much is thinned out, see {@link ExemplarThinning}. The order of the sections makes
   * no difference.
   *
   * @param minMs what is older is left out
   * @param maxExemplars that the result holds
   * @param metrics counts what is thinned out
   * @return null when nothing is left
   * @throws CarillonException with CORRUPTION when any of them is no section, FAILED_PRECONDITION
   *     when a newer version wrote it
   */
  public static byte @Nullable [] merge(
      List<Part> parts, long minMs, int maxExemplars, ExemplarMetrics metrics) {
    ExemplarSelection selection = ExemplarSelection.since(minMs);
    ExemplarThinning.Thinned kept = ExemplarThinning.Thinned.NOTHING;
    // One after the other, since all of them together would be too much.
    for (Part part : parts) {
      kept = ExemplarThinning.thin(kept, read(part, selection), maxExemplars);
    }
    metrics.sectionFull(kept.dropped());
    return kept.series().isEmpty() ? null : bytes(kept.series());
  }

  private record PartFilter(Part part, ExemplarSelection selection)
      implements ExemplarDecoder.Filter {
    @Override
    public boolean wants(Labels series) {
      return selection.fits(series);
    }

    @Override
    public boolean wants(Labels series, Exemplar exemplar) {
      return selection.fits(exemplar)
          && part.deletions.stream().noneMatch(deletion -> masks(deletion, series, exemplar));
    }

    private static boolean masks(Deletion deletion, Labels series, Exemplar exemplar) {
      return deletion.minMs <= exemplar.timestampMs()
          && exemplar.timestampMs() <= deletion.maxMs
          && ExemplarSelection.fitsAll(deletion.matchers, series);
    }
  }
}
