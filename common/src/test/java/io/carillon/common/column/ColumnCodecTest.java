package io.carillon.common.column;

import static io.carillon.common.column.ColumnAssertions.assertSameSamples;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.common.error.CarillonException;
import io.carillon.common.error.ErrorCode;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

final class ColumnCodecTest {
  @Test
  void losesNothing() {
    RandomColumns random = new RandomColumns(49);
    for (int i = 0; i < 2_000; i++) {
      SampleColumn column = random.column(40);
      byte[] bytes = ColumnCodec.encode(column);
      SampleColumn back = ColumnCodec.decode(ColumnCodec.PLAIN, bytes);
      assertSameSamples(back, column);
      assertThat(ColumnCodec.encode(back)).isEqualTo(bytes);
    }
  }

  @Test
  void takesAnyTimestampsInAnyOrder() {
    long[] timestampsMs = {0, Long.MAX_VALUE, Long.MIN_VALUE, -1, 1, Long.MIN_VALUE, 5, 5};
    SampleColumn column =
        SampleColumn.of(
            timestampsMs,
            new double[8],
            null,
            new long[] {0, Long.MIN_VALUE, Long.MAX_VALUE, 1, -1, 0, 5, 6});
    assertSameSamples(ColumnCodec.decode(ColumnCodec.PLAIN, ColumnCodec.encode(column)), column);
    assertThat(ColumnCodec.decode(ColumnCodec.PLAIN, ColumnCodec.encode(SampleColumn.EMPTY)).size())
        .isZero();
  }

  @Test
  void everyTruncationIsCorruption() {
    RandomColumns random = new RandomColumns(50);
    for (int i = 0; i < 50; i++) {
      byte[] bytes = ColumnCodec.encode(random.column(10));
      for (int length = 0; length < bytes.length; length++) {
        byte[] truncated = Arrays.copyOf(bytes, length);
        assertCorrupt(() -> ColumnCodec.decode(ColumnCodec.PLAIN, truncated));
      }
      assertCorrupt(
          () -> ColumnCodec.decode(ColumnCodec.PLAIN, Arrays.copyOf(bytes, bytes.length + 1)));
    }
  }

  @Test
  void damageIsACorruptionOrAnotherColumn() {
    RandomColumns columns = new RandomColumns(51);
    SplittableRandom random = new SplittableRandom(51);
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = ColumnCodec.encode(columns.column(8));
      for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      try {
        SampleColumn column = ColumnCodec.decode(ColumnCodec.PLAIN, bytes);
        assertSameSamples(
            ColumnCodec.decode(ColumnCodec.PLAIN, ColumnCodec.encode(column)), column);
      } catch (CarillonException e) {
        assertThat(e.code()).isEqualTo(ErrorCode.CORRUPTION);
      }
    }
  }

  @Test
  void countsAndKindsAreNotBelieved() {
    assertCorrupt(() -> ColumnCodec.decode(3, new byte[] {0, 0}));
    assertCorrupt(() -> ColumnCodec.decode(ColumnCodec.PLAIN, new byte[] {4, 0}));
    assertCorrupt(
        () -> ColumnCodec.decode(ColumnCodec.PLAIN, new byte[] {0, -1, -1, -1, -1, 7, 0}));
    // Neither float nor histogram.
    assertCorrupt(
        () ->
            ColumnCodec.decode(ColumnCodec.PLAIN, new byte[] {1, 1, 2, 2, 0, 0, 0, 0, 0, 0, 0, 0}));
    // A start that is neither known nor unknown.
    assertCorrupt(
        () ->
            ColumnCodec.decode(
                ColumnCodec.PLAIN, new byte[] {2, 1, 2, 2, 2, 0, 0, 0, 0, 0, 0, 0, 0}));
  }

  private static void assertCorrupt(ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            CarillonException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CORRUPTION));
  }
}
