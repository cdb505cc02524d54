package io.carillon.ingester.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.common.bytes.ByteWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ReadOnlyFileStoreTest {
  private final ReadOnlyFileStore files = new ReadOnlyFileStore();

  @TempDir Path folder;

  @Test
  void readsAndForgetsWhatIsWritten() throws IOException {
    Path file = Files.write(folder.resolve("a"), new byte[] {1, 2, 3});
    files.createDirectories(folder.resolve("d"));
    try (AppendFile out = files.create(file);
        FixedFile fixed = files.openFixed(file);
        FixedFile made = files.createFixed(folder.resolve("f"), 10)) {
      out.write(ByteBuffer.wrap(new byte[5]));
      out.sync();
      assertThat(out.sizeBytes()).isEqualTo(5);
      out.truncate(2);
      assertThat(out.sizeBytes()).isEqualTo(2);
      fixed.write(0, ByteBuffer.wrap(new byte[2]));
      fixed.sync();
      assertThat(fixed.sizeBytes()).isEqualTo(3);
      assertThat(made.sizeBytes()).isEqualTo(10);
    }
    files.truncate(file, 0);
    files.rename(file, folder.resolve("b"));
    files.delete(file);
    files.syncDirectory(folder);
    new ChecksummedFile(files, file, 1, 1).write(new ByteWriter(1));
    assertThat(files.list(folder)).containsExactly("a");
    assertThat(files.readAll(file)).containsExactly(1, 2, 3);
    assertThat(folder.resolve("d")).doesNotExist();
    assertThat(files.list(folder.resolve("d"))).isEmpty();
    assertThat(files.exists(folder.resolve("b"))).isFalse();
    assertThat(files.usableBytes(folder)).isPositive();
  }
}
