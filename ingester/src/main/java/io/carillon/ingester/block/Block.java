package io.carillon.ingester.block;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.carillon.common.error.CarillonException;
import io.carillon.common.error.ErrorCode;
import io.carillon.common.labels.Labels;
import io.carillon.common.labels.Matcher;
import io.carillon.common.tenant.TenantId;
import io.carillon.ingester.file.FileStore;
import io.carillon.ingester.file.ReadableFile;
import io.carillon.ingester.index.SeriesCursor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.IntIterator;
import org.roaringbitmap.RoaringBitmap;

/**
 * An open slice or block. Whoever reads it acquires it first and releases it afterwards; the file
 * is closed when it is retired and nobody reads any more. Thread-safe. Damage is a {@link
 * CarillonException} with CORRUPTION, and so is a read that the disk refuses.
 */
final class Block {
  private final BlockDirectory directory;
  private final ReadableFile file;
  private final BlockCaches caches;
  private final BlockIndex index;

  /** Told about pages that turn out not to unpack long after they were read. */
  private volatile Consumer<CarillonException> damageListener = _ -> {};

  /** One for the list of blocks, one for each reader. */
  @GuardedBy("this")
  private int users = 1;

  private Block(ReadableFile file, BlockDirectory directory, BlockCaches caches) {
    this.directory = directory;
    this.file = file;
    this.caches = caches;
    this.index = index(caches.parts());
  }

  /** Opens a block and verifies its beginning, its end and its directory. */
  static Block open(FileStore files, Path path, long number, BlockCaches caches)
      throws IOException {
    ReadableFile file = files.open(path);
    boolean good = false;
    try {
      long offset = BlockFormat.readDirectoryOffset(path, file);
      BlockPage page = BlockFormat.readPage(file, offset, PageKind.DIRECTORY, _ -> {});
      BlockDirectory directory = BlockDirectory.decode(page.bytes(), number, file.sizeBytes());
      good = true;
      return new Block(file, directory, caches);
    } finally {
      if (!good) {
        file.close();
      }
    }
  }

  BlockMeta meta() {
    return directory.meta();
  }

  /** Tells somebody about damage that is found while frames are unpacked, on any thread. */
  void tellDamage(Consumer<CarillonException> listener) {
    damageListener = listener;
  }

  /** Counts a reader in; false when the block is closed. */
  synchronized boolean acquire() {
    if (users == 0) {
      return false;
    }
    users++;
    return true;
  }

  /** Counts a reader, or the list of blocks, out. */
  void release() {
    synchronized (this) {
      users--;
      if (users > 0) {
        return;
      }
    }
    caches.parts().removeBlock(meta().number());
    caches.pages().removeBlock(meta().number());
    try {
      file.close();
    } catch (IOException e) {
      throw new CarillonException(ErrorCode.INTERNAL, "cannot close " + meta().fileName(), e);
    }
  }

  BlockDirectory directory() {
    return directory;
  }

  /** The index, its parts in the cache of all blocks. */
  BlockIndex index() {
    return index;
  }

  /** The index, its parts in a cache of the caller's. */
  BlockIndex index(PartCache parts) {
    return new BlockIndex(directory, parts, offset -> readPage(PageKind.INDEX, offset).bytes());
  }

  /** The series that fit all matchers and have samples in a range. The block must stay acquired. */
  SeriesCursor select(
      TenantId tenant, List<Matcher> matchers, TimeRange range, List<Tombstone> tombstones) {
    TenantIndex series = index.tenant(tenant);
    if (series == null) {
      return EmptyCursor.INSTANCE;
    }
    Mask mask = Mask.of(tombstones, meta(), tenant, series);
    IntIterator ordinals = series.select(matchers).getIntIterator();
    return new BlockCursor(new SeriesReader(index, series), ordinals, range, mask, this::page);
  }

  /** All series of a tenant, past the caches. The block must stay acquired. */
  SeriesCursor scan(TenantId tenant, PartCache parts, TimeRange range, List<Tombstone> tombstones) {
    BlockIndex scanned = index(parts);
    TenantIndex series = scanned.tenant(tenant);
    if (series == null) {
      return EmptyCursor.INSTANCE;
    }
    Mask mask = Mask.of(tombstones, meta(), tenant, series);
    IntIterator ordinals = RoaringBitmap.bitmapOfRange(0, series.size()).getIntIterator();
    return new BlockCursor(
        new SeriesReader(scanned, series), ordinals, range, mask, PageSource.once(this::readPage));
  }

