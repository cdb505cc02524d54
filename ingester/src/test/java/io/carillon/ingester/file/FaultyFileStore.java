package io.carillon.ingester.file;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A file system in memory that does what disks do on their worst day: {@link #crash} loses unsynced
 * bytes and names, keeps parts of them, or keeps later ones and loses earlier ones; calls fail on
 * demand; space runs out in the middle of a write. Thread-safe.
 */
public final class FaultyFileStore implements FileStore {
  private static final int SECTOR_BYTES = 512;

  /** Content of a file, whatever names it has. */
  private static final class Node {
    byte[] content = new byte[256];
    int size;
    int durableSize;

    void append(byte[] bytes, int offset, int length) {
      if (size + length > content.length) {
        content = Arrays.copyOf(content, Math.max(content.length * 2, size + length));
      }
      System.arraycopy(bytes, offset, content, size, length);
      size += length;
    }
  }

  /** A change of a name that is not durable yet; a null node takes the name away. */
  private record Change(Path path, @Nullable Node node) {}

  private final TreeMap<Path, Node> names = new TreeMap<>();
  private final TreeMap<Path, Node> durableNames = new TreeMap<>();

  /** By directory, in order; changes of one list entry happen together. */
  private final Map<Path, List<List<Change>>> pending = new HashMap<>();

  private long capacityBytes = Long.MAX_VALUE;
  private long callsUntilFailure = Long.MAX_VALUE;
  private boolean failsForGood;
  private boolean crashed;
  private long calls;
  private @Nullable Runnable beforeSync;
  private long syncs;

  /** Space for all files together. */
  public synchronized void setCapacityBytes(long bytes) {
    capacityBytes = bytes;
  }

  /** Bytes of all files. */
  public synchronized long usedBytes() {
    return names.values().stream().distinct().mapToLong(node -> node.size).sum();
  }

  /**
   * Lets a later call that changes anything fail.
   *
   * @param calls 1 for the next one
   * @param forGood whether all after it fail as well
   */
  public synchronized void failCall(long calls, boolean forGood) {
    callsUntilFailure = calls;
    failsForGood = forGood;
  }

  /** Calls so far that change anything. */
  public synchronized long calls() {
    return calls;
  }

  /** Calls of {@link AppendFile#sync} that succeeded. */
  public synchronized long syncs() {
    return syncs;
  }

  /** Runs before each sync of a file, outside of the lock. */
  public synchronized void beforeSync(@Nullable Runnable action) {
    beforeSync = action;
  }

  /** Power goes: this store fails from now on; what the disk has is in the one that is returned. */
  public synchronized FaultyFileStore crash(RandomGenerator random) {
    crashed = true;
    pending.forEach(
        (_, changes) -> {
          int survivors = random.nextInt(changes.size() + 1);
          changes.subList(0, survivors).forEach(this::applyDurably);
        });
    FaultyFileStore image = new FaultyFileStore();
    Map<Node, Node> copies = new HashMap<>();
    durableNames.forEach(
        (path, node) -> {
          Node copy = copies.computeIfAbsent(node, n -> survivor(n, random));
          image.names.put(path, copy);
          image.durableNames.put(path, copy);
        });
    return image;
  }

  /** The process is killed: this store fails from now on, nothing is lost. */
  public synchronized FaultyFileStore kill() {
    crashed = true;
    FaultyFileStore image = new FaultyFileStore();
    names.forEach(
        (path, node) -> {
          Node copy = new Node();
          copy.append(node.content, 0, node.size);
          copy.durableSize = node.size;
          image.names.put(path, copy);
          image.durableNames.put(path, copy);
        });
    return image;
  }

  /** The content of a file, to look at. */
  public synchronized byte[] content(Path file) {
    Node node = Objects.requireNonNull(names.get(file), file.toString());
    return Arrays.copyOf(node.content, node.size);
  }

  /** Changes the content of a file behind everybody's back, durably. */
  public synchronized void setContent(Path file, byte[] content) {
    Node node = new Node();
    node.append(content, 0, content.length);
    node.durableSize = content.length;
    names.put(file, node);
    durableNames.put(file, node);
  }

  /** All files that there are. */
  public synchronized List<Path> allFiles() {
    return List.copyOf(names.keySet());
  }

  /** Takes a file away behind everybody's back, durably. */
  public synchronized void remove(Path file) {
    names.remove(file);
    durableNames.remove(file);
  }

  private static Node survivor(Node node, RandomGenerator random) {
    Node copy = new Node();
    copy.append(node.content, 0, node.durableSize);
    int unsynced = node.size - node.durableSize;
    if (unsynced > 0) {
      int kept = random.nextInt(unsynced + 1);
      byte[] tail = Arrays.copyOfRange(node.content, node.durableSize, node.durableSize + kept);
      if (random.nextInt(3) == 0) {
        // Later sectors reached the disk, earlier ones did not.
        int hole = random.nextInt(kept + 1);
        Arrays.fill(tail, hole, Math.min(kept, hole + SECTOR_BYTES), (byte) 0);
      }
      copy.append(tail, 0, tail.length);
    }
    copy.durableSize = copy.size;
    return copy;
  }

  private void applyDurably(List<Change> changes) {
    for (Change change : changes) {
      if (change.node() == null) {
        durableNames.remove(change.path());
      } else {
        durableNames.put(change.path(), change.node());
      }
    }
  }

  private void change(Path directory, Change... changes) {
    pending.computeIfAbsent(directory, _ -> new ArrayList<>()).add(List.of(changes));
    for (Change change : changes) {
      if (change.node() == null) {
        names.remove(change.path());
      } else {
        names.put(change.path(), change.node());
      }
    }
  }

  private static Path directory(Path file) {
    return Objects.requireNonNull(file.getParent());
  }

  private void mayFail() throws IOException {
    if (crashed) {
      throw new IOException("the machine is off");
    }
    calls++;
    callsUntilFailure--;
    if (callsUntilFailure == 0 || (callsUntilFailure < 0 && failsForGood)) {
      throw new IOException("injected failure of call " + calls);
    }
  }

  @Override
  public void createDirectories(Path directory) {}

  @Override
  public synchronized List<String> list(Path directory) {
    return names.keySet().stream()
        .filter(path -> directory.equals(path.getParent()))
        .map(path -> path.getFileName().toString())
        .sorted()
        .toList();
  }

  @Override
  public synchronized boolean exists(Path file) {
    return names.containsKey(file);
  }

  @Override
  public synchronized AppendFile create(Path file) throws IOException {
    mayFail();
    if (usedBytes() >= capacityBytes) {
      throw new DiskFullException("full", null);
    }
    Node node = new Node();
    change(directory(file), new Change(file, node));
    return new MemoryAppendFile(node);
  }

  @Override
  public synchronized ReadableFile open(Path file) throws IOException {
    Node node = names.get(file);
    if (node == null) {
      throw new NoSuchFileException(file.toString());
    }
    return new MemoryReadableFile(node);
  }

  @Override
  public synchronized void truncate(Path file, long sizeBytes) throws IOException {
    mayFail();
    Node node = Objects.requireNonNull(names.get(file));
    node.size = (int) Math.min(node.size, sizeBytes);
    node.durableSize = node.size;
  }

  @Override
  public synchronized void rename(Path source, Path target) throws IOException {
    mayFail();
    Node node = names.get(source);
    if (node == null) {
      throw new NoSuchFileException(source.toString());
    }
    if (directory(source).equals(directory(target))) {
      change(directory(source), new Change(source, null), new Change(target, node));
    } else {
      change(directory(target), new Change(target, node));
      change(directory(source), new Change(source, null));
    }
  }

  @Override
  public synchronized void delete(Path file) throws IOException {
    mayFail();
    if (names.containsKey(file)) {
      change(directory(file), new Change(file, null));
    }
  }

  @Override
  public synchronized void syncDirectory(Path directory) throws IOException {
    mayFail();
    List<List<Change>> changes = pending.remove(directory);
    if (changes != null) {
      changes.forEach(this::applyDurably);
    }
  }

  @Override
  public synchronized long usableBytes(Path directory) {
    return Math.max(0, capacityBytes - usedBytes());
  }

  private final class MemoryAppendFile implements AppendFile {
    private final Node node;

    MemoryAppendFile(Node node) {
      this.node = node;
    }

    @Override
    public void write(ByteBuffer bytes) throws IOException {
      synchronized (FaultyFileStore.this) {
        byte[] content = new byte[bytes.remaining()];
        bytes.get(content);
        try {
          mayFail();
        } catch (IOException e) {
          // A write that fails may have written anything.
          node.append(content, 0, content.length / 2);
          throw e;
        }
        long free = capacityBytes - usedBytes();
        if (content.length > free) {
          node.append(content, 0, (int) Math.max(0, free));
          throw new DiskFullException("full", null);
        }
        node.append(content, 0, content.length);
      }
    }

    @Override
    public void sync() throws IOException {
      Runnable action;
      int size;
      synchronized (FaultyFileStore.this) {
        action = beforeSync;
        size = node.size;
      }
      if (action != null) {
        action.run();
      }
      synchronized (FaultyFileStore.this) {
        mayFail();
        node.durableSize = Math.max(node.durableSize, size);
        syncs++;
      }
    }

    @Override
    public void truncate(long sizeBytes) throws IOException {
      synchronized (FaultyFileStore.this) {
        mayFail();
        node.size = (int) sizeBytes;
        node.durableSize = Math.min(node.durableSize, node.size);
      }
    }

    @Override
    public long sizeBytes() {
      synchronized (FaultyFileStore.this) {
        return node.size;
      }
    }

    @Override
    public void close() {}
  }

  private final class MemoryReadableFile implements ReadableFile {
    private final Node node;

    MemoryReadableFile(Node node) {
      this.node = node;
    }

    @Override
    public long sizeBytes() {
      synchronized (FaultyFileStore.this) {
        return node.size;
      }
    }

    @Override
    public void read(long position, byte[] target, int offset, int length) throws IOException {
      synchronized (FaultyFileStore.this) {
        if (position + length > node.size) {
          throw new EOFException();
        }
        System.arraycopy(node.content, (int) position, target, offset, length);
      }
    }

    @Override
    public void close() {}
  }
}
