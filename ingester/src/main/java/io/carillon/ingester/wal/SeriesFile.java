package io.carillon.ingester.wal;

import io.carillon.ingester.file.FileStore;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Labels of references whose SERIES records the log does not keep. A few files of one directory: a
 * start continues in a new one, and {@link #rewrite} replaces all by one. One thread.
 */
public final class SeriesFile implements Closeable {
  private final FileStore files;
  private final Path directory;
  private final RandomGenerator random;
  private final Consumer<Throwable> fatal;
  private final List<Long> numbers = new ArrayList<>();
  private @Nullable SeriesFileWriter writer;
  private long previousNumber;
  private long previousEnd;
  private long otherBytes;
  private long count;
  private volatile @Nullable IOException failure;

  /**
   * What is in the files.
   *
   * @param numbers of the files, oldest first
   * @param lastNumber of the file that was written last; 0 when there is none
   * @param lastEnd bytes of it that are used
   * @param count series in all files
   * @param sizeBytes of all files
   * @param damages what was durable once and is lost; empty when nothing is
   */
  public record Loaded(
      List<Long> numbers,
      long lastNumber,
      long lastEnd,
      long count,
      long sizeBytes,
      List<String> damages) {
    public Loaded {
      numbers = List.copyOf(numbers);
      damages = List.copyOf(damages);
    }
  }

  /** The file of a number. */
  public static Path path(Path directory, long number) {
    return SeriesFileFormat.path(directory, number);
  }

  /**
   * Reads all series of a directory, in the order in which they were written. Afterwards everything
   * that was given is durable.
   *
   * @param visitor called on this thread
   */
  public static Loaded load(FileStore files, Path directory, SeriesVisitor visitor)
      throws IOException {
    files.createDirectories(directory);
    return new SeriesFileLoader(files, directory, visitor).load();
  }

  /**
   * Continues after what was loaded.
   *
   * @param random for the salt of checksums
   * @param fatal told once when the file has failed for good, on the thread that writes; must not
   *     block
   */
  public SeriesFile(
      FileStore files,
      Path directory,
      Loaded found,
      RandomGenerator random,
      Consumer<Throwable> fatal) {
    this.files = files;
    this.directory = directory;
    this.random = random;
    this.fatal = fatal;
    this.numbers.addAll(found.numbers());
    this.previousNumber = found.lastNumber();
    this.previousEnd = found.lastEnd();
    this.otherBytes = found.sizeBytes();
    this.count = found.count();
  }

  /**
   * Adds series; durable when this returns.
   *
   * @param source gives the series to the visitor that it is given
   * @throws io.carillon.ingester.file.DiskFullException when there is no space; then nothing was
   *     added, and the same may be tried again. Any other error is final
   */
  public void append(Consumer<SeriesVisitor> source) throws IOException {
    requireGood();
    SeriesFileWriter to = writer == null ? begin() : writer;
    long added;
    try {
      added = to.write(source);
    } catch (IOException e) {
      takeBack(to, e);
      throw e;
    }
    boolean isNew = to.durableEnd() == 0;
    try {
      to.sync();
    } catch (IOException e) {
      fail(e);
      throw e;
    }
    if (isNew) {
      syncDirectory();
    }
    count += added;
  }

  /**
   * Replaces everything by these series in one step, durable when this returns. After an error the
   * old files are as they were.
   *
   * @param source gives the series to the visitor that it is given
   */
  public void rewrite(Consumer<SeriesVisitor> source) throws IOException {
    requireGood();
    leave();
    long number = nextNumber();
    Path path = SeriesFileFormat.path(directory, number);
    Path temporary = path.resolveSibling(path.getFileName() + LogFormat.TEMPORARY_SUFFIX);
    SeriesFileFormat.Header header =
        new SeriesFileFormat.Header(random.nextInt(), true, number, 0, 0);
    SeriesFileWriter whole = SeriesFileWriter.create(files, temporary, header);
    long written;
    try {
      written = whole.write(source);
      whole.sync();
      files.rename(temporary, path);
    } catch (IOException e) {
      discard(whole, temporary, e);
      throw e;
    }
    List<Long> old = List.copyOf(numbers);
    numbers.clear();
    numbers.add(number);
    writer = whole;
    otherBytes = 0;
    count = written;
    syncDirectory();
    for (long oldNumber : old) {
      files.delete(SeriesFileFormat.path(directory, oldNumber));
    }
  }

  /** Series in the files, garbage included. */
  public long count() {
    return count;
  }

  /** Files that hold series. */
  public int fileCount() {
    return numbers.size();
  }

  /** Bytes of all files. */
  public long sizeBytes() {
    SeriesFileWriter open = writer;
    return otherBytes + (open == null ? 0 : open.durableEnd());
  }

  @Override
  public void close() throws IOException {
    leave();
  }

  /** What made it unusable; null when it is good. Any thread. */
  public @Nullable IOException failure() {
    return failure;
  }

  private void requireGood() throws IOException {
    if (failure != null) {
      throw new IOException("the series file failed before, restart the ingester", failure);
    }
  }

  private SeriesFileWriter begin() throws IOException {
    long number = nextNumber();
    SeriesFileFormat.Header header =
        new SeriesFileFormat.Header(random.nextInt(), false, number, previousNumber, previousEnd);
    Path path = SeriesFileFormat.path(directory, number);
    SeriesFileWriter begun = SeriesFileWriter.create(files, path, header);
    writer = begun;
    numbers.add(number);
    return begun;
  }

  private long nextNumber() {
    return numbers.isEmpty() ? 1 : numbers.getLast() + 1;
  }

  /** What was written of a failed call must not stay, or a new file has to begin. */
  private void takeBack(SeriesFileWriter to, IOException cause) throws IOException {
    try {
      if (to.durableEnd() > 0) {
        to.truncateToDurable();
        return;
      }
    } catch (IOException e) {
      cause.addSuppressed(e);
    }
    leave();
  }

  private void leave() throws IOException {
    SeriesFileWriter left = writer;
    if (left == null) {
      return;
    }
    writer = null;
    otherBytes += left.durableEnd();
    if (left.durableEnd() > 0) {
      previousNumber = left.header().number();
      previousEnd = left.durableEnd();
    }
    left.close();
  }

  private void syncDirectory() throws IOException {
    try {
      files.syncDirectory(directory);
    } catch (IOException e) {
      fail(e);
      throw e;
    }
  }

  /** What a failed sync has left on the disk, nobody knows: nothing can be sealed any more. */
  private void fail(IOException cause) {
    failure = cause;
    fatal.accept(cause);
  }

  private void discard(SeriesFileWriter whole, Path temporary, IOException cause) {
    try {
      whole.close();
      files.delete(temporary);
    } catch (IOException e) {
      cause.addSuppressed(e);
    }
  }
}
