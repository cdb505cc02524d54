package io.carillon.querier.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
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
    }
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
