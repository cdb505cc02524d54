package io.carillon.ingester.block;

import io.carillon.common.bytes.ByteReader;
import io.carillon.common.labels.Utf8Order;
import java.util.Arrays;
import org.roaringbitmap.RoaringBitmap;

/** The sorted values of a label name with the series that have them, read as they are needed. */
final class NameIndex implements CachedPart {
  /** Told about values in order. */
  @FunctionalInterface
  interface ValueAction {
    /** Gives whether to go on. */
    boolean accept(int number, String value);
  }

  private final BlockIndex index;
  private final int seriesCount;

  /** Number of the first value of each chunk, and at last the number of all values. */
  private final int[] starts;

  private final String[] firstValues;
  private final long[] valueRefs;
  private final long[] postingRefs;

  private NameIndex(BlockIndex index, int seriesCount, int chunkCount) {
    this.index = index;
    this.seriesCount = seriesCount;
    starts = new int[chunkCount + 1];
    firstValues = new String[chunkCount];
    valueRefs = new long[chunkCount];
    postingRefs = new long[chunkCount];
  }

  static NameIndex decode(ByteReader in, BlockIndex index, int seriesCount) {
    NameIndex names = new NameIndex(index, seriesCount, in.readCount(6));
    for (int i = 0; i < names.firstValues.length; i++) {
      names.starts[i + 1] = Math.addExact(names.starts[i], PartRef.readInt(in));
      names.firstValues[i] = in.readString();
      names.valueRefs[i] = PartRef.read(in);
      names.postingRefs[i] = PartRef.read(in);
    }
    return names;
  }

  /** Number of values. */
  int size() {
    return starts[starts.length - 1];
  }

  /** Number of a value; negative when it is not there. */
  int find(String value) {
    int chunk = chunkOf(value);
    int i = chunk < 0 ? -1 : values(chunk).find(value);
    return i < 0 ? -1 : starts[chunk] + i;
  }

  /** The series with a value; not to be changed. */
  RoaringBitmap postings(int number) {
    int chunk = chunkOf(number);
    int count = starts[chunk + 1] - starts[chunk];
    PostingsChunk postings =
        index.part(
            postingRefs[chunk],
            PostingsChunk.class,
            in -> PostingsChunk.decode(in, count, seriesCount));
    return postings.list(number - starts[chunk]);
  }

  /** Tells about the values that start with something, in order. */
  void forEach(String prefix, ValueAction action) {
    for (int chunk = Math.max(0, chunkOf(prefix)); chunk < firstValues.length; chunk++) {
      ValueChunk values = values(chunk);
      for (int i = 0; i < values.size(); i++) {
        String value = values.value(i);
        if (value.startsWith(prefix)) {
          if (!action.accept(starts[chunk] + i, value)) {
            return;
          }
        } else if (Utf8Order.compare(value, prefix) > 0) {
          return;
        }
      }
    }
  }

  /** The values of a chunk. */
  ValueChunk values(int chunk) {
    int count = starts[chunk + 1] - starts[chunk];
    return index.part(
        valueRefs[chunk], ValueChunk.class, in -> ValueChunk.decode(in, count, index.strings()));
  }

  /** Number of the first value of a chunk. */
  int start(int chunk) {
    return starts[chunk];
  }

  /** The only chunk that may have a value; -1 when it lies before the first. */
  private int chunkOf(String value) {
    int found = Arrays.binarySearch(firstValues, value, Utf8Order::compare);
    return found >= 0 ? found : -found - 2;
  }

  /** The chunk that has the value with a number. */
  int chunkOf(int number) {
    if (number >= size()) {
      throw BlockFormat.corrupt("a label has no value " + number);
    }
    int found = Arrays.binarySearch(starts, number);
    return found >= 0 ? found : -found - 2;
  }

  @Override
  public long sizeBytes() {
    return firstValues.length * 140L + 64;
  }
}
