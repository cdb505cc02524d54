package io.carillon.ingester.block;

import io.carillon.common.bytes.ByteReader;
import io.carillon.common.labels.Matcher;
import io.carillon.common.labels.Utf8Order;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.RoaringBitmap;

/** The series of a tenant in a block, in label order, read as they are needed. Thread-safe. */
final class TenantIndex implements CachedPart {
  private final BlockIndex index;
  private final int size;
  private final long[] chunks;
  private final String[] names;
  private final long[] nameRefs;

  private TenantIndex(BlockIndex index, int size, long[] chunks, int nameCount) {
    this.index = index;
    this.size = size;
    this.chunks = chunks;
    names = new String[nameCount];
    nameRefs = new long[nameCount];
  }

  static TenantIndex decode(ByteReader in, BlockIndex index) {
    int size = PartRef.readInt(in);
    long[] chunks = PartRef.readAll(in);
    if (chunks.length != Math.ceilDiv(size, SeriesChunk.SIZE)) {
      throw BlockFormat.corrupt("a tenant has too few or too many series");
    }
    TenantIndex tenant = new TenantIndex(index, size, chunks, in.readCount(3));
    for (int i = 0; i < tenant.names.length; i++) {
      tenant.names[i] = index.strings().canonical(in.readString());
      tenant.nameRefs[i] = PartRef.read(in);
    }
    return tenant;
  }

  /** Number of series. */
  int size() {
    return size;
  }

  /** The series from a multiple of {@link SeriesChunk#SIZE} on. */
  SeriesChunk chunk(int chunk) {
    int count = Math.min(SeriesChunk.SIZE, size - chunk * SeriesChunk.SIZE);
    return index.part(chunks[chunk], SeriesChunk.class, in -> SeriesChunk.decode(in, count));
  }

  /** The values of a label; null when no series has it. */
  @Nullable NameIndex values(String name) {
    int found = Arrays.binarySearch(names, name, Utf8Order::compare);
    return found < 0 ? null : values(found);
  }

  /** The values of the label name with a number. */
  NameIndex values(int name) {
    if (name >= names.length) {
      throw BlockFormat.corrupt("there is no label name " + name);
    }
    return index.part(nameRefs[name], NameIndex.class, in -> NameIndex.decode(in, index, size));
  }

  /** Number of label names. */
  int nameCount() {
    return names.length;
  }

  /** The label name with a number. */
  String name(int name) {
    if (name >= names.length) {
      throw BlockFormat.corrupt("there is no label name " + name);
    }
    return names[name];
  }

  /** The series that fit all matchers; belongs to the caller. */
  RoaringBitmap select(List<Matcher> matchers) {
    return new SeriesSelection(index, this).select(matchers);
  }

  /**
   * Adds the label names of the series.
   *
   * @param within the series that count; null for all
   */
  void collectNames(@Nullable RoaringBitmap within, Collection<String> out) {
    for (int i = 0; i < names.length; i++) {
      if (within == null || isAny(values(i), within)) {
        out.add(names[i]);
      }
    }
  }

  private static boolean isAny(NameIndex values, RoaringBitmap within) {
    boolean[] found = new boolean[1];
    values.forEach(
        "",
        (number, _) -> {
          found[0] = RoaringBitmap.intersects(values.postings(number), within);
          return !found[0];
        });
    return found[0];
  }

  /**
   * Adds the values of a label of the series.
   *
   * @param within the series that count; null for all
   */
  void collectValues(String name, @Nullable RoaringBitmap within, Collection<String> out) {
    NameIndex values = values(name);
    if (values != null) {
      values.forEach(
          "",
          (number, value) -> {
            if (within == null || RoaringBitmap.intersects(values.postings(number), within)) {
              out.add(value);
            }
            return true;
          });
    }
  }

  @Override
  public long sizeBytes() {
    return 8L * chunks.length + 80L * names.length + 100;
  }
}
