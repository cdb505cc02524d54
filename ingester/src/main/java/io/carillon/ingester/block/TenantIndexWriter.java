package io.carillon.ingester.block;

import io.carillon.common.bytes.ByteReader;
import io.carillon.common.bytes.ByteWriter;
import io.carillon.common.labels.Labels;
import io.carillon.common.labels.Utf8Order;
import io.carillon.common.tenant.TenantId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The index of one tenant while a block is written. Keeps about ten bytes a series, each value
 * once, and for a moment at the end up to {@link #MAX_PAIRS} postings. One thread.
 */
final class TenantIndexWriter {
  /** Postings that are gathered in one pass over the series: 16 MiB. */
  private static final int MAX_PAIRS = 4 << 20;

  private final TenantId tenant;
  private final Map<String, Integer> nameNumbers = new HashMap<>();
  private final List<String> names = new ArrayList<>();
  private final List<NameWriter> writers = new ArrayList<>();
  private final ByteWriter rows = new ByteWriter(1024);
  private final SeriesChunk.PlaceWriter places = new SeriesChunk.PlaceWriter();
  private Labels previous = Labels.EMPTY;
  private LabelRow previousRow = new LabelRow();
  private LabelRow row = new LabelRow();
  private int size;

  TenantIndexWriter(TenantId tenant) {
    this.tenant = tenant;
  }

  TenantId tenant() {
    return tenant;
  }

  /** Adds the labels of the next series. */
  void addLabels(Labels labels) {
    row.start(labels.size());
    for (int i = 0; i < labels.size(); i++) {
      boolean isSameName = i < previous.size() && labels.name(i).equals(previous.name(i));
      int name = isSameName ? previousRow.name(i) : nameNumber(labels.name(i));
      boolean isSame = isSameName && labels.value(i).equals(previous.value(i));
      NameWriter writer = writers.get(name);
      int value = isSame ? previousRow.value(i) : writer.number(labels.value(i));
      writer.count(value);
      row.set(i, name, value);
    }
    row.write(previousRow, rows);
    LabelRow spare = previousRow;
    previousRow = row;
    row = spare;
    previous = labels;
    size++;
  }

  /** Adds the place of the next series; the series come in the same order as their labels. */
  void addPlace(long pageOffset, int offset, int length, int vector) {
    places.add(pageOffset, offset, length, vector);
  }

  private int nameNumber(String name) {
    Integer known = nameNumbers.get(name);
    if (known != null) {
      return known;
    }
    nameNumbers.put(name, names.size());
    names.add(name);
    writers.add(new NameWriter());
    return names.size() - 1;
  }

  /** Writes the index. Gives where its root is. */
  long write(PartWriter parts) throws IOException {
    writers.forEach(NameWriter::sort);
    List<Integer> order = new ArrayList<>(nameNumbers.values());
    order.sort(Comparator.comparing(names::get, Utf8Order::compare));
    int[] nameRanks = new int[names.size()];
    for (int rank = 0; rank < nameRanks.length; rank++) {
      nameRanks[order.get(rank)] = rank;
    }
    long[] chunks = writeChunks(nameRanks, parts);
    long[] nameRefs = writeNames(order, parts);
    ByteWriter root = new ByteWriter(1024).putUvarint(size);
    PartRef.putAll(chunks, root);
    root.putUvarint(nameRefs.length);
    for (int rank = 0; rank < nameRefs.length; rank++) {
      root.putString(names.get(order.get(rank)));
      PartRef.put(nameRefs[rank], root);
    }
    return parts.add(root);
  }

  private long[] writeChunks(int[] nameRanks, PartWriter parts) throws IOException {
    long[] chunks = new long[Math.ceilDiv(size, SeriesChunk.SIZE)];
    ByteReader in = new ByteReader(rows.array(), 0, rows.size());
    LabelRow read = new LabelRow();
    ByteWriter part = new ByteWriter(4096);
    for (int chunk = 0; chunk < chunks.length; chunk++) {
      part.clear();
      LabelRow before = new LabelRow();
      LabelRow ranked = new LabelRow();
      int count = Math.min(SeriesChunk.SIZE, size - chunk * SeriesChunk.SIZE);
      for (int i = 0; i < count; i++) {
        read.readNext(in);
        ranked.start(read.size());
        for (int j = 0; j < read.size(); j++) {
          int name = read.name(j);
          ranked.set(j, nameRanks[name], writers.get(name).rank(read.value(j)));
        }
        ranked.write(before, part);
        before.copy(ranked);
      }
      places.copyChunk(chunk, part);
      chunks[chunk] = parts.add(part);
    }
    return chunks;
  }

  private long[] writeNames(List<Integer> order, PartWriter parts) throws IOException {
    long[] refs = new long[order.size()];
    int from = 0;
    while (from < refs.length) {
      int to = from;
      long pairs = 0;
      boolean[] isChosen = new boolean[refs.length];
      while (to < refs.length && (to == from || pairs < MAX_PAIRS)) {
        pairs += writers.get(order.get(to)).pairCount();
        isChosen[order.get(to)] = true;
        to++;
      }
      gatherPostings(isChosen);
      for (int rank = from; rank < to; rank++) {
        refs[rank] = writers.get(order.get(rank)).write(parts);
      }
      from = to;
    }
    return refs;
  }

  private void gatherPostings(boolean[] isChosen) {
    for (int name = 0; name < isChosen.length; name++) {
      if (isChosen[name]) {
        writers.get(name).startPostings();
      }
    }
    ByteReader in = new ByteReader(rows.array(), 0, rows.size());
    LabelRow read = new LabelRow();
    for (int ordinal = 0; ordinal < size; ordinal++) {
      read.readNext(in);
      for (int j = 0; j < read.size(); j++) {
        if (isChosen[read.name(j)]) {
          writers.get(read.name(j)).addPosting(read.value(j), ordinal);
        }
      }
    }
  }
}
