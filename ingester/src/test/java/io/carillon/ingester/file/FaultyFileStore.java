package io.carillon.ingester.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
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
  /** A change of a name that is not durable yet; a null node takes the name away. */
  private record Change(Path path, @Nullable FaultyNode node) {}

  private final TreeMap<Path, FaultyNode> names = new TreeMap<>();
  private final TreeMap<Path, FaultyNode> durableNames = new TreeMap<>();

  /** By directory, in order; changes of one list entry happen together. */
  private final Map<Path, List<List<Change>>> pending = new HashMap<>();

  private long capacityBytes = Long.MAX_VALUE;
  private long callsUntilFailure = Long.MAX_VALUE;
  private boolean failsForGood;
  private boolean fixedWritesFail;
  private boolean crashed;
  private long calls;
  private @Nullable Runnable beforeSync;
  private long syncs;

  /** Space for all files together. */
  public synchronized void setCapacityBytes(long bytes) {
    capacityBytes = bytes;
  }

  /**
   * Whether writes to fixed files find no space from now on, as where old data is never changed.
   */
  public synchronized void failFixedWrites(boolean isFull) {
    fixedWritesFail = isFull;
  }

  /** Bytes of all files. */
  public synchronized long usedBytes() {
    return names.values().stream().distinct().mapToLong(node -> node.size()).sum();
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

  /** Calls of {@link AppendFile#sync} and {@link FixedFile#sync} that succeeded. */
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
    Map<FaultyNode, FaultyNode> copies = new HashMap<>();
    durableNames.forEach(
        (path, node) -> {
          FaultyNode copy = copies.computeIfAbsent(node, n -> n.survivor(random));
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
          FaultyNode copy = FaultyNode.of(node.content());
          image.names.put(path, copy);
          image.durableNames.put(path, copy);
        });
    return image;
  }

  /** The content of a file, to look at. */
  public synchronized byte[] content(Path file) {
    FaultyNode node = Objects.requireNonNull(names.get(file), file.toString());
    return node.content();
  }

  /** Changes the content of a file behind everybody's back, durably. */
  public synchronized void setContent(Path file, byte[] content) {
    FaultyNode node = FaultyNode.of(content);
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

  private FaultyNode node(Path file) throws NoSuchFileException {
    FaultyNode node = names.get(file);
    if (node == null) {
      throw new NoSuchFileException(file.toString());
    }
    return node;
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
    FaultyNode node = new FaultyNode();
    change(directory(file), new Change(file, node));
    return new MemoryAppendFile(node);
  }

  @Override
  public synchronized FixedFile createFixed(Path file, long sizeBytes) throws IOException {
    mayFail();
    if (sizeBytes > capacityBytes - usedBytes()) {
      throw new DiskFullException("full", null);
    }
    FaultyNode node = FaultyNode.of(new byte[(int) sizeBytes]);
    change(directory(file), new Change(file, node));
    return new MemoryFixedFile(node);
  }

  @Override
  public synchronized FixedFile openFixed(Path file) throws IOException {
    mayFail();
    return new MemoryFixedFile(node(file));
  }

  @Override
  public synchronized ReadableFile open(Path file) throws IOException {
    return new MemoryReadableFile(this, node(file));
  }

  @Override
  public synchronized void truncate(Path file, long sizeBytes) throws IOException {
    mayFail();
    FaultyNode node = Objects.requireNonNull(names.get(file));
    node.truncate(sizeBytes);
    node.allDurable();
  }

  @Override
  public synchronized void rename(Path source, Path target) throws IOException {
    mayFail();
    FaultyNode node = node(source);
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

  private void writeOrFail(FaultyNode node, long position, ByteBuffer bytes, long freeBytes)
      throws IOException {
    byte[] content = new byte[bytes.remaining()];
    bytes.get(content);
    try {
      mayFail();
    } catch (IOException e) {
      // A write that fails may have written anything.
      node.write(position, content, content.length / 2);
      throw e;
    }
    if (content.length > freeBytes) {
      node.write(position, content, (int) Math.max(0, freeBytes));
      throw new DiskFullException("full", null);
    }
    node.write(position, content, content.length);
  }

  private void syncOrFail(FaultyNode node) throws IOException {
    Runnable action;
    Runnable makeDurable;
    synchronized (this) {
      action = beforeSync;
      makeDurable = node.sync();
    }
    if (action != null) {
      action.run();
    }
    synchronized (this) {
      mayFail();
      makeDurable.run();
      syncs++;
    }
  }

  private final class MemoryAppendFile implements AppendFile {
    private final FaultyNode node;

    MemoryAppendFile(FaultyNode node) {
      this.node = node;
    }

    @Override
    public void write(ByteBuffer bytes) throws IOException {
      synchronized (FaultyFileStore.this) {
        writeOrFail(node, node.size(), bytes, capacityBytes - usedBytes());
      }
    }

    @Override
    public void sync() throws IOException {
      syncOrFail(node);
    }

    @Override
    public void truncate(long sizeBytes) throws IOException {
      synchronized (FaultyFileStore.this) {
        mayFail();
        node.truncate(sizeBytes);
      }
    }

    @Override
    public long sizeBytes() {
      synchronized (FaultyFileStore.this) {
        return node.size();
      }
    }

    @Override
    public void close() {}
  }

  private final class MemoryFixedFile implements FixedFile {
    private final FaultyNode node;

    MemoryFixedFile(FaultyNode node) {
      this.node = node;
    }

    @Override
    public void write(long position, ByteBuffer bytes) throws IOException {
      synchronized (FaultyFileStore.this) {
        if (position + bytes.remaining() > node.size()) {
          throw new IllegalArgumentException("write behind the end of a fixed file");
        }
        long free = fixedWritesFail ? bytes.remaining() / 2 : Long.MAX_VALUE;
        writeOrFail(node, position, bytes, free);
      }
    }

    @Override
    public void sync() throws IOException {
      syncOrFail(node);
    }

    @Override
    public long sizeBytes() {
      return node.size();
    }

    @Override
    public void close() {}
  }

  private record MemoryReadableFile(FaultyFileStore store, FaultyNode node)
      implements ReadableFile {
    @Override
    public long sizeBytes() {
      synchronized (store) {
        return node.size();
      }
    }

    @Override
    public void read(long position, byte[] target, int offset, int length) throws IOException {
      synchronized (store) {
        node.read(position, target, offset, length);
      }
    }

    @Override
    public void close() {}
  }
}
