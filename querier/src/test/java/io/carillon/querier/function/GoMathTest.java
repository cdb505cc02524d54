package io.carillon.querier.function;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

/**
 * Elementary functions and formats against what Go 1.26 on amd64 gave, over special and random
 * numbers: lines of name, bits of the arguments and bits of the result.
 */
class GoMathTest {
  private static final String FILE_PROPERTY = "gomath.file";

  private static final Map<String, DoubleUnaryOperator> UNARY =
      Map.ofEntries(
          Map.entry("exp", GoMath::exp),
          Map.entry("exp2", GoMath::exp2),
          Map.entry("log", GoMath::log),
          Map.entry("log2", GoMath::log2),
          Map.entry("log10", GoMath::log10),
          Map.entry("log1p", GoMath::log1p),
          Map.entry("sinh", GoMath::sinh),
          Map.entry("cosh", GoMath::cosh),
          Map.entry("tanh", GoMath::tanh),
          Map.entry("asinh", GoMath::asinh),
          Map.entry("acosh", GoMath::acosh),
          Map.entry("atanh", GoMath::atanh),
          Map.entry("sin", GoTrigonometry::sin),
          Map.entry("cos", GoTrigonometry::cos),
          Map.entry("tan", GoTrigonometry::tan),
          Map.entry("asin", GoTrigonometry::asin),
          Map.entry("acos", GoTrigonometry::acos),
          Map.entry("atan", GoTrigonometry::atan));

  private static final Map<String, DoubleBinaryOperator> BINARY =
      Map.of(
          "pow", GoMath::pow,
          "atan2", GoTrigonometry::atan2,
          "mod", (x, y) -> x % y,
          "max", GoMath::max,
          "min", GoMath::min);

  @Test
  void shouldGiveTheBitsOfGo() throws IOException {
    try (BufferedReader lines = lines()) {
      lines.lines().map(line -> line.split("\t", -1)).forEach(GoMathTest::check);
    }
  }

  /** A larger table may be named by property. */
  private static BufferedReader lines() throws IOException {
    String file = System.getProperty(FILE_PROPERTY);
    InputStream in =
        file == null
            ? Objects.requireNonNull(GoMathTest.class.getResourceAsStream("/go-math.tsv"))
            : Files.newInputStream(Path.of(file));
    return new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
  }

  private static void check(String[] fields) {
    double x = number(fields[1]);
    if (fields[0].equals("fmt")) {
      assertThat(GoFormat.general(x)).isEqualTo(fields[2]);
      assertThat(GoFormat.general(x, 2)).isEqualTo(fields[3]);
      assertThat(GoFormat.plain(x)).isEqualTo(fields[4]);
      assertThat(GoFormat.fixed(x)).isEqualTo(fields[5]);
      return;
    }
    DoubleUnaryOperator unary = UNARY.get(fields[0]);
    if (unary != null) {
      assertSame(unary.applyAsDouble(x), number(fields[2]), fields[0], x, 0);
    } else {
      double y = number(fields[2]);
      double actual = Objects.requireNonNull(BINARY.get(fields[0])).applyAsDouble(x, y);
      assertSame(actual, number(fields[3]), fields[0], x, y);
    }
  }

  private static void assertSame(double actual, double expected, String name, double x, double y) {
    assertThat(Double.doubleToLongBits(actual))
        .as("%s(%s, %s): expected %s, got %s", name, x, y, expected, actual)
        .isEqualTo(Double.doubleToLongBits(expected));
  }

  private static double number(String bits) {
    return Double.longBitsToDouble(Long.parseUnsignedLong(bits, 16));
  }
}
