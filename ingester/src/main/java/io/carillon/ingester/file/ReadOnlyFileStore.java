package io.carillon.ingester.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The machine's file system as it is: what is written, renamed or deleted is forgotten at once, so
 * that what repairs a directory at start can be used to look at one. Thread-safe.
 */
public final class ReadOnlyFileStore implements FileStore {
  private final DiskFileStore disk = new DiskFileStore();

  @Override
  public void createDirectories(Path directory) {}

  /** {@inheritDoc} None in a directory that is not there, since nothing makes it. */
  @Override
  public List<String> list(Path directory) throws IOException {
    return Files.exists(directory) ? disk.list(directory) : List.of();
  }

  @Override
  public boolean exists(Path file) {
    return disk.exists(file);
  }

  @Override
  public AppendFile create(Path file) {
    return new ForgottenAppends();
  }

  @Override
  public FixedFile createFixed(Path file, long sizeBytes) {
    return new ForgottenWrites(sizeBytes);
  }

  @Override
  public FixedFile openFixed(Path file) throws IOException {
    return new ForgottenWrites(Files.size(file));
  }

  @Override
  public ReadableFile open(Path file) throws IOException {
    return disk.open(file);
  }

  @Override
  public void truncate(Path file, long sizeBytes) {}

  @Override
  public void rename(Path source, Path target) {}

  @Override
  public void delete(Path file) {}

  @Override
  public void syncDirectory(Path directory) {}

  @Override
  public long usableBytes(Path directory) throws IOException {
    return disk.usableBytes(directory);
  }

  private static final class ForgottenAppends implements AppendFile {
    private long sizeBytes;

    @Override
    public void write(ByteBuffer bytes) {
      sizeBytes += bytes.remaining();
      bytes.position(bytes.limit());
    }

    @Override
    public void sync() {}

    @Override
    public void truncate(long newSizeBytes) {
      sizeBytes = newSizeBytes;
    }

    @Override
    public long sizeBytes() {
      return sizeBytes;
    }

    @Override
    public void close() {}
  }

  private record ForgottenWrites(long sizeBytes) implements FixedFile {
    @Override
    public void write(long position, ByteBuffer bytes) {
      bytes.position(bytes.limit());
    }

    @Override
    public void sync() {}

    @Override
    public void close() {}
  }
}
