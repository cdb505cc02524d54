package io.carillon.ingester.block;

import io.carillon.common.bytes.ByteWriter;
import io.carillon.common.labels.Utf8Order;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * The values of one label name of a tenant while a block is written: numbered as they come, sorted
 * in the end, then written with their postings. One thread.
 */
final class NameWriter {
  /** A lookup unpacks this much at most, unless one value has more. */
  private static final int MAX_CHUNK_VALUES = 256;

  private static final int MAX_CHUNK_BYTES = 16 << 10;

  private final Map<String, Integer> numbers = new HashMap<>();
  private String[] values = new String[4];
  private int[] counts = new int[4];
  private int size;

  /** For each value the one that came after it the last time: series come in cycles. */
  private int[] successors = new int[4];

  private int last;

  /** Sorted position of each value; empty until {@link #sort}. */
  private int[] ranks = new int[0];

  /** Ordinals of the series with each value, in sorted order; then where the next goes. */
  private int[] ordinals = new int[0];

  private int[] ends = new int[0];
  private long pairCount;

  /** Number of a value, in the order of the first use. */
  int number(String value) {
    int guess = successors[last];
    if (!value.equals(values[guess])) {
      Integer known = numbers.get(value);
      guess = known == null ? add(value) : known;
      successors[last] = guess;
    }
    last = guess;
    return guess;
  }

  private int add(String value) {
    if (size == values.length) {
      values = Arrays.copyOf(values, size * 2);
      counts = Arrays.copyOf(counts, size * 2);
      successors = Arrays.copyOf(successors, size * 2);
    }
    numbers.put(value, size);
    values[size] = value;
    return size++;
  }

  /** Counts a series that has a value. */
  void count(int number) {
    counts[number]++;
    pairCount++;
  }

  /** Series with this label. */
  long pairCount() {
    return pairCount;
  }

  /** Ends the numbering. */
  void sort() {
    numbers.clear();
    String[] unsorted = values;
    int[] unsortedCounts = counts;
    Integer[] order = new Integer[size];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, (a, b) -> Utf8Order.compare(unsorted[a], unsorted[b]));
    ranks = new int[size];
    values = new String[size];
    counts = new int[size];
    for (int rank = 0; rank < size; rank++) {
      ranks[order[rank]] = rank;
      values[rank] = unsorted[order[rank]];
      counts[rank] = unsortedCounts[order[rank]];
    }
  }

  /** Sorted position of a numbered value. */
  int rank(int number) {
    return ranks[number];
  }

  /** Makes room for the postings. */
  void startPostings() {
    ordinals = new int[Math.toIntExact(pairCount)];
    ends = new int[size];
    for (int i = 1; i < ends.length; i++) {
      ends[i] = ends[i - 1] + counts[i - 1];
    }
  }

  /** Adds a series, in order, to the postings of a numbered value. */
  void addPosting(int number, int ordinal) {
    ordinals[ends[ranks[number]]++] = ordinal;
  }

  /** Writes values and postings and lets the postings go. Gives where the label's part is. */
  long write(PartWriter parts) throws IOException {
    ByteWriter part = new ByteWriter(256);
    int chunkCount = 0;
    for (int from = 0; from < size; chunkCount++) {
      from = writeChunk(from, parts, part);
    }
    ByteWriter whole = new ByteWriter(part.size() + 16).putUvarint(chunkCount);
    whole.putBytes(part.array(), 0, part.size());
    ordinals = new int[0];
    return parts.add(whole);
  }

  private int writeChunk(int from, PartWriter parts, ByteWriter part) throws IOException {
    ValueChunk.Encoder texts = new ValueChunk.Encoder();
    Postings.Encoder lists = new Postings.Encoder();
    ByteWriter postings = new ByteWriter(4096);
    int i = from;
    while (i < size
        && texts.size() < MAX_CHUNK_VALUES
        && texts.bytes().size() < MAX_CHUNK_BYTES
        && postings.size() < MAX_CHUNK_BYTES) {
      texts.add(values[i]);
      lists.write(ordinals, ends[i] - counts[i], ends[i], postings);
      i++;
    }
    part.putUvarint(i - from).putString(values[from]);
    PartRef.put(parts.add(texts.bytes()), part);
    PartRef.put(parts.add(postings), part);
    return i;
  }
}
