package io.carillon.common.ring;

import io.carillon.common.bytes.ByteReader;
import io.carillon.common.bytes.ByteWriter;
import io.carillon.common.error.CarillonException;
import io.carillon.common.error.ErrorCode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Objects;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * A small file that is replaced as a whole and is on disk once {@link #write} returns. Not
 * thread-safe.
 *
 * <pre>
 * File  --> Magic (8 bytes ASCII), Level, Length, Body, Checksum
 * Level, Length, Checksum --> 4 bytes, little endian; Length of Body in bytes
 * Checksum --> CRC32C of everything before it
 * </pre>
 */
final class ChecksummedFile {
  private static final int LEVEL = 1;
  private static final int MAGIC_BYTES = 8;
  private static final int FRAME_BYTES = MAGIC_BYTES + 3 * Integer.BYTES;

  /** A ring of a thousand instances takes about 100 KB. */
  private static final int MAX_FILE_BYTES = 16 << 20;

  private final Path path;
  private final byte[] magic;

  /**
   * @param magic eight ASCII characters
   */
  ChecksummedFile(Path path, String magic) {
    this.path = path.toAbsolutePath();
    this.magic = magic.getBytes(StandardCharsets.US_ASCII);
    assert this.magic.length == MAGIC_BYTES;
  }

  Path path() {
    return path;
  }

  /**
   * The body; null when there is no file.
   *
   * @throws CarillonException with CORRUPTION when the file is not what was written, with
   *     FAILED_PRECONDITION when a newer version wrote it
   */
  byte @Nullable [] read() {
    byte[] bytes;
    try {
      long sizeBytes = Files.size(path);
      if (sizeBytes < FRAME_BYTES || sizeBytes > MAX_FILE_BYTES) {
        throw corrupt("it has " + sizeBytes + " bytes");
      }
      bytes = Files.readAllBytes(path);
    } catch (NoSuchFileException e) {
      return null;
    } catch (IOException e) {
      throw new CarillonException(ErrorCode.INTERNAL, "cannot read " + path + ": " + e, e);
    }
    return body(bytes);
  }

  /**
   * Replaces the file; body and name are on disk when this returns.
   *
   * @throws CarillonException with STORAGE_FULL when the disk does not take it; then the old file
   *     stays
   */
  void write(byte[] body) {
    ByteWriter writer = new ByteWriter(FRAME_BYTES + body.length);
    writer.putBytes(magic).putInt(LEVEL).putInt(body.length).putBytes(body);
    byte[] framed = writer.toByteArray();
    ByteBuffer content = ByteBuffer.wrap(writer.putInt(crc(framed, framed.length)).toByteArray());
    Path temporary = path.resolveSibling(path.getFileName() + ".tmp");
    try {
      Files.createDirectories(directory());
      try (FileChannel channel =
          FileChannel.open(
              temporary,
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.WRITE)) {
        while (content.hasRemaining()) {
          channel.write(content);
        }
        channel.force(true);
      }
      Files.move(
          temporary, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      syncDirectory();
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  /** Removes the file if it is there. */
  void delete() {
    try {
      if (Files.deleteIfExists(path)) {
        syncDirectory();
      }
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  /** An error that names the file and says what to do. */
  CarillonException corrupt(String reason) {
    return new CarillonException(
        ErrorCode.CORRUPTION,
        path
            + " is damaged: "
            + reason
            + ". Restore it from a copy of this node's --data-dir, or replace the node by one with"
            + " an empty --data-dir");
  }

  private byte[] body(byte[] bytes) {
    ByteReader reader = new ByteReader(bytes);
    if (!Arrays.equals(reader.readBytes(MAGIC_BYTES), magic)) {
      throw corrupt("it does not begin with " + new String(magic, StandardCharsets.US_ASCII));
    }
    int level = reader.readInt();
    int lengthBytes = reader.readInt();
    int crcAt = bytes.length - Integer.BYTES;
    int expected = new ByteReader(bytes, crcAt, Integer.BYTES).readInt();
    int actual = crc(bytes, crcAt);
    if (lengthBytes != bytes.length - FRAME_BYTES || expected != actual) {
      throw corrupt("its length or checksum is wrong");
    }
    if (level != LEVEL) {
      throw new CarillonException(
          ErrorCode.FAILED_PRECONDITION,
          path + ": expected format level " + LEVEL + ", got " + level + " of a newer version");
    }
    return reader.readBytes(lengthBytes);
  }

  private Path directory() {
    return Objects.requireNonNull(path.getParent(), "a file lies in a directory");
  }

  private void syncDirectory() throws IOException {
    try (FileChannel directory = FileChannel.open(directory(), StandardOpenOption.READ)) {
      directory.force(true);
    }
  }

  private CarillonException unwritable(IOException cause) {
    return new CarillonException(
        ErrorCode.STORAGE_FULL,
        "cannot write " + path + ": " + cause + "; free space or rights, or set --data-dir",
        cause);
  }

  private static int crc(byte[] bytes, int lengthBytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, lengthBytes);
    return (int) crc.getValue();
  }
}
