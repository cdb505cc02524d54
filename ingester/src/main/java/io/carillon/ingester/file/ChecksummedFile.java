package io.carillon.ingester.file;

import io.carillon.common.bytes.ByteReader;
import io.carillon.common.bytes.ByteWriter;
import io.carillon.common.error.CarillonException;
import io.carillon.common.error.ErrorCode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * A small file that is read and replaced as a whole: after a crash it is the old or the new one.
 *
 * <pre>
 * magic   8 bytes   kind of the file
 * level   4 bytes   format level, little endian
 * crc32c  4 bytes   over magic, level and body
 * body
 * </pre>
 */
public final class ChecksummedFile {
  private static final int HEADER_BYTES = 16;

  private final FileStore files;
  private final Path path;
  private final long magic;
  private final int level;

  /**
   * A file that may not exist yet.
   *
   * @param magic eight bytes that tell this kind of file from others
   * @param level format level that is written and read
   */
  public ChecksummedFile(FileStore files, Path path, long magic, int level) {
    this.files = files;
    this.path = path;
    this.magic = magic;
    this.level = level;
  }

  public Path path() {
    return path;
  }

  /**
   * The body; null when there is no file.
   *
   * @throws CarillonException with CORRUPTION when the file is not whole, FAILED_PRECONDITION when
   *     it is of a format level that this version does not read
   */
  public @Nullable ByteReader read() throws IOException {
    if (!files.exists(path)) {
      return null;
    }
    byte[] content = files.readAll(path);
    ByteReader in = new ByteReader(content);
    if (content.length < HEADER_BYTES || in.readLong() != magic) {
      throw corrupt("it does not begin as it should");
    }
    int foundLevel = in.readInt();
    int crc = in.readInt();
    if (crc != crc(foundLevel, content, HEADER_BYTES, content.length - HEADER_BYTES)) {
      throw corrupt("its checksum does not fit");
    }
    if (foundLevel != level) {
      throw FormatLevel.unknown(path, foundLevel, level);
    }
    return in;
  }

  /** Replaces the file; durable when this returns. */
  public void write(ByteWriter body) throws IOException {
    ByteWriter out = new ByteWriter(HEADER_BYTES + body.size());
    out.putLong(magic).putInt(level).putInt(crc(level, body.array(), 0, body.size()));
    out.putBytes(body.array(), 0, body.size());
    Path temporary = path.resolveSibling(path.getFileName() + ".tmp");
    try (AppendFile file = files.create(temporary)) {
      file.write(ByteBuffer.wrap(out.array(), 0, out.size()));
      file.sync();
    }
    files.rename(temporary, path);
    files.syncDirectory(directory());
  }

  private Path directory() {
    Path parent = path.toAbsolutePath().getParent();
    if (parent == null) {
      throw new IllegalArgumentException("expected a file in a directory, got " + path);
    }
    return parent;
  }

  private int crc(int foundLevel, byte[] body, int offset, int length) {
    CRC32C crc = new CRC32C();
    ByteWriter head = new ByteWriter(12).putLong(magic).putInt(foundLevel);
    crc.update(head.array(), 0, head.size());
    crc.update(body, offset, length);
    return (int) crc.getValue();
  }

  private CarillonException corrupt(String reason) {
    return new CarillonException(ErrorCode.CORRUPTION, path + " is damaged: " + reason);
  }
}
