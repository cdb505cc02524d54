package io.carillon.common.bytes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.common.error.CarillonException;
import io.carillon.common.error.ErrorCode;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ByteReaderTest {
  @ParameterizedTest
  @ValueSource(
      longs = {0, 1, -1, 63, 64, 127, 128, -64, -65, 1L << 35, Long.MAX_VALUE, Long.MIN_VALUE})
  void integersComeBack(long value) {
    ByteWriter out = new ByteWriter(0);
    out.putUvarint(value).putVarint(value).putLong(value).putInt((int) value);
    ByteReader in = new ByteReader(out.toByteArray());
    assertThat(in.readUvarint()).isEqualTo(value);
    assertThat(in.readVarint()).isEqualTo(value);
    assertThat(in.readLong()).isEqualTo(value);
    assertThat(in.readInt()).isEqualTo((int) value);
    assertThat(in.remaining()).isZero();
  }

  @Test
  void allElseComesBack() {
    ByteWriter out = new ByteWriter(0);
    out.putInt(0).putByte(-1).putDouble(Double.longBitsToDouble(0x7ff0000000000002L));
    out.putString("é\uD83D\uDE00").putBytes(new byte[] {1, 2, 3}, 1, 2).putString("");
    out.setInt(0, 0x80000001);
    ByteReader in = new ByteReader(out.array(), 0, out.size());
    assertThat(in.readInt()).isEqualTo(0x80000001);
    assertThat(in.readByte()).isEqualTo(255);
    assertThat(Double.doubleToRawLongBits(in.readDouble())).isEqualTo(0x7ff0000000000002L);
    assertThat(in.readString()).isEqualTo("é\uD83D\uDE00");
    assertThat(in.readBytes(2)).containsExactly(2, 3);
    assertThat(in.readString()).isEmpty();
    assertThat(in.position()).isEqualTo(out.size());
  }

  @Test
  void numbersComeAtOnce() {
    ByteWriter out = new ByteWriter(0).putByte(9);
    for (int i = 0; i < 20; i++) {
      out.putDouble(i == 7 ? Double.longBitsToDouble(0x7ff0000000000002L) : -i);
    }
    ByteReader in = new ByteReader(out.array(), 1, out.size() - 1);
    in.skipDoubles(1);
    double[] values = new double[21];
    in.readDoubles(values, 2, 18);
    assertThat(values).startsWith(0, 0, -1, -2).endsWith(-18, 0);
    assertThat(Double.doubleToRawLongBits(values[8])).isEqualTo(0x7ff0000000000002L);
    assertThat(in.readDouble()).isEqualTo(-19);
    assertThat(in.remaining()).isZero();
  }

  @Test
  void zerosAreSkippedUpToALimitAndTheEnd() {
    byte[] bytes = new byte[40];
    bytes[2] = 1;
    bytes[33] = 1;
    ByteReader in = new ByteReader(bytes, 0, 38);
    assertThat(in.skipZeros(1)).isEqualTo(1);
    assertThat(in.skipZeros(9)).isEqualTo(1);
    assertThat(in.skipZeros(9)).isZero();
    assertThat(in.readByte()).isEqualTo(1);
    assertThat(in.skipZeros(11)).isEqualTo(11);
    assertThat(in.skipZeros(99)).isEqualTo(19);
    assertThat(in.readByte()).isEqualTo(1);
    assertThat(in.skipZeros(99)).isEqualTo(4);
    assertThat(in.skipZeros(1)).isZero();
  }

  @Test
  void theWriterGrowsAndIsUsedAgain() {
    ByteWriter out = new ByteWriter(1);
    for (int i = 0; i < 1000; i++) {
      out.putBytes(new byte[i]);
    }
    assertThat(out.size()).isEqualTo(999 * 500);
    out.clear();
    assertThat(out.putByte(7).toByteArray()).containsExactly(7);
  }

  @Test
  void theWireFormatIsFixed() {
    assertThat(new ByteWriter(0).putUvarint(300).putVarint(-2).putInt(1).toByteArray())
        .containsExactly(0xac, 0x02, 0x03, 1, 0, 0, 0);
  }

  @Test
  void nothingIsReadBeyondTheEnd() {
    assertCorrupt(new byte[0], ByteReader::readByte);
    assertCorrupt(new byte[3], ByteReader::readInt);
    assertCorrupt(new byte[7], ByteReader::readLong);
    assertCorrupt(new byte[7], ByteReader::readDouble);
    assertCorrupt(new byte[] {-1, -1}, ByteReader::readUvarint);
    assertCorrupt(new byte[] {2, 'a'}, ByteReader::readString);
    assertCorrupt(new byte[15], in -> in.readDoubles(new double[2], 0, 2));
    assertCorrupt(new byte[15], in -> in.skipDoubles(2));
    assertCorrupt(new byte[8], in -> in.skipDoubles(-1));
    assertCorrupt(new byte[1], in -> in.readBytes(2));
    assertCorrupt(new byte[1], in -> in.readBytes(-1));
    assertCorrupt(new byte[] {2, 0, 0, 0}, in -> in.readCount(2));
    ByteReader window = new ByteReader(new byte[10], 2, 3);
    assertThat(window.readBytes(3)).hasSize(3);
    assertThatThrownBy(window::readByte).isInstanceOf(CarillonException.class);
  }

  @Test
  void lyingLengthsAreRefused() {
    byte[] endless = {-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, 0};
    assertCorrupt(endless, ByteReader::readUvarint);
    byte[] negative = new ByteWriter(0).putUvarint(-1).toByteArray();
    assertCorrupt(negative, in -> in.readCount(1));
    assertCorrupt(negative, ByteReader::readString);
    byte[] huge = new ByteWriter(0).putUvarint(1L << 32).toByteArray();
    assertCorrupt(huge, in -> in.readCount(1));
  }

  private static void assertCorrupt(byte[] bytes, Consumer<ByteReader> read) {
    assertThatThrownBy(() -> read.accept(new ByteReader(bytes)))
        .isInstanceOfSatisfying(
            CarillonException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CORRUPTION));
  }
}