  void collectSeries(
      TenantId tenant,
      List<Matcher> matchers,
      TimeRange range,
      List<Tombstone> tombstones,
      Collection<Labels> out) {
    TenantIndex series = index.tenant(tenant);
    if (series != null) {
      SeriesReader reader = new SeriesReader(index, series);
      Mask mask = Mask.of(tombstones, meta(), tenant, series);
      for (IntIterator ordinals = series.select(matchers).getIntIterator(); ordinals.hasNext(); ) {
        int ordinal = ordinals.next();
        if (isVisible(reader.vector(ordinal), mask.visible(ordinal, range))) {
          out.add(reader.labels(ordinal));
        }
      }
    }
  }

  private static boolean isVisible(VectorChunk.Vector vector, List<TimeRange> ranges) {
    return ranges.stream().anyMatch(range -> vector.overlaps(range.fromMs(), range.toMs()));
  }

  void collectNames(
      TenantId tenant,
      @Nullable List<Matcher> matchers,
      List<Tombstone> tombstones,
      Collection<String> out) {
    TenantIndex series = index.tenant(tenant);
    if (series != null) {
      series.collectNames(matching(series, tenant, matchers, tombstones), out);
    }
  }

  void collectValues(
      TenantId tenant,
      String name,
      @Nullable List<Matcher> matchers,
      List<Tombstone> tombstones,
      Collection<String> out) {
    TenantIndex series = index.tenant(tenant);
    if (series != null) {
      series.collectValues(name, matching(series, tenant, matchers, tombstones), out);
    }
  }

  /** The series that count; null for all. */
  private @Nullable RoaringBitmap matching(
      TenantIndex series,
      TenantId tenant,
      @Nullable List<Matcher> matchers,
      List<Tombstone> tombstones) {
    Mask mask = Mask.of(tombstones, meta(), tenant, series);
    if (matchers == null && mask.isEmpty()) {
      return null;
    }
    RoaringBitmap matching = series.select(matchers == null ? List.of() : matchers);
    if (mask.isEmpty()) {
      return matching;
    }
    SeriesReader reader = new SeriesReader(index, series);
    RoaringBitmap visible = new RoaringBitmap();
    for (IntIterator ordinals = matching.getIntIterator(); ordinals.hasNext(); ) {
      int ordinal = ordinals.next();
      if (isVisible(reader.vector(ordinal), mask.visible(ordinal, TimeRange.ALL))) {
        visible.add(ordinal);
      }
    }
    return visible;
  }

  /** The sections of a kind and tenant; not to be changed. */
  List<byte[]> sections(SectionKind kind, TenantId tenant) {
    return sectionEntries(kind, tenant).stream().map(this::section).toList();
  }

  List<BlockDirectory.SectionEntry> sectionEntries(SectionKind kind, TenantId tenant) {
    return directory.sections().stream()
        .filter(entry -> entry.kind() == kind && entry.tenant().equals(tenant))
        .toList();
  }

  byte[] section(BlockDirectory.SectionEntry entry) {
    return readPage(PageKind.SECTION, entry.pageOffset()).bytes();
  }

  /** A page whose checksum is right, from the cache or the file. */
  BlockPage page(PageKind kind, long offset) {
    BlockPage cached = caches.pages().find(meta().number(), offset);
    if (cached != null) {
      return cached;
    }
    BlockPage read = readPage(kind, offset);
    caches.pages().add(meta().number(), offset, read);
    return read;
  }

  /** A page from the file, for those who read everything once. */
  BlockPage readPage(PageKind kind, long offset) {
    try {
      return BlockFormat.readPage(file, offset, kind, e -> damageListener.accept(e));
    } catch (IOException e) {
      throw new CarillonException(
          ErrorCode.CORRUPTION, "cannot read " + meta().fileName() + ": " + e.getMessage(), e);
    }
  }
}
