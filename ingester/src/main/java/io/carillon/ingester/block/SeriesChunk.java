package io.carillon.ingester.block;

import io.carillon.common.bytes.ByteReader;
import io.carillon.common.bytes.ByteWriter;
import io.carillon.common.labels.Labels;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Labels and places of some neighbouring series of a tenant. Labels are made when they are asked
 * for. Thread-safe.
 */
final class SeriesChunk implements CachedPart {
  /** Series of a chunk; only the last chunk of a tenant has fewer. */
  static final int SIZE = 256;

  /** Memory of a series without its labels. */
  private static final long SERIES_BYTES = 120;

  /** Turns numbers of a name and one of its values into text. */
  interface Symbols {
    String name(int name);

    String value(int name, int value);
  }

  /**
   * Where the values of a series are.
   *
   * @param pageOffset of the page in the file
   * @param offset in the page
   * @param length bytes in the page
   * @param vector number of the timestamp vector
   */
  record Place(long pageOffset, int offset, int length, int vector) {}

  /** Packs the places of a tenant's series, chunk by chunk: most numbers as differences. */
  static final class PlaceWriter {
    private final ByteWriter out = new ByteWriter(1024);
    private int[] chunkStarts = new int[4];
    private int size;
    private long pageOffset;
    private int vector;

    void add(long newPageOffset, int offset, int length, int newVector) {
      boolean isFirst = size % SIZE == 0;
      if (isFirst) {
        startChunk();
      }
      out.putUvarint(newPageOffset - pageOffset);
      if (isFirst) {
        out.putUvarint(offset);
      }
      out.putUvarint(length).putVarint((long) newVector - vector);
      pageOffset = newPageOffset;
      vector = newVector;
      size++;
    }

    private void startChunk() {
      int chunk = size / SIZE;
      if (chunk == chunkStarts.length) {
        chunkStarts = Arrays.copyOf(chunkStarts, chunk * 2);
      }
      chunkStarts[chunk] = out.size();
      pageOffset = 0;
      vector = 0;
    }

    /** Appends a chunk to something else. */
    void copyChunk(int chunk, ByteWriter target) {
      int from = chunkStarts[chunk];
      int to = (chunk + 1) * SIZE < size ? chunkStarts[chunk + 1] : out.size();
      target.putBytes(out.array(), from, to - from);
    }
  }

  private final int[] rowStarts;
  private final int[] pairs;
  private final Place[] places;
  private final @Nullable Labels[] made;

  private SeriesChunk(int[] rowStarts, int[] pairs, Place[] places) {
    this.rowStarts = rowStarts;
    this.pairs = pairs;
    this.places = places;
    made = new Labels[places.length];
  }

  /**
   * Unpacks a chunk.
   *
   * @throws io.carillon.common.error.CarillonException with CORRUPTION when the bytes are none
   */
  static SeriesChunk decode(ByteReader in, int count) {
    int[] rowStarts = new int[count + 1];
    int[] pairs = new int[count * 16];
    LabelRow row = new LabelRow();
    for (int i = 0; i < count; i++) {
      row.readNext(in);
      int at = rowStarts[i];
      int end = at + 2 * row.size();
      if (end > pairs.length) {
        pairs = Arrays.copyOf(pairs, Math.max(end, 2 * pairs.length));
      }
      for (int j = 0; j < row.size(); j++) {
        pairs[at + 2 * j] = row.name(j);
        pairs[at + 2 * j + 1] = row.value(j);
      }
      rowStarts[i + 1] = end;
    }
    return new SeriesChunk(rowStarts, pairs, decodePlaces(in, count));
  }

  private static Place[] decodePlaces(ByteReader in, int count) {
    Place[] places = new Place[count];
    Place previous = new Place(0, 0, 0, 0);
    for (int i = 0; i < count; i++) {
      long advance = in.readUvarint();
      int sameOffset = advance == 0 ? Math.addExact(previous.offset(), previous.length()) : 0;
      int offset = i == 0 ? PartRef.readInt(in) : sameOffset;
      int length = PartRef.readInt(in);
      long vector = previous.vector() + in.readVarint();
      if (vector < 0 || vector > Integer.MAX_VALUE) {
        throw BlockFormat.corrupt("number " + vector + " of a timestamp vector is impossible");
      }
      previous = new Place(previous.pageOffset() + advance, offset, length, (int) vector);
      places[i] = previous;
    }
    return places;
  }

  Place place(int i) {
    return places[i];
  }

  Labels labels(int i, Symbols symbols) {
    Labels labels = made[i];
    if (labels == null) {
      labels = makeLabels(symbols, rowStarts[i], rowStarts[i + 1]);
      made[i] = labels; // Whoever makes it, it is the same.
    }
    return labels;
  }

  private Labels makeLabels(Symbols symbols, int from, int to) {
    String[] texts = new String[to - from];
    for (int i = from; i < to; i += 2) {
      texts[i - from] = symbols.name(pairs[i]);
      texts[i - from + 1] = symbols.value(pairs[i], pairs[i + 1]);
    }
    try {
      return Labels.ofSorted(Arrays.asList(texts));
    } catch (IllegalArgumentException e) {
      throw BlockFormat.corrupt("labels of a series: " + e.getMessage());
    }
  }

  @Override
  public long sizeBytes() {
    return places.length * SERIES_BYTES + 12L * pairs.length;
  }
}
