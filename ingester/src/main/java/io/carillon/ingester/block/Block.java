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
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.IntIterator;
import org.roaringbitmap.RoaringBitmap;

/**
 * An open block. Whoever reads it acquires it first and releases it afterwards; the file is closed
 * when it is retired and nobody reads any more. Thread-safe. Damage is a {@link CarillonException}
 * with CORRUPTION, and so is a read that the disk refuses.
 */
final class Block {
  private final BlockMeta meta;
  private final ReadableFile file;
  private final BlockFormat.Frame frame;
  private final BlockCaches caches;
  private final Object loading = new Object();

  /** One for the list of blocks, one for each reader. */
  @GuardedBy("this")
  private int users = 1;

  private Block(ReadableFile file, BlockFormat.Frame frame, BlockCaches caches) {
    this.meta = frame.meta();
    this.file = file;
    this.frame = frame;
    this.caches = caches;
  }

  /** Opens a block and verifies all but its pages. */
  static Block open(FileStore files, Path directory, long number, BlockCaches caches)
      throws IOException {
    Path path = new BlockMeta(number, 0, 0, 0, 0, 0, 0).path(directory);
    ReadableFile file = files.open(path);
    boolean good = false;
    try {
      BlockFormat.Frame frame = BlockFormat.readFrame(file, number);
      BlockIndex.decode(BlockFormat.readPage(file, frame.indexOffset()).bytes());
      good = true;
      return new Block(file, frame, caches);
    } finally {
      if (!good) {
        file.close();
      }
    }
  }

  BlockMeta meta() {
    return meta;
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
    caches.indexes().remove(meta.number());
    caches.pages().removeBlock(meta.number());
    try {
      file.close();
    } catch (IOException e) {
      throw new CarillonException(ErrorCode.INTERNAL, "cannot close " + meta.fileName(), e);
    }
  }

  /** The index, from the cache or the file. */
  BlockIndex index() {
    BlockIndex cached = caches.indexes().find(meta.number());
    if (cached != null) {
      return cached;
    }
    synchronized (loading) {
      BlockIndex loaded = caches.indexes().find(meta.number());
      if (loaded == null) {
        loaded = BlockIndex.decode(readPage(frame.indexOffset()).bytes());
        caches.indexes().add(meta.number(), loaded);
      }
      return loaded;
    }
  }

  /** The series that fit all matchers and have samples in a range. The block must stay acquired. */
  SeriesCursor select(TenantId tenant, List<Matcher> matchers, long fromMs, long toMs) {
    BlockIndex.TenantSeries series = index().tenant(tenant);
    if (series == null) {
      return EmptyCursor.INSTANCE;
    }
    IntIterator ordinals = series.postings().select(matchers).getIntIterator();
    return new BlockCursor(this, series, ordinals, new BlockCursor.Range(fromMs, toMs), this::page);
  }

  /** All series of a tenant, past the cache of pages. The block must stay acquired. */
  SeriesCursor scan(TenantId tenant) {
    BlockIndex.TenantSeries series = index().tenant(tenant);
    if (series == null) {
      return EmptyCursor.INSTANCE;
    }
    IntIterator ordinals = RoaringBitmap.bitmapOfRange(0, series.size()).getIntIterator();
    return new BlockCursor(this, series, ordinals, BlockCursor.Range.ALL, this::readPage);
  }

  void collectSeries(
      TenantId tenant, List<Matcher> matchers, long fromMs, long toMs, Collection<Labels> out) {
    BlockIndex.TenantSeries series = index().tenant(tenant);
    if (series != null) {
      IntIterator ordinals = series.postings().select(matchers).getIntIterator();
      while (ordinals.hasNext()) {
        int ordinal = ordinals.next();
        if (series.overlaps(ordinal, fromMs, toMs)) {
          out.add(series.labels(ordinal));
        }
      }
    }
  }

  void collectNames(TenantId tenant, @Nullable List<Matcher> matchers, Collection<String> out) {
    BlockIndex.TenantSeries series = index().tenant(tenant);
    if (series != null) {
      series.postings().collectNames(matching(series, matchers), out);
    }
  }

  void collectValues(
      TenantId tenant, String name, @Nullable List<Matcher> matchers, Collection<String> out) {
    BlockIndex.TenantSeries series = index().tenant(tenant);
    if (series != null) {
      series.postings().collectValues(name, matching(series, matchers), out);
    }
  }

  int codecId() {
    return frame.codecId();
  }

  /** A page whose checksum is right, from the cache or the file. */
  BlockPage page(long offset) {
    BlockPage cached = caches.pages().find(meta.number(), offset);
    if (cached != null) {
      return cached;
    }
    BlockPage read = readPage(offset);
    caches.pages().add(meta.number(), offset, read);
    return read;
  }

  /** A page from the file, for those who read everything once. */
  BlockPage readPage(long offset) {
    try {
      return BlockFormat.readPage(file, offset);
    } catch (IOException e) {
      throw new CarillonException(
          ErrorCode.CORRUPTION, "cannot read " + meta.fileName() + ": " + e.getMessage(), e);
    }
  }

  private static @Nullable RoaringBitmap matching(
      BlockIndex.TenantSeries series, @Nullable List<Matcher> matchers) {
    return matchers == null ? null : series.postings().select(matchers);
  }
}
