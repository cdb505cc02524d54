package io.carillon.ingester.file;

import java.io.EOFException;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * Content of a file of a {@link FaultyFileStore}, whatever names it has, and what of it the disk
 * has. Guarded by the store.
 */
final class FaultyNode {
  private static final int SECTOR_BYTES = 512;

  private byte[] content = new byte[256];
  private int size;
  private int durableSize;

  /** By place, what the disk has where durable bytes were overwritten. */
  private final TreeMap<Integer, byte[]> durableSectors = new TreeMap<>();

  /** A file whose content is durable. */
  static FaultyNode of(byte[] content) {
    FaultyNode node = new FaultyNode();
    node.write(0, content, content.length);
    node.durableSize = node.size;
    return node;
  }

  int size() {
    return size;
  }

  byte[] content() {
    return Arrays.copyOf(content, size);
  }

  void read(long position, byte[] target, int offset, int length) throws EOFException {
    if (position + length > size) {
      throw new EOFException();
    }
    System.arraycopy(content, (int) position, target, offset, length);
  }

  void write(long position, byte[] bytes, int length) {
    int start = (int) position;
    int end = start + length;
    if (end > content.length) {
      content = Arrays.copyOf(content, Math.max(content.length * 2, end));
    }
    keepDurableSectors(start, Math.min(end, durableSize));
    System.arraycopy(bytes, 0, content, start, length);
    size = Math.max(size, end);
  }

  void truncate(long sizeBytes) {
    size = (int) Math.min(size, sizeBytes);
    durableSize = Math.min(durableSize, size);
    durableSectors.tailMap(size).clear();
  }

  void allDurable() {
    durableSize = size;
    durableSectors.clear();
  }

  /** Begins a sync; what is written after this call is not part of it. */
  @SuppressWarnings("ReferenceEquality") // A sector that was kept again is another one.
  Runnable sync() {
    int syncedSize = size;
    Map<Integer, byte[]> synced = Map.copyOf(durableSectors);
    return () -> {
      durableSize = Math.max(durableSize, Math.min(size, syncedSize));
      durableSectors.entrySet().removeIf(e -> synced.get(e.getKey()) == e.getValue());
    };
  }

  /** What is left when the power goes. */
  FaultyNode survivor(RandomGenerator random) {
    byte[] durable = Arrays.copyOf(content, durableSize);
    durableSectors.forEach(
        (place, sector) -> {
          if (random.nextBoolean()) {
            System.arraycopy(sector, 0, durable, place, sector.length);
          }
        });
    byte[] tail = survivingTail(random);
    byte[] all = Arrays.copyOf(durable, durable.length + tail.length);
    System.arraycopy(tail, 0, all, durable.length, tail.length);
    return of(all);
  }

  private byte[] survivingTail(RandomGenerator random) {
    int unsynced = size - durableSize;
    if (unsynced == 0) {
      return new byte[0];
    }
    int kept = random.nextInt(unsynced + 1);
    byte[] tail = Arrays.copyOfRange(content, durableSize, durableSize + kept);
    if (random.nextInt(3) == 0) {
      // Later sectors reached the disk, earlier ones did not.
      int hole = random.nextInt(kept + 1);
      Arrays.fill(tail, hole, Math.min(kept, hole + SECTOR_BYTES), (byte) 0);
    }
    return tail;
  }

  private void keepDurableSectors(int start, int end) {
    for (int place = start / SECTOR_BYTES * SECTOR_BYTES; place < end; place += SECTOR_BYTES) {
      int sectorEnd = Math.min(durableSize, place + SECTOR_BYTES);
      if (!durableSectors.containsKey(place)) {
        durableSectors.put(place, Arrays.copyOfRange(content, place, sectorEnd));
      }
    }
  }
}
