package io.carillon.ingester.block;

import io.carillon.common.bytes.ByteReader;
import io.carillon.common.bytes.ByteWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.roaringbitmap.RoaringBitmap;
import org.roaringbitmap.RoaringBitmapWriter;

/**
 * Lists of ascending ordinals, several in a row.
 *
 * <pre>
 * list      uvarint 2 * count + 1 if it is a bitmap
 *           count 1: varint ordinal minus the first one of the list before
 *           differences: uvarint length, varint as above, then count - 1 uvarint differences less 1
 *           bitmap: uvarint length, serialized Roaring bitmap
 * </pre>
 */
final class Postings {
  /** Differences pack far better than bitmaps do, so they may be this many times as long. */
  private static final int BITMAP_FACTOR = 2;

  private Postings() {}

  /** Writes lists one after the other. One thread. */
  static final class Encoder {
    private final ByteWriter list = new ByteWriter(1024);
    private long previousFirst;

    /** Appends the ordinals in a part of an array, at least one. */
    void write(int[] ordinals, int from, int to, ByteWriter out) {
      int count = to - from;
      long first = ordinals[from];
      if (count == 1) {
        out.putUvarint(2).putVarint(first - previousFirst);
        previousFirst = first;
        return;
      }
      list.clear();
      list.putVarint(first - previousFirst);
      for (int i = from + 1; i < to; i++) {
        list.putUvarint(ordinals[i] - ordinals[i - 1] - 1L);
      }
      if (count > 16) {
        RoaringBitmap bitmap = new RoaringBitmap();
        bitmap.addN(ordinals, from, count);
        bitmap.runOptimize();
        int sizeBytes = bitmap.serializedSizeInBytes();
        if ((long) sizeBytes * BITMAP_FACTOR < list.size()) {
          byte[] bytes = new byte[sizeBytes];
          bitmap.serialize(ByteBuffer.wrap(bytes));
          out.putUvarint(2L * count + 1).putUvarint(sizeBytes).putBytes(bytes);
          return;
        }
      }
      out.putUvarint(2L * count).putUvarint(list.size()).putBytes(list.array(), 0, list.size());
      previousFirst = first;
    }
  }

  /** Reads lists one after the other. One thread. */
  static final class Decoder {
    private final ByteReader in;
    private final int limit;
    private long previousFirst;

    /**
     * Lists from where a reader is.
     *
     * @param limit above all ordinals
     */
    Decoder(ByteReader in, int limit) {
      this.in = in;
      this.limit = limit;
    }

    /** The next list; its owner is the caller. */
    RoaringBitmap next() {
      long head = in.readUvarint();
      if (head == 2) {
        return RoaringBitmap.bitmapOf(ordinal(previousFirst += in.readVarint()));
      }
      int length = in.readCount(1);
      return (head & 1) != 0 ? bitmap(length) : differences(head >>> 1, length);
    }

    private RoaringBitmap differences(long count, int length) {
      int end = in.position() + length;
      previousFirst += in.readVarint();
      long ordinal = ordinal(previousFirst);
      RoaringBitmapWriter<RoaringBitmap> out =
          RoaringBitmapWriter.writer().runCompress(false).get();
      out.add((int) ordinal);
      for (long left = count - 1; left > 0; left--) {
        ordinal += in.readUvarint() + 1;
        out.add(ordinal(ordinal));
      }
      if (in.position() != end) {
        throw BlockFormat.corrupt("postings are not as long as they say");
      }
      return out.get();
    }

    private RoaringBitmap bitmap(int length) {
      RoaringBitmap bitmap = new RoaringBitmap();
      try {
        bitmap.deserialize(ByteBuffer.wrap(in.readBytes(length)));
      } catch (IOException | RuntimeException e) {
        throw BlockFormat.corrupt("postings are no bitmap: " + e.getMessage());
      }
      if (!bitmap.isEmpty()) {
        int _ = ordinal(bitmap.last() & 0xffffffffL);
      }
      return bitmap;
    }

    private int ordinal(long ordinal) {
      if (ordinal < 0 || ordinal >= limit) {
        throw BlockFormat.corrupt("postings name series " + ordinal + " of " + limit);
      }
      return (int) ordinal;
    }
  }
}
