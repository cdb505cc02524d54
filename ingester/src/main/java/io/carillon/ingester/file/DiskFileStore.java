package io.carillon.ingester.file;

import java.io.EOFException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * The machine's file system. Writing uses channels, which an interrupt closes: writers must never
 * be interrupted. Reading uses {@link RandomAccessFile}, which no interrupt closes.
 */
public final class DiskFileStore implements FileStore {
  /** The JDK keeps a direct buffer of the largest write for each thread; this bounds it. */
  private static final int MAX_WRITE_BYTES = 1 << 20;

  /** A piece of zeros of a new file; any size that makes few calls will do. */
  private static final int ZEROS_BYTES = 256 << 10;

  /** Below this a failed write counts as a full disk, whatever language its message is in. */
  private static final long NEARLY_FULL_BYTES = 64 << 10;

  @Override
  public void createDirectories(Path directory) throws IOException {
    Deque<Path> missing = new ArrayDeque<>();
    for (Path d = directory.toAbsolutePath();
        d != null && !Files.isDirectory(d);
        d = d.getParent()) {
      missing.push(d);
    }
    for (Path created : missing) {
      Files.createDirectories(created);
      Path parent = created.getParent();
      if (parent != null) {
        syncDirectory(parent);
      }
    }
  }

  @Override
  public List<String> list(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> file.getFileName().toString())
          .sorted()
          .toList();
    }
  }

  @Override
  public boolean exists(Path file) {
    return Files.exists(file);
  }

  @Override
  public AppendFile create(Path file) throws IOException {
    try {
      return new DiskAppendFile(
          file,
          FileChannel.open(
              file,
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.WRITE));
    } catch (IOException e) {
      throw diskFullOr(e, file);
    }
  }

  @Override
  public FixedFile createFixed(Path file, long sizeBytes) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      ByteBuffer zeros = ByteBuffer.allocate(ZEROS_BYTES);
      for (long done = 0; done < sizeBytes; ) {
        zeros.clear().limit((int) Math.min(ZEROS_BYTES, sizeBytes - done));
        done += channel.write(zeros, done);
      }
      channel.force(true);
    } catch (IOException e) {
      IOException cause = diskFullOr(e, file);
      deleteAfter(file, cause);
      throw cause;
    }
    return openFixed(file);
  }

  @Override
  public FixedFile openFixed(Path file) throws IOException {
    FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
    return new DiskFixedFile(file, channel, channel.size());
  }

  @Override
  public ReadableFile open(Path file) throws IOException {
    return new DiskReadableFile(file, new RandomAccessFile(file.toFile(), "r"));
  }

  @Override
  public void truncate(Path file, long sizeBytes) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      if (channel.size() > sizeBytes) {
        channel.truncate(sizeBytes);
      }
      channel.force(true);
    }
  }

  @Override
  public void rename(Path source, Path target) throws IOException {
    try {
      Files.move(
          source, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw diskFullOr(e, target);
    }
  }

  @Override
  public void delete(Path file) throws IOException {
    Files.deleteIfExists(file);
  }

  @Override
  public void syncDirectory(Path directory) throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  @Override
  public long usableBytes(Path directory) throws IOException {
    return Files.getFileStore(directory).getUsableSpace();
  }

  private static IOException diskFullOr(IOException e, Path file) {
    String message = String.valueOf(e.getMessage());
    if (message.contains("No space left")
        || message.contains("quota exceeded")
        || isNearlyFull(file)) {
      return new DiskFullException("no space left to write " + file, e);
    }
    return e;
  }

  private static void writeFully(FileChannel channel, long position, ByteBuffer bytes)
      throws IOException {
    int limit = bytes.limit();
    long end = position + bytes.remaining();
    try {
      while (bytes.position() < limit) {
        bytes.limit(Math.min(limit, bytes.position() + MAX_WRITE_BYTES));
        channel.write(bytes, end - (limit - bytes.position()));
      }
    } finally {
      bytes.limit(limit);
    }
  }

  private static void deleteAfter(Path file, IOException cause) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      cause.addSuppressed(e);
    }
  }

  private static boolean isNearlyFull(Path file) {
    try {
      Path directory = file.toAbsolutePath().getParent();
      return directory != null
          && Files.getFileStore(directory).getUsableSpace() < NEARLY_FULL_BYTES;
    } catch (IOException _) {
      return false;
    }
  }

  private static final class DiskAppendFile implements AppendFile {
    private final Path file;
    private final FileChannel channel;
    private long sizeBytes;

    DiskAppendFile(Path file, FileChannel channel) {
      this.file = file;
      this.channel = channel;
    }

    @Override
    public void write(ByteBuffer bytes) throws IOException {
      long start = sizeBytes;
      int before = bytes.remaining();
      try {
        writeFully(channel, start, bytes);
      } catch (IOException e) {
        throw diskFullOr(e, file);
      } finally {
        sizeBytes = start + before - bytes.remaining();
      }
    }

    @Override
    public void sync() throws IOException {
      channel.force(false);
    }

    @Override
    public void truncate(long newSizeBytes) throws IOException {
      channel.truncate(newSizeBytes);
      sizeBytes = newSizeBytes;
    }

    @Override
    public long sizeBytes() {
      return sizeBytes;
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }

  private record DiskFixedFile(Path file, FileChannel channel, long sizeBytes)
      implements FixedFile {
    @Override
    public void write(long position, ByteBuffer bytes) throws IOException {
      if (position < 0 || bytes.remaining() > sizeBytes - position) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "expected a place inside %d bytes, got %d bytes at %d",
                sizeBytes,
                bytes.remaining(),
                position));
      }
      try {
        writeFully(channel, position, bytes);
      } catch (IOException e) {
        throw diskFullOr(e, file);
      }
    }

    @Override
    public void sync() throws IOException {
      channel.force(false);
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }

  private static final class DiskReadableFile implements ReadableFile {
    private final Path path;
    private final RandomAccessFile file;

    DiskReadableFile(Path path, RandomAccessFile file) {
      this.path = path;
      this.file = file;
    }

    @Override
    public synchronized long sizeBytes() throws IOException {
      return file.length();
    }

    @Override
    public synchronized void read(long position, byte[] target, int offset, int length)
        throws IOException {
      try {
        file.seek(position);
        file.readFully(target, offset, length);
      } catch (EOFException e) {
        throw e;
      } catch (IOException e) {
        // The system's own text names no file.
        throw new IOException(
            String.format(
                Locale.ROOT,
                "cannot read %d bytes at %d of %s: %s",
                length,
                position,
                path,
                e.getMessage()),
            e);
      }
    }

    @Override
    public synchronized void close() throws IOException {
      file.close();
    }
  }
}
