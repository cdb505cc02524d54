package io.carillon.querier.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class GoFloatTest {
  /** Lines of a table next to the tests, without comments. */
  static List<String> table(String name) throws IOException {
    try (InputStream in = GoFloatTest.class.getResourceAsStream("/api/" + name)) {
      byte[] bytes = Objects.requireNonNull(in, name).readAllBytes();
      return new String(bytes, StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .toList();
    }
  }

  @Test
  void writesWhatGoWrites() throws IOException {
    for (String line : table("go-floats.txt")) {
      String[] fields = line.split(" ", -1);
      double value = Double.longBitsToDouble(Long.parseUnsignedLong(fields[0], 16));
      assertThat(GoFloat.format(value)).as(line).isEqualTo(fields[1]);
      assertThat(GoFloat.formatPlain(value)).as(line).isEqualTo(fields[2]);
      assertThat(bytes(new FloatText(), value)).as(line).isEqualTo(fields[1]);
    }
  }

  @Test
  void bytesAreTheSameAsText() {
    SplittableRandom random = new SplittableRandom(17);
    FloatText text = new FloatText();
    for (int i = 0; i < 500_000; i++) {
      double value = anyKindOf(random);
      assertThat(bytes(text, value)).isEqualTo(GoFloat.format(value));
      assertThat(bytes(text, value)).isEqualTo(GoFloat.format(value));
    }
  }

  private static double anyKindOf(SplittableRandom random) {
    double sign = random.nextBoolean() ? 1 : -1;
    double powerOfTen = Double.parseDouble("1e" + random.nextInt(-8, 23));
    return switch (random.nextInt(7)) {
      case 0 -> Double.longBitsToDouble(random.nextLong());
      case 1 -> sign * random.nextInt(100);
      case 2 -> sign * (random.nextLong() >>> random.nextInt(64));
      case 3 -> sign * random.nextInt(1_000_000) / Math.rint(powerOfTen + 1);
      case 4 -> sign * random.nextInt(100_000_000) / 10_000.0;
      case 5 -> sign * Math.nextAfter(powerOfTen, random.nextInt(3) - 1.0);
      default -> sign * powerOfTen * random.nextDouble();
    };
  }

  @Test
  void edgesOfTheFastPathsAreExact() {
    FloatText text = new FloatText();
    for (double edge :
        new double[] {
          0,
          Double.MIN_VALUE,
          1e-6,
          1e-5,
          1e-3,
          0.1 + 0.2,
          1e6,
          1e7,
          1e9,
          1L << 53,
          1e15,
          1e16,
          1e17,
          1e21,
          1e22,
          123456789.123456,
          999999999.999999,
          1e9 + 1e-6,
          Double.MAX_VALUE,
          Double.NaN,
          Double.POSITIVE_INFINITY
        }) {
      for (double value : new double[] {edge, Math.nextUp(edge), Math.nextDown(edge)}) {
        assertThat(bytes(text, value)).isEqualTo(GoFloat.format(value));
        assertThat(bytes(text, -value)).isEqualTo(GoFloat.format(-value));
      }
    }
  }

  private static String bytes(FloatText text, double value) {
    byte[] out = new byte[FloatText.MAX_BYTES + 3];
    int end = text.put(value, out, 3);
    return new String(out, 3, end - 3, StandardCharsets.ISO_8859_1);
  }

  @ParameterizedTest
  @CsvSource({
    "1_000, 1000",
    "0x1p-2, 0.25",
    "0x_1p2, 4",
    "0x1_0p1, 32",
    "inf, Infinity",
    "+Inf, Infinity",
    "-infinity, -Infinity",
    "nan, NaN",
    "1e-400, 0",
    "1., 1",
    ".5, 0.5",
    "1e+5, 100000"
  })
  void readsWhatGoReads(String text, Double expected) {
    assertThat(GoFloat.parse(text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", "1_", "_1", "+nan", "1e400", ".", "1e", " 1", "1 ", "1d", "1f", "0x10", "0b1", "1__0",
        "1_e5", "infinit", "--1", "\u0661", "1e5\n"
      })
  void refusesWhatGoRefuses(String text) {
    assertThat(GoFloat.parse(text)).isNull();
  }
}
