package io.carillon.ingester.block;

import io.carillon.common.bytes.ByteReader;
import org.roaringbitmap.RoaringBitmap;

/** The postings of some neighbouring values of a label. Nobody changes them. */
final class PostingsChunk implements CachedPart {
  private final RoaringBitmap[] lists;
  private final long sizeBytes;

  private PostingsChunk(RoaringBitmap[] lists, long sizeBytes) {
    this.lists = lists;
    this.sizeBytes = sizeBytes;
  }

  /**
   * Unpacks a chunk.
   *
   * @param count number of values
   * @param limit above all ordinals
   */
  static PostingsChunk decode(ByteReader in, int count, int limit) {
    RoaringBitmap[] lists = new RoaringBitmap[count];
    Postings.Decoder decoder = new Postings.Decoder(in, limit);
    long sizeBytes = 0;
    for (int i = 0; i < count; i++) {
      lists[i] = decoder.next();
      sizeBytes += lists[i].getLongSizeInBytes() + 120;
    }
    return new PostingsChunk(lists, sizeBytes);
  }

  /** Not to be changed. */
  RoaringBitmap list(int i) {
    return lists[i];
  }

  @Override
  public long sizeBytes() {
    return sizeBytes;
  }
}
