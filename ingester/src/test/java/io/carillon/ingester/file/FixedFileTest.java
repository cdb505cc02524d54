package io.carillon.ingester.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FixedFileTest {
  private static final Path DIRECTORY = Path.of("/data");
  private static final Path FILE = DIRECTORY.resolve("fixed");

  private static byte[] bytes(int length, int value) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) value);
    return bytes;
  }

  @Test
  void isMadeOfZerosAndWrittenInPlaceOnTheDisk(@TempDir Path directory) throws IOException {
    DiskFileStore files = new DiskFileStore();
    Path path = directory.resolve("fixed");
    int size = (3 << 20) + 17;
    try (FixedFile file = files.createFixed(path, size)) {
      assertThat(file.sizeBytes()).isEqualTo(size);
      assertThat(Files.readAllBytes(path)).isEqualTo(new byte[size]);
      file.write(5, ByteBuffer.wrap(bytes(2 << 20, 3)));
      file.sync();
      assertThatThrownBy(() -> file.write(size - 1, ByteBuffer.allocate(2)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("got 2 bytes at " + (size - 1));
    }
    Path moved = directory.resolve("moved");
    files.rename(path, moved);
    try (FixedFile file = files.openFixed(moved)) {
      assertThat(file.sizeBytes()).isEqualTo(size);
      file.write(0, ByteBuffer.wrap(bytes(6, 4)));
    }
    byte[] expected = new byte[size];
    Arrays.fill(expected, 0, 6, (byte) 4);
    Arrays.fill(expected, 6, 5 + (2 << 20), (byte) 3);
    assertThat(Files.readAllBytes(moved)).isEqualTo(expected);
  }

  @Test
  void anySubsetOfUnsyncedSectorsSurvivesACrash() throws IOException {
    SplittableRandom random = new SplittableRandom(1);
    Set<String> outcomes = new HashSet<>();
    for (int round = 0; round < 200; round++) {
      FaultyFileStore files = new FaultyFileStore();
      FixedFile file = files.createFixed(FILE, 2048);
      files.syncDirectory(DIRECTORY);
      file.write(0, ByteBuffer.wrap(bytes(2048, 1)));
      file.sync();
      file.write(500, ByteBuffer.wrap(bytes(1000, 2)));
      byte[] left = files.crash(random).content(FILE);
      assertThat(left).hasSize(2048);
      outcomes.add(left[511] + "" + left[512] + left[1023] + left[1024] + left[1499]);
      assertThat(left[499]).isEqualTo((byte) 1);
      assertThat(left[1500]).isEqualTo((byte) 1);
      assertThat(left[512]).isEqualTo(left[1023]);
    }
    assertThat(outcomes).hasSize(8);
  }

  @Test
  void needsSpaceOnlyWhenItIsMade() throws IOException {
    FaultyFileStore files = new FaultyFileStore();
    files.setCapacityBytes(1000);
    assertThatThrownBy(() -> files.createFixed(FILE, 1001)).isInstanceOf(DiskFullException.class);
    assertThat(files.exists(FILE)).isFalse();
    FixedFile file = files.createFixed(FILE, 1000);
    file.write(0, ByteBuffer.wrap(bytes(1000, 1)));
    files.failFixedWrites(true);
    assertThatThrownBy(() -> file.write(0, ByteBuffer.wrap(bytes(100, 2))))
        .isInstanceOf(DiskFullException.class);
    files.failFixedWrites(false);
    file.write(0, ByteBuffer.wrap(bytes(100, 2)));
    assertThat(files.content(FILE)).startsWith(bytes(100, 2)).endsWith(bytes(900, 1));
  }
}
