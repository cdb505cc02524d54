package io.carillon.ingester.block;

import io.carillon.common.bytes.ByteReader;
import io.carillon.common.error.CarillonException;
import io.carillon.common.tenant.TenantId;
import java.util.List;
import java.util.function.Function;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * The index of a block, read part by part as it is asked for and kept in a cache. Damage is a
 * {@link CarillonException} with CORRUPTION. Thread-safe.
 */
final class BlockIndex {
  /** An unpacked page of the index. */
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  private record IndexPage(byte[] bytes) implements CachedPart {
    @Override
    public long sizeBytes() {
      return bytes.length;
    }
  }

  private final BlockDirectory directory;
  private final PartCache cache;
  private final LongFunction<byte[]> pages;

  /**
   * An index.
   *
   * @param pages reads and unpacks the index page at an offset of the file
   */
  BlockIndex(BlockDirectory directory, PartCache cache, LongFunction<byte[]> pages) {
    this.directory = directory;
    this.cache = cache;
    this.pages = pages;
  }

  StringPool strings() {
    return cache.strings();
  }

  /** Tenants in order. */
  List<TenantId> tenants() {
    return directory.tenants().stream().map(BlockDirectory.TenantEntry::tenant).toList();
  }

  /** The series of a tenant, or null. */
  @Nullable TenantIndex tenant(TenantId tenant) {
    for (BlockDirectory.TenantEntry entry : directory.tenants()) {
      if (entry.tenant().equals(tenant)) {
        return part(entry.root(), TenantIndex.class, in -> TenantIndex.decode(in, this));
      }
    }
    return null;
  }

  /** The vectors from a multiple of {@link VectorChunk#SIZE} on. */
  VectorChunk vectorChunk(int chunk) {
    long[] refs = directory.vectorChunks();
    if (chunk >= refs.length) {
      throw BlockFormat.corrupt("timestamp vectors end before chunk " + chunk);
    }
    int count = Math.min(VectorChunk.SIZE, directory.vectorCount() - chunk * VectorChunk.SIZE);
    return part(refs[chunk], VectorChunk.class, in -> VectorChunk.decode(in, count));
  }

  /** A part, from the cache or the file. */
  <T extends CachedPart> T part(long ref, Class<T> type, Function<ByteReader, T> decoder) {
    long number = directory.meta().number();
    CachedPart cached = cache.find(number, ref);
    if (cached == null) {
      cached = cache.add(number, ref, decode(ref, decoder));
    }
    return type.cast(cached);
  }

  private <T> T decode(long ref, Function<ByteReader, T> decoder) {
    byte[] page = page(PartRef.page(ref));
    int offset = PartRef.offset(ref);
    if (offset > page.length) {
      throw BlockFormat.corrupt("a part of its index lies outside of its page");
    }
    try {
      return decoder.apply(new ByteReader(page, offset, page.length - offset));
    } catch (IndexOutOfBoundsException | ArithmeticException e) {
      throw BlockFormat.corrupt("a part of its index does not decode: " + e.getMessage());
    }
  }

  private byte[] page(int page) {
    if (page >= directory.indexPages().length) {
      throw BlockFormat.corrupt("its index has no page " + page);
    }
    long number = directory.meta().number();
    long ref = -1L - page; // No part has a negative one.
    CachedPart cached = cache.find(number, ref);
    if (cached == null) {
      cached = cache.add(number, ref, new IndexPage(pages.apply(directory.indexPages()[page])));
    }
    return ((IndexPage) cached).bytes();
  }
}
