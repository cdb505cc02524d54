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
  private final BlockIndexCache cache;
  private final Object loading = new Object();

  /** One for the list of blocks, one for each reader. */
  @GuardedBy("this")
  private int users = 1;

  private Block(ReadableFile file, BlockFormat.Frame frame, BlockIndexCache cache) {
    this.meta = frame.meta();
    this.file = file;
    this.frame = frame;
    this.cache = cache;
  }

  /** Opens a block and verifies all but its pages. */
  static Block open(FileStore files, Path directory, long number, BlockIndexCache cache)
      throws IOException {
    Path path = new BlockMeta(number, 0, 0, 0, 0, 0, 0).path(directory);
    ReadableFile file = files.open(path);
    boolean good = false;
    try {
      BlockFormat.Frame frame = BlockFormat.readFrame(file, number);
      BlockIndex.decode(BlockFormat.readPage(file, frame.indexOffset()).bytes());
      good = true;
      return new Block(file, frame, cache);
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
    cache.remove(meta.number());
    try {
      file.close();
    } catch (IOException e) {
      throw new CarillonException(ErrorCode.INTERNAL, "cannot close " + meta.fileName(), e);
    }
  }

  /** The index, from the cache or the file. */
  BlockIndex index() {
    BlockIndex cached = cache.find(meta.number());
    if (cached != null) {
      return cached;
    }
    synchronized (loading) {
      BlockIndex loaded = cache.find(meta.number());
      if (loaded == null) {
        loaded = BlockIndex.decode(page(frame.indexOffset()).bytes());
        cache.add(meta.number(), loaded);
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
    IntIterator ordinals =
        matchers.isEmpty()
            ? RoaringBitmap.bitmapOfRange(0, series.size()).getIntIterator()
            : series.postings().select(matchers).getIntIterator();
    return new BlockCursor(this, series, ordinals, fromMs, toMs);
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

  /** A page whose checksum is right. */
  BlockPage page(long offset) {
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
