package io.carillon.common.column;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.common.bytes.ByteReader;
import io.carillon.common.bytes.ByteWriter;
import io.carillon.common.column.ResidualPacking.Kind;
import io.carillon.common.error.CarillonException;
import io.carillon.common.error.ErrorCode;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.IntToLongFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class AdaptivePackingTest {
  private final SplittableRandom random = new SplittableRandom(80);

  @Test
  void losesNothingOfAnyNumbers() {
    for (int i = 0; i < 2_000; i++) {
      long[] numbers = anyNumbers(1 + random.nextInt(i % 50 == 0 ? 3_000 : 200));
      ResidualPacking packing = packing(random.nextInt(8), random.nextLong() >> random.nextInt(64));
      byte[] bytes = encode(packing, numbers);
      ByteReader in = new ByteReader(bytes);
      assertThat(decode(packing, in, numbers.length, numbers.length)).isEqualTo(numbers);
      assertThat(in.remaining()).isZero();
    }
  }

  @Test
  void givesTheFirstOnesAlone() {
    for (int i = 0; i < 500; i++) {
      long[] numbers = anyNumbers(1 + random.nextInt(200));
      ResidualPacking packing = packing(random.nextInt(8), 0);
      int limit = random.nextInt(numbers.length + 1);
      ByteReader in = new ByteReader(encode(packing, numbers));
      assertThat(Arrays.copyOf(decode(packing, in, numbers.length, limit), limit))
          .isEqualTo(Arrays.copyOf(numbers, limit));
    }
  }

  @Test
  void everyTruncationIsCorruption() {
    for (int i = 0; i < 50; i++) {
      long[] numbers = anyNumbers(1 + random.nextInt(100));
      ResidualPacking packing = packing(random.nextInt(8), 0);
      byte[] bytes = encode(packing, numbers);
      for (int length = 0; length < bytes.length; length++) {
        ByteReader in = new ByteReader(Arrays.copyOf(bytes, length));
        assertThatThrownBy(() -> decode(packing, in, numbers.length, numbers.length))
            .isInstanceOfSatisfying(
                CarillonException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CORRUPTION));
      }
    }
  }

  @Test
  void damageIsACorruptionOrOtherNumbers() {
    int corruptions = 0;
    for (int i = 0; i < 3_000; i++) {
      int count = 64 + random.nextInt(100);
      byte[] bytes = encode(packing(0, 0), anyNumbers(count));
      bytes[random.nextInt(Math.min(12, bytes.length))] = (byte) random.nextInt();
      try {
        ByteReader in = new ByteReader(bytes);
        assertThat(decode(packing(random.nextInt(8), 0), in, count, count)).hasSize(count);
      } catch (CarillonException e) {
        assertThat(e.code()).isEqualTo(ErrorCode.CORRUPTION);
        corruptions++;
      }
    }
    assertThat(corruptions).isPositive();
  }

  @Test
  void noiseTakesLittleMoreThanItsEntropy() {
    int count = 2_000;
    double bitsOfDeviationOne = Math.log(2 * Math.PI * Math.E) / 2 / Math.log(2);
    for (int deviation : new int[] {8, 50, 333, 10_000, 1 << 22, 1 << 30}) {
      long[] numbers = numbers(count, _ -> Math.round(deviation * random.nextGaussian()));
      double bits = encode(packing(0, 0), numbers).length * 8.0 / count;
      assertThat(bits - bitsOfDeviationOne - Math.log(deviation) / Math.log(2))
          .isBetween(0.0, 0.25);
    }
  }

  @Test
  void followsNoiseThatChanges() {
    int count = 2_000;
    long[] numbers = numbers(count, i -> noise(i < count / 2 ? 1 << 5 : 1 << 15));
    assertThat(encode(packing(0, 0), numbers).length * 8.0 / count).isLessThan(12.4);
    long[] moving = numbers(count, i -> (i / 500) * 1_000_000L + noise(1 << 5));
    assertThat(encode(packing(2, 0), moving).length * 8.0 / count).isLessThan(7.8);
    assertThat(encode(packing(0, 0), moving).length * 8.0 / count).isGreaterThan(15);
  }

  @Test
  void whatIsMostlyTheSameTakesLessThanABitEach() {
    long[] numbers = numbers(2_000, _ -> random.nextInt(50) == 0 ? 1 : 0);
    assertThat(encode(packing(0, 0), numbers).length * 8.0 / 2_000).isLessThan(0.25);
  }

  @Test
  void costIsAboutTheSize() {
    for (int i = 0; i < 300; i++) {
      int deviation = 1 << random.nextInt(30);
      int tracking = random.nextInt(8);
      int count = 64 + random.nextInt(2_000);
      long[] numbers = numbers(count, _ -> Math.round(deviation * random.nextGaussian()));
      double costBits = new AdaptiveEncoder(count).costBits(numbers, count, 0, tracking);
      double bits = encode(packing(tracking, 0), numbers).length * 8.0;
      assertThat(costBits).isBetween(bits * 0.98 - 40, bits * 1.02 + 40);
    }
  }

  private long noise(long bound) {
    return random.nextLong(-bound, bound);
  }

  private long[] anyNumbers(int count) {
    int shift = random.nextInt(64);
    int wideness = 1 + random.nextInt(64 - shift);
    return numbers(count, _ -> random.nextLong() >> (shift + random.nextInt(wideness)));
  }

  private static long[] numbers(int count, IntToLongFunction function) {
    return IntStream.range(0, count).mapToLong(function).toArray();
  }

  private static ResidualPacking packing(int tracking, long bias) {
    return new ResidualPacking(Kind.ADAPTIVE, tracking, bias, 0);
  }

  private static byte[] encode(ResidualPacking packing, long[] numbers) {
    ByteWriter out = new ByteWriter(99);
    packing.encode(numbers, numbers.length, new long[numbers.length], out);
    return out.toByteArray();
  }

  private static long[] decode(ResidualPacking packing, ByteReader in, int count, int limit) {
    long[] target = new long[count];
    ResidualPacking.decode(packing.number(), packing.bias(), in, count, limit, target);
    return target;
  }
}
