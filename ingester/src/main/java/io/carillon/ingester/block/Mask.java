package io.carillon.ingester.block;

import io.carillon.common.tenant.TenantId;
import java.util.ArrayList;
import java.util.List;
import org.roaringbitmap.RoaringBitmap;

/** What of a tenant's series in a block is deleted. Immutable. */
final class Mask {
  /** Nothing. */
  static final Mask NONE = new Mask(List.of());

  private record Hole(RoaringBitmap series, TimeRange range) {}

  private final List<Hole> holes;

  private Mask(List<Hole> holes) {
    this.holes = holes;
  }

  /** What tombstones leave out of a file. */
  static Mask of(List<Tombstone> tombstones, BlockMeta file, TenantId tenant, TenantIndex series) {
    List<Hole> holes = new ArrayList<>();
    for (Tombstone tombstone : tombstones) {
      if (tombstone.masks(file) && tombstone.tenant().equals(tenant)) {
        RoaringBitmap masked = series.select(tombstone.matchers());
        if (!masked.isEmpty()) {
          holes.add(new Hole(masked, new TimeRange(tombstone.minMs(), tombstone.maxMs())));
        }
      }
    }
    return holes.isEmpty() ? NONE : new Mask(holes);
  }

  boolean isEmpty() {
    return holes.isEmpty();
  }

  /** What of a range is there of a series; in order of time, may be empty. */
  List<TimeRange> visible(int ordinal, TimeRange range) {
    if (holes.isEmpty()) {
      return List.of(range);
    }
    return range.without(
        holes.stream().filter(hole -> hole.series().contains(ordinal)).map(Hole::range).toList());
  }
}
