package io.carillon.ingester.block;

import io.carillon.common.column.SampleColumn;
import io.carillon.common.column.ValueCodec;
import io.carillon.common.error.CarillonException;
import io.carillon.common.labels.Labels;
import io.carillon.common.tenant.TenantId;
import io.carillon.ingester.file.FileStore;
import io.carillon.ingester.file.ReadableFile;
import io.carillon.ingester.index.SeriesCursor;
import io.carillon.ingester.index.SeriesRun;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Looks into a file of sealed data from outside of a store. Damage is a {@link CarillonException}
 * with CORRUPTION. Thread-safe.
 */
public final class BlockInspector {
  /** Memory for parts of the index. */
  private static final long CACHE_BYTES = 16 << 20;

  private final FileStore files;

  public BlockInspector(FileStore files) {
    this.files = files;
  }

  /**
   * What a file is made of.
   *
   * @param tenantCount tenants with series
   * @param bytesByKind size of all pages of a kind, by the kind's name in lower case, of sections
   *     by that of their kind
   * @param columnsByCodec number of series by the name of the codec of their values
   */
  public record Summary(
      BlockMeta meta,
      int tenantCount,
      Map<String, Long> bytesByKind,
      Map<String, Long> columnsByCodec) {}

  /** Told about series. */
  @FunctionalInterface
  public interface SeriesAction {
    void accept(TenantId tenant, Labels labels, SampleColumn column);
  }

  /** Reads the whole index and the pages of values. */
  public Summary summarize(Path path) throws IOException {
    Block block = open(path);
    try {
      Map<String, Long> codecs = new TreeMap<>();
      List<TenantId> tenants = block.index().tenants();
      for (TenantId tenant : tenants) {
        countCodecs(block, tenant, codecs);
      }
      Map<Long, SectionKind> sections = new HashMap<>();
      block.directory().sections().forEach(s -> sections.put(s.pageOffset(), s.kind()));
      Map<String, Long> bytes = new TreeMap<>();
      forEachPage(
          path,
          (kind, offset, sizeBytes) -> {
            SectionKind section = sections.get(offset);
            bytes.merge(name(section == null ? kind : section), sizeBytes, Long::sum);
          });
      return new Summary(block.meta(), tenants.size(), bytes, codecs);
    } finally {
      block.release();
    }
  }

  /**
   * Reads everything: all pages, whether the directory knows them or not, and all columns. Gives
   * what the file says about itself once it is found to be true.
   */
  public BlockMeta verify(Path path) throws IOException {
    forEachPage(path, (_, _, _) -> {});
    long[] counts = new long[2];
    dump(
        path,
        (_, _, column) -> {
          counts[0]++;
          counts[1] += column.size();
        });
    Block block = open(path);
    try {
      for (BlockDirectory.SectionEntry section : block.directory().sections()) {
        byte[] _ = block.readPage(PageKind.SECTION, section.pageOffset()).bytes();
      }
      BlockMeta meta = block.meta();
      if (counts[0] != meta.seriesCount() || counts[1] != meta.sampleCount()) {
        throw BlockFormat.corrupt(
            String.format(
                Locale.ROOT,
                "expected %d series and %d samples, found %d and %d",
                meta.seriesCount(),
                meta.sampleCount(),
                counts[0],
                counts[1]));
      }
      return meta;
    } finally {
      block.release();
    }
  }

  /** Reads all series, in order of tenant and labels. */
  public void dump(Path path, SeriesAction action) throws IOException {
    Block block = open(path);
    try {
      PartCache parts = new PartCache(CACHE_BYTES);
      for (TenantId tenant : block.index().tenants()) {
        try (SeriesCursor cursor = block.scan(tenant, parts, TimeRange.ALL, List.of())) {
          for (SeriesRun run = cursor.next(); run != null; run = cursor.next()) {
            action.accept(tenant, run.labels(), run.frame().column());
          }
        }
      }
    } finally {
      block.release();
    }
  }

  private interface PageAction {
    void accept(PageKind kind, long offset, long sizeBytes);
  }

  /** Walks the pages as they lie in the file, and checks them. */
  private void forEachPage(Path path, PageAction action) throws IOException {
    try (ReadableFile file = files.open(path)) {
      long _ = BlockFormat.readDirectoryOffset(path, file);
      long end = file.sizeBytes() - BlockFormat.FOOTER_BYTES;
      long offset = BlockFormat.HEADER_BYTES;
      while (offset < end) {
        BlockFormat.PageHeader header = BlockFormat.readPageHeader(file, offset);
        PageKind kind = PageKind.of(header.kind());
        if (kind == null) {
          throw BlockFormat.corrupt("page at byte " + offset + " is of no kind");
        }
        byte[] _ = BlockFormat.readPage(file, offset, kind, _ -> {}).bytes();
        long sizeBytes = BlockFormat.PAGE_HEADER_BYTES + (long) header.packedLength();
        action.accept(kind, offset, sizeBytes);
        offset += sizeBytes;
      }
    }
  }

  private static void countCodecs(Block block, TenantId tenant, Map<String, Long> codecs) {
    BlockIndex index = block.index();
    TenantIndex series = index.tenant(tenant);
    if (series == null) {
      return;
    }
    SeriesReader reader = new SeriesReader(index, series);
    PageSource pages = PageSource.once(block::readPage);
    for (int ordinal = 0; ordinal < series.size(); ordinal++) {
      SeriesChunk.Place place = reader.place(ordinal);
      byte[] page = pages.page(PageKind.VALUES, place.pageOffset()).bytes();
      codecs.merge(ValueCodec.name(page[place.offset()] & 0xff), 1L, Long::sum);
    }
  }

  private Block open(Path path) throws IOException {
    BlockCaches caches = new BlockCaches(new PartCache(CACHE_BYTES), new BlockPageCache(0));
    long number = BlockMeta.number(String.valueOf(path.getFileName()));
    return Block.open(files, path, number, caches);
  }

  private static String name(Enum<?> kind) {
    return kind.name().toLowerCase(Locale.ROOT);
  }
}
