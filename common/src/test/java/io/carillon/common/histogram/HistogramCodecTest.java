package io.carillon.common.histogram;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.common.bytes.ByteReader;
import io.carillon.common.bytes.ByteWriter;
import io.carillon.common.column.RandomColumns;
import io.carillon.common.error.CarillonException;
import io.carillon.common.error.ErrorCode;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class HistogramCodecTest {
  @Test
  void comesBackAsItWas() {
    RandomColumns random = new RandomColumns(54);
    for (int i = 0; i < 2_000; i++) {
      NativeHistogram histogram = random.histogram();
      byte[] bytes = HistogramCodec.encode(histogram);
      ByteReader in = new ByteReader(bytes);
      NativeHistogram back = HistogramCodec.decode(in);
      assertThat(in.remaining()).isZero();
      assertThat(HistogramCodec.encode(back)).isEqualTo(bytes);
    }
  }

  @Test
  void everyTruncationIsCorruption() {
    RandomColumns random = new RandomColumns(55);
    for (int i = 0; i < 100; i++) {
      byte[] bytes = HistogramCodec.encode(random.histogram());
      for (int length = 0; length < bytes.length; length++) {
        assertCorrupt(Arrays.copyOf(bytes, length));
      }
    }
  }

  @Test
  void damageIsACorruptionOrAnotherHistogram() {
    RandomColumns histograms = new RandomColumns(56);
    SplittableRandom random = new SplittableRandom(56);
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = HistogramCodec.encode(histograms.histogram());
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      try {
        assertThat(HistogramCodec.encode(HistogramCodec.decode(new ByteReader(bytes))))
            .isNotEmpty();
      } catch (CarillonException e) {
        assertThat(e.code()).isEqualTo(ErrorCode.CORRUPTION);
      }
    }
  }

  @Test
  void numbersOutOfRangeAreCorruption() {
    assertCorrupt(new byte[] {3, 0});
    assertCorrupt(new byte[] {1, 4});
    assertCorrupt(new byte[] {1, (byte) 200});
    // A schema, an offset and a span length that fit no int; zeros end all lists after them.
    assertCorrupt(head(1L << 33).putBytes(new byte[9]).toByteArray());
    assertCorrupt(head(0).putUvarint(1).putVarint(1L << 33).putBytes(new byte[9]).toByteArray());
    assertCorrupt(
        head(0)
            .putUvarint(1)
            .putVarint(0)
            .putUvarint(1L << 31)
            .putBytes(new byte[9])
            .toByteArray());
    assertCorrupt(
        head(0).putUvarint(1).putVarint(0).putUvarint(-1).putBytes(new byte[9]).toByteArray());
    // A number of spans that the rest cannot hold.
    assertCorrupt(head(0).putUvarint(1L << 40).toByteArray());
  }

  @Test
  void integerCountsBecomeAbsoluteFloats() {
    IntegerHistogram histogram =
        new IntegerHistogram(
            CounterResetHint.GAUGE,
            3,
            0.5,
            -1,
            Long.MIN_VALUE,
            7,
            List.of(new BucketSpan(-2, 2), new BucketSpan(1, 1)),
            new long[] {5, -2, 10},
            List.of(new BucketSpan(0, 1)),
            new long[] {4},
            new double[0]);
    assertThat(histogram.toFloat())
        .usingRecursiveComparison()
        .isEqualTo(
            new FloatHistogram(
                CounterResetHint.GAUGE,
                3,
                0.5,
                0x1p64,
                0x1p63,
                7,
                histogram.positiveSpans(),
                new double[] {5, 3, 13},
                histogram.negativeSpans(),
                new double[] {4},
                histogram.customValues()));
  }

  @Test
  void hintsAndSpansHaveBounds() {
    for (CounterResetHint hint : CounterResetHint.values()) {
      assertThat(CounterResetHint.of(hint.number())).isEqualTo(hint);
    }
    assertThatThrownBy(() -> CounterResetHint.of(4)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> CounterResetHint.of(-1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new BucketSpan(0, -1)).isInstanceOf(IllegalArgumentException.class);
  }

  /** An integer histogram up to its positive spans. */
  private static ByteWriter head(long schema) {
    return new ByteWriter(64)
        .putByte(1)
        .putByte(0)
        .putVarint(schema)
        .putDouble(0)
        .putUvarint(0)
        .putUvarint(0)
        .putDouble(0);
  }

  private static void assertCorrupt(byte[] bytes) {
    assertThatThrownBy(() -> HistogramCodec.decode(new ByteReader(bytes)))
        .isInstanceOfSatisfying(
            CarillonException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CORRUPTION));
  }
}
