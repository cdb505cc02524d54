package io.carillon.common.labels;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class Utf8OrderTest {
  /** From all four lengths of UTF-8, at the borders where it differs from UTF-16. */
  private static final int[] CODE_POINTS = {
    'a', 'b', 0x7f, 0x80, 0xe9, 0x7ff, 0x800, 0xd7ff, 0xe000, 0xfffd, 0xffff, 0x10000, 0x1f600,
    0x10ffff
  };

  @Test
  void differsFromTheOrderOfStrings() {
    assertThat("\uFFFD".compareTo("\uD83D\uDE00")).isPositive();
    assertThat(Utf8Order.compare("\uFFFD", "\uD83D\uDE00")).isNegative();
  }

  @Test
  void isTheOrderOfTheBytes() {
    SplittableRandom random = new SplittableRandom(47);
    for (int i = 0; i < 50_000; i++) {
      String a = text(random);
      String b = text(random);
      int expected =
          Arrays.compareUnsigned(
              a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
      assertThat(Integer.signum(Utf8Order.compare(a, b)))
          .as("\"%s\" and \"%s\"", a, b)
          .isEqualTo(Integer.signum(expected));
    }
  }

  private static String text(SplittableRandom random) {
    StringBuilder out = new StringBuilder();
    for (int i = random.nextInt(4); i > 0; i--) {
      out.appendCodePoint(CODE_POINTS[random.nextInt(CODE_POINTS.length)]);
    }
    return out.toString();
  }
}
