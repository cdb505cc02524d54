package io.carillon.common.column;

import static io.carillon.common.column.ColumnAssertions.assertSameSamples;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.common.bytes.ByteReader;
import io.carillon.common.bytes.ByteWriter;
import io.carillon.common.error.CarillonException;
import io.carillon.common.error.ErrorCode;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class PagedCodecTest {
  private final SplittableRandom random = new SplittableRandom(70);

  @Test
  void losesNothingOfShapedColumns() {
    ShapedColumns columns = new ShapedColumns(71);
    for (int i = 0; i < 8_000; i++) {
      assertRoundTrip(columns.column(i % 100 == 0 ? 2_000 : 40));
    }
  }

  @Test
  void losesNothingOfColumnsWithoutShape() {
    RandomColumns columns = new RandomColumns(72);
    for (int i = 0; i < 5_000; i++) {
      assertRoundTrip(columns.column(60));
    }
  }

  @Test
  void productsTakeAsLittleAsQuotients() {
    double[] products = new double[300];
    double[] quotients = new double[300];
    long milliseconds = 0;
    for (int i = 0; i < products.length; i++) {
      milliseconds += random.nextInt(90);
      products[i] = i == 7 ? StaleMarker.VALUE : milliseconds * 0.001;
      quotients[i] = i == 7 ? StaleMarker.VALUE : milliseconds / 1000.0;
    }
    assertThat(Arrays.equals(products, quotients)).isFalse();
    assertThat(sizeBytes(products)).isEqualTo(sizeBytes(quotients));
    assertRoundTrip(SampleColumn.floats(new long[products.length], products));
  }

  private static int sizeBytes(double[] values) {
    ByteWriter out = new ByteWriter(99);
    ValueCodec.encode(SampleColumn.floats(new long[values.length], values), out);
    return out.size();
  }

  @Test
  void losesNothingOfHistogramsWithNothingInCommon() {
    RandomColumns columns = new RandomColumns(76);
    SampleColumnBuilder out = new SampleColumnBuilder(16);
    for (int i = 0; i <= 2 * HistogramColumnCodec.MAX_LAYOUTS; i++) {
      out.add(i, 0, i % 9 == 0 ? null : columns.histogram(), 0);
    }
    SampleColumn column = out.build();
    ByteWriter values = new ByteWriter(99);
    ValueCodec.encode(column, values);
    assertThat(values.toByteArray()[1]).isEqualTo((byte) HistogramColumnCodec.ONE_BY_ONE);
    assertRoundTrip(column);
  }

  @Test
  void takesAnyTimestampsInAnyOrder() {
    long[] timestampsMs = {0, Long.MAX_VALUE, Long.MIN_VALUE, -1, 1, Long.MIN_VALUE, 5, 5};
    for (int size = 0; size <= timestampsMs.length; size++) {
      ByteWriter out = new ByteWriter(99);
      TimestampCodec.encode(timestampsMs, size, out);
      assertThat(TimestampCodec.decode(new ByteReader(out.toByteArray())))
          .isEqualTo(Arrays.copyOf(timestampsMs, size));
    }
    for (int i = 0; i < 5_000; i++) {
      long[] numbers = random.longs(random.nextInt(40)).map(n -> n >> random.nextInt(64)).toArray();
      ByteWriter out = new ByteWriter(99);
      TimestampCodec.encode(numbers, numbers.length, out);
      assertThat(TimestampCodec.decode(new ByteReader(out.toByteArray()))).isEqualTo(numbers);
    }
  }

  @Test
  void refusesMoreTimestampsThanAReaderWouldBelieve() {
    long[] tooMany = new long[TimestampCodec.MAX_COUNT + 1];
    assertThatThrownBy(() -> TimestampCodec.encode(tooMany, tooMany.length, new ByteWriter(9)))
        .isInstanceOf(IllegalArgumentException.class);
    ByteWriter out = new ByteWriter(9);
    TimestampCodec.encode(tooMany, TimestampCodec.MAX_COUNT, out);
    assertThat(TimestampCodec.decode(new ByteReader(out.toByteArray())))
        .hasSize(TimestampCodec.MAX_COUNT);
    byte[] lie = new ByteWriter(9).putUvarint(2L * tooMany.length).putLong(0).toByteArray();
    assertThatThrownBy(() -> TimestampCodec.decode(new ByteReader(lie)))
        .isInstanceOfSatisfying(
            CarillonException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CORRUPTION));
  }

  @Test
  void aPartOfAColumnIsWhatSlicingGives() {
    ShapedColumns columns = new ShapedColumns(73);
    for (int i = 0; i < 5_000; i++) {
      int size = 1 + random.nextInt(80);
      double[] values = columns.values(size);
      ByteWriter out = new ByteWriter(99);
      ValueCodec.encode(SampleColumn.floats(new long[size], values), out);
      int from = random.nextInt(size + 1);
      int to = from + random.nextInt(size + 1 - from);
      double[] target = new double[2 + to - from];
      ByteReader in = new ByteReader(out.toByteArray());
      assertThat(ValueCodec.isFloats(in)).isTrue();
      ValueCodec.decodeFloatsInto(in, size, from, to, target, 1);
      assertThat(bits(Arrays.copyOfRange(target, 1, 1 + to - from)))
          .isEqualTo(bits(Arrays.copyOfRange(values, from, to)));
      assertThat(target[0] + target[target.length - 1]).isZero();
    }
  }

  @Test
  void everyTruncationIsCorruption() {
    ShapedColumns columns = new ShapedColumns(74);
    for (int i = 0; i < 100; i++) {
      byte[] bytes = ColumnCodec.encode(ColumnCodec.PAGED, columns.column(30));
      for (int length = 0; length < bytes.length; length++) {
        assertCorrupt(Arrays.copyOf(bytes, length));
      }
      assertCorrupt(Arrays.copyOf(bytes, bytes.length + 1));
    }
  }

  @Test
  void damageIsACorruptionOrAnotherColumn() {
    ShapedColumns columns = new ShapedColumns(75);
    for (int i = 0; i < 5_000; i++) {
      byte[] bytes = ColumnCodec.encode(ColumnCodec.PAGED, columns.column(24));
      for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      try {
        assertRoundTrip(ColumnCodec.decode(ColumnCodec.PAGED, bytes));
      } catch (CarillonException e) {
        assertThat(e.code()).isEqualTo(ErrorCode.CORRUPTION);
      }
    }
  }

  @Test
  void nonsenseIsACorruptionOrAColumn() {
    for (int i = 0; i < 100_000; i++) {
      byte[] bytes = new byte[random.nextInt(40)];
      random.nextBytes(bytes);
      try {
        ValueCodec.decode(new ByteReader(bytes), new long[random.nextInt(50)]);
      } catch (CarillonException e) {
        assertThat(e.code()).isEqualTo(ErrorCode.CORRUPTION);
      }
    }
  }

  private static void assertRoundTrip(SampleColumn column) {
    byte[] bytes = ColumnCodec.encode(ColumnCodec.PAGED, column);
    SampleColumn back = ColumnCodec.decode(ColumnCodec.PAGED, bytes);
    assertSameSamples(back, column);
    assertThat(back.histograms() == null).isEqualTo(column.histograms() == null);
    assertThat(back.startMs() == null).isEqualTo(column.startMs() == null);
  }

  private static long[] bits(double[] values) {
    return Arrays.stream(values).mapToLong(Double::doubleToRawLongBits).toArray();
  }

  private static void assertCorrupt(byte[] bytes) {
    assertThatThrownBy(() -> ColumnCodec.decode(ColumnCodec.PAGED, bytes))
        .isInstanceOfSatisfying(
            CarillonException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CORRUPTION));
  }
}
