package io.carillon.ingester.block;

import io.carillon.common.bytes.ByteWriter;
import java.io.IOException;
import java.util.Arrays;

/** Gathers parts of the index in pages, each part whole in one page. One thread. */
final class PartWriter {
  /** Large enough to pack well, small enough to unpack for one part. */
  private static final int PAGE_TARGET_BYTES = 32 << 10;

  private final PageWriter pages;
  private final ByteWriter page = new ByteWriter(PAGE_TARGET_BYTES);
  private long[] pageOffsets = new long[16];
  private int pageCount;

  PartWriter(PageWriter pages) {
    this.pages = pages;
  }

  /** Adds a part. Gives its {@link PartRef}. */
  long add(ByteWriter part) throws IOException {
    if (page.size() > 0 && page.size() + part.size() > PAGE_TARGET_BYTES) {
      endPage();
    }
    long ref = PartRef.of(pageCount, page.size());
    page.putBytes(part.array(), 0, part.size());
    return ref;
  }

  /** Writes what is left. Gives the offsets of all pages in the file. */
  long[] finish() throws IOException {
    if (page.size() > 0) {
      endPage();
    }
    return Arrays.copyOf(pageOffsets, pageCount);
  }

  private void endPage() throws IOException {
    if (pageCount == pageOffsets.length) {
      pageOffsets = Arrays.copyOf(pageOffsets, pageCount * 2);
    }
    pageOffsets[pageCount++] = pages.write(PageKind.INDEX, page);
    page.clear();
  }
}
