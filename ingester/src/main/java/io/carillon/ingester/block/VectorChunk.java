package io.carillon.ingester.block;

import io.carillon.common.bytes.ByteReader;
import io.carillon.common.bytes.ByteWriter;
import io.carillon.common.error.CarillonException;

/** Where some timestamp vectors are and what span of time they cover. Immutable. */
final class VectorChunk implements CachedPart {
  /** Vectors of a chunk; only the last chunk of a block has fewer. */
  static final int SIZE = 256;

  /** Memory of a vector in a chunk. */
  private static final long VECTOR_BYTES = 96;

  /**
   * A vector.
   *
   * @param pageOffset of its page in the file
   * @param offset in the page
   * @param length bytes in the page
   * @param count timestamps
   * @param maxGapMs longest time between two neighbours
   */
  record Vector(
      long pageOffset, int offset, int length, int count, long minMs, long maxMs, long maxGapMs) {

    static Vector of(long[] timestampsMs, int offset, int length) {
      long maxGapMs = 0;
      for (int i = 1; i < timestampsMs.length; i++) {
        maxGapMs = Math.max(maxGapMs, timestampsMs[i] - timestampsMs[i - 1]);
      }
      int count = timestampsMs.length;
      return new Vector(
          0, offset, length, count, timestampsMs[0], timestampsMs[count - 1], maxGapMs);
    }

    boolean overlaps(long fromMs, long toMs) {
      return minMs <= toMs && fromMs <= maxMs;
    }

    /** Whether there must be a timestamp in a range that overlaps. */
    boolean surelyHas(long fromMs, long toMs) {
      boolean hasEnd = fromMs <= minMs || maxMs <= toMs;
      // Spans of time beyond a long count as short.
      return hasEnd || (maxGapMs >= 0 && toMs - fromMs >= 0 && toMs - fromMs >= maxGapMs - 1);
    }
  }

  /** Packs a chunk: a row for each vector, most numbers as differences to the row before. */
  static final class Encoder {
    private final ByteWriter out = new ByteWriter(SIZE * 8);
    private long pageOffset;
    private Vector previous = new Vector(0, 0, 0, 0, 0, 0, 0);
    private int size;

    void add(Vector vector, long vectorPageOffset) {
      out.putUvarint(vectorPageOffset - pageOffset);
      if (size == 0) {
        out.putUvarint(vector.offset());
      }
      out.putUvarint(vector.length()).putVarint(vector.count() - previous.count());
      out.putVarint(vector.minMs() - previous.minMs());
      out.putVarint(vector.maxMs() - vector.minMs() - (previous.maxMs() - previous.minMs()));
      out.putVarint(vector.maxGapMs() - previous.maxGapMs());
      pageOffset = vectorPageOffset;
      previous = vector;
      size++;
    }

    int size() {
      return size;
    }

    ByteWriter bytes() {
      return out;
    }
  }

  private final Vector[] vectors;

  private VectorChunk(Vector[] vectors) {
    this.vectors = vectors;
  }

  /**
   * Unpacks a chunk; it ends where the next part of the page begins.
   *
   * @throws CarillonException with CORRUPTION when the bytes are none
   */
  static VectorChunk decode(ByteReader in, int count) {
    Vector[] vectors = new Vector[count];
    Vector previous = new Vector(0, 0, 0, 0, 0, 0, 0);
    for (int i = 0; i < count; i++) {
      previous = next(in, previous, i == 0);
      vectors[i] = previous;
    }
    return new VectorChunk(vectors);
  }

  private static Vector next(ByteReader in, Vector previous, boolean isFirst) {
    long advance = in.readUvarint();
    int sameOffset = advance == 0 ? previous.offset() + previous.length() : 0;
    int offset = isFirst ? PartRef.readInt(in) : sameOffset;
    int length = PartRef.readInt(in);
    long count = previous.count() + in.readVarint();
    long minMs = previous.minMs() + in.readVarint();
    long maxMs = minMs + in.readVarint() + (previous.maxMs() - previous.minMs());
    long maxGapMs = previous.maxGapMs() + in.readVarint();
    if (count < 1 || count > Integer.MAX_VALUE) {
      throw BlockFormat.corrupt("timestamp vector of " + count);
    }
    return new Vector(
        previous.pageOffset() + advance, offset, length, (int) count, minMs, maxMs, maxGapMs);
  }

  @Override
  public long sizeBytes() {
    return vectors.length * VECTOR_BYTES;
  }

  /** A vector; CORRUPTION when there is none. */
  Vector vector(int i) {
    if (i >= vectors.length) {
      throw BlockFormat.corrupt("there is no timestamp vector " + i + " of its chunk");
    }
    return vectors[i];
  }
}
