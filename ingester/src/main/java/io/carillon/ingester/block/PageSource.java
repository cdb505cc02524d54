package io.carillon.ingester.block;

import java.util.LinkedHashMap;

/** Gives pages of a block whose checksums are right. */
@FunctionalInterface
interface PageSource {
  BlockPage page(PageKind kind, long offset);

  /**
   * Pages for one who reads everything once, in order: keeps the last page of values and a few of
   * times, which series share. One thread.
   */
  static PageSource once(PageSource file) {
    return new Once(file);
  }

  /** See {@link #once}. */
  final class Once implements PageSource {
    private static final int KEPT_PAGES = 4;

    private final PageSource file;
    private final LinkedHashMap<Long, BlockPage> times = new LinkedHashMap<>(16, 0.75f, true);
    private BlockPage values;
    private long valuesOffset = -1;

    private Once(PageSource file) {
      this.file = file;
      values = new BlockPage(PageKind.VALUES, new byte[0], false, 0, _ -> {});
    }

    @Override
    public BlockPage page(PageKind kind, long offset) {
      if (kind == PageKind.TIMES) {
        return timesPage(offset);
      }
      if (offset != valuesOffset) {
        values = file.page(kind, offset);
        valuesOffset = offset;
      }
      return values;
    }

    private BlockPage timesPage(long offset) {
      BlockPage known = times.get(offset);
      if (known == null) {
        if (times.size() == KEPT_PAGES) {
          times.pollFirstEntry();
        }
        known = file.page(PageKind.TIMES, offset);
        times.put(offset, known);
      }
      return known;
    }
  }
}
