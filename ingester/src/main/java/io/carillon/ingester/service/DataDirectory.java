package io.carillon.ingester.service;

import io.carillon.common.error.CarillonException;
import io.carillon.common.error.ErrorCode;
import io.carillon.ingester.file.DiskFileStore;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * A data directory that this process holds: no other one can open it until this is closed or the
 * process ends, however it ends. Thread-safe.
 */
public final class DataDirectory implements AutoCloseable {
  static final String LOCK_FILE = "LOCK";

  private final Path path;
  private final FileChannel channel;
  private final FileLock lock;

  private DataDirectory(Path path, FileChannel channel, FileLock lock) {
    this.path = path;
    this.channel = channel;
    this.lock = lock;
  }

  /**
   * Creates the directory if it is not there, and takes it.
   *
   * @throws CarillonException with FAILED_PRECONDITION when another process holds it, or it cannot
   *     be created or written; the text names the directory and the flag
   */
  public static DataDirectory open(Path path) {
    Path directory = path.toAbsolutePath().normalize();
    FileChannel channel;
    try {
      new DiskFileStore().createDirectories(directory);
      channel =
          FileChannel.open(
              directory.resolve(LOCK_FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    } catch (IOException e) {
      throw failed("cannot create or write the data directory " + directory, reason(e), e);
    }
    FileLock lock = null;
    try {
      lock = channel.tryLock();
    } catch (OverlappingFileLockException _) {
      // Held by this very process: the same answer.
    } catch (IOException e) {
      closeQuietly(channel);
      throw failed("cannot lock the data directory " + directory, reason(e), e);
    }
    if (lock == null) {
      closeQuietly(channel);
      throw failed(
          "the data directory " + directory + " is in use",
          "another Carillon process holds it",
          null);
    }
    return new DataDirectory(directory, channel, lock);
  }

  /** Absolute path of the directory. */
  public Path path() {
    return path;
  }

  @Override
  public void close() {
    try {
      lock.release();
      channel.close();
    } catch (IOException e) {
      throw new CarillonException(ErrorCode.INTERNAL, "cannot release " + path, e);
    }
  }

  private static CarillonException failed(String what, String why, @Nullable Throwable cause) {
    return new CarillonException(
        ErrorCode.FAILED_PRECONDITION,
        what + ": " + why + "; choose another directory with --data-dir",
        cause);
  }

  private static String reason(IOException e) {
    String name = e.getClass().getSimpleName();
    String text =
        e instanceof FileSystemException fs && fs.getReason() != null
            ? fs.getReason()
            : e.getMessage();
    return switch (name) {
      case "AccessDeniedException" -> "permission denied";
      case "FileAlreadyExistsException" -> "a file is in the way";
      default -> text == null ? name : text;
    };
  }

  private static void closeQuietly(FileChannel channel) {
    try {
      channel.close();
    } catch (IOException _) {
      // The error that is on its way says more.
    }
  }
}
