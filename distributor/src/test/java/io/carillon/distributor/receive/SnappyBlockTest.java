package io.carillon.distributor.receive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.carillon.common.error.CarillonException;
import io.carillon.common.error.ErrorCode;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class SnappyBlockTest {
  private static final int LIMIT = 1 << 20;

  @Test
  void decodesWhatWasCompressed() {
    Random random = new Random(7);
    for (int length : new int[] {0, 1, 5, 100, 70_000, LIMIT}) {
      byte[] content = new byte[length];
      random.nextBytes(content);
      Arrays.fill(content, 0, length / 2, (byte) 'a');
      SnappyBlock block = SnappyBlock.of(WriteRequests.compress(content), LIMIT);
      assertThat(block.decodedBytes()).isEqualTo(length);
      assertThat(block.decode()).isEqualTo(content);
    }
  }

  @Test
  void acceptsTheDensestBlocks() {
    byte[] zeros = new byte[LIMIT];
    assertThat(SnappyBlock.of(WriteRequests.compress(zeros), LIMIT).decode()).isEqualTo(zeros);
  }

  @Test
  void refusesEveryTruncation() {
    byte[] content = "some text, some text, and text again".repeat(20).getBytes(UTF_8);
    byte[] block = WriteRequests.compress(content);
    for (int length = 0; length < block.length; length++) {
      byte[] truncated = Arrays.copyOf(block, length);
      assertRefused(ErrorCode.BAD_DATA, truncated, "not valid in snappy block format");
    }
  }

  @Test
  void refusesLengthsThatLie() {
    byte[] block = WriteRequests.compress("abcdefgh".getBytes(UTF_8));
    byte[] shorter = block.clone();
    shorter[0] = 7;
    byte[] longer = block.clone();
    longer[0] = 9;
    assertRefused(ErrorCode.BAD_DATA, shorter, "snappy");
    assertRefused(ErrorCode.BAD_DATA, longer, "snappy");
  }

  @Test
  void refusesAnImpossibleLengthBeforeItAllocates() {
    // Claims 1 MiB, has one byte.
    byte[] lie = {(byte) 0x80, (byte) 0x80, 0x40, 0};
    assertThatExceptionOfType(CarillonException.class)
        .isThrownBy(() -> SnappyBlock.of(lie, LIMIT))
        .withMessageContaining("cannot hold the claimed 1048576 bytes");
  }

  @Test
  void refusesALengthAboveTheLimitAndNamesTheSetting() {
    byte[] block = WriteRequests.compress(new byte[LIMIT + 1]);
    assertThatExceptionOfType(CarillonException.class)
        .isThrownBy(() -> SnappyBlock.of(block, LIMIT))
        .withMessageContaining("at most 1048576 bytes")
        .withMessageContaining("got 1048577")
        .withMessageContaining("max-write-decoded-bytes")
        .extracting(CarillonException::code)
        .isEqualTo(ErrorCode.TOO_LARGE);
    byte[] endless = {-1, -1, -1, -1, -1, -1, -1};
    assertRefused(ErrorCode.BAD_DATA, endless, "no length");
  }

  @Test
  void damageNeverFailsOtherwise() {
    Random random = new Random(11);
    byte[] good = WriteRequests.compress("the quick brown fox ".repeat(50).getBytes(UTF_8));
    for (int round = 0; round < 20_000; round++) {
      byte[] bad = good.clone();
      for (int flips = random.nextInt(1, 4); flips > 0; flips--) {
        bad[random.nextInt(bad.length)] = (byte) random.nextInt();
      }
      try {
        assertThat(SnappyBlock.of(bad, LIMIT).decode()).isNotNull();
      } catch (CarillonException e) {
        assertThat(e.code()).isIn(ErrorCode.BAD_DATA, ErrorCode.TOO_LARGE);
      }
    }
  }

  private static void assertRefused(ErrorCode code, byte[] body, String text) {
    assertThatExceptionOfType(CarillonException.class)
        .isThrownBy(() -> SnappyBlock.of(body, LIMIT).decode())
        .withMessageContaining(text)
        .extracting(CarillonException::code)
        .isEqualTo(code);
  }
}
