package io.carillon.querier.promqltest;

import io.carillon.querier.function.GoNumber;
import io.carillon.querier.parser.Expr;
import io.carillon.querier.parser.PromqlParser;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the lines under an {@code eval}. */
final class ExpectationParser {
  private static final Pattern EXPECT =
      Pattern.compile(
          "^expect\\s+(ordered|fail|warn|no_warn|info|no_info)(?:\\s+(regex|msg):(.+))?$");
  private static final Pattern EXPECT_MATRIX =
      Pattern.compile("^expect range vector\\s+from\\s+(.+)\\s+to\\s+(.+)\\s+step\\s+(.+)$");
  private static final String EXPECT_STRING = "expect string ";
  private static final String FAIL_MESSAGE = "expected_fail_message ";
  private static final String FAIL_REGEXP = "expected_fail_regexp ";
  private static final Pattern WHOLE_NUMBER = Pattern.compile("[-+]?0[0-9xX][0-9a-fA-F]*");

  private final @Nullable String mode;
  private final boolean isInstant;
  private final List<Script.Expect> expects = new ArrayList<>();
  private final List<Script.ExpectedSeries> series = new ArrayList<>();
  private @Nullable Double scalar;
  private @Nullable String text;
  private Script.@Nullable MatrixGrid matrix;

  /**
   * A parser before its first line.
   *
   * @param mode the word behind {@code eval_}
   */
  ExpectationParser(@Nullable String mode, boolean isInstant) {
    this.mode = mode;
    this.isInstant = isInstant;
    if ("ordered".equals(mode)) {
      expects.add(new Script.Expect(Script.Kind.ORDERED, false, null));
    }
    if ("fail".equals(mode)) {
      expects.add(new Script.Expect(Script.Kind.FAIL, false, null));
    }
  }

  void read(String line) {
    Matcher matrixLine = EXPECT_MATRIX.matcher(line);
    OptionalDouble number = number(line);
    if (line.startsWith(FAIL_MESSAGE)) {
      failure(line.substring(FAIL_MESSAGE.length()), false);
    } else if (line.startsWith(FAIL_REGEXP)) {
      failure(line.substring(FAIL_REGEXP.length()), true);
    } else if (matrixLine.matches()) {
      matrix =
          new Script.MatrixGrid(
              ScriptParser.durationMs(matrixLine.group(1)),
              ScriptParser.durationMs(matrixLine.group(2)),
              ScriptParser.durationMs(matrixLine.group(3)));
    } else if (line.startsWith(EXPECT_STRING)) {
      text = unquote(line.substring(EXPECT_STRING.length()));
    } else if (line.startsWith("expect ")) {
      expects.add(expect(line));
    } else if (number.isPresent()) {
      scalar = number.getAsDouble();
    } else {
      SeriesLine expected = SeriesLine.parse(line);
      series.add(new Script.ExpectedSeries(expected.labels(), expected.values()));
    }
  }

  Script.Expectation build() {
    refuseIf(has(Script.Kind.WARN) && has(Script.Kind.NO_WARN), "both warn and no_warn");
    refuseIf(has(Script.Kind.INFO) && has(Script.Kind.NO_INFO), "both info and no_info");
    refuseIf(!isInstant && has(Script.Kind.ORDERED), "an order of a range query");
    refuseIf(!isInstant && (matrix != null || text != null), "another type of a range query");
    boolean isSingle = isInstant && matrix == null;
    refuseIf(
        isSingle
            && series.stream()
                .anyMatch(one -> one.values().size() != 1 || one.values().get(0).isOmitted()),
        "other than one value of an instant query");
    return new Script.Expectation(
        expects, scalar, text, series, matrix, "warn".equals(mode), "info".equals(mode));
  }

  private boolean has(Script.Kind kind) {
    return expects.stream().anyMatch(expect -> expect.kind() == kind);
  }

  private static void refuseIf(boolean isWrong, String what) {
    if (isWrong) {
      throw new IllegalArgumentException("expects " + what);
    }
  }

  /** As Go's ParseInt of base 0 reads it, else as ParseFloat does. */
  private static OptionalDouble number(String line) {
    return WHOLE_NUMBER.matcher(line).matches()
        ? OptionalDouble.of(Long.decode(line))
        : GoNumber.parse(line);
  }

  private void failure(String expected, boolean isRegex) {
    refuseIf(!"fail".equals(mode), "the text of a failure without eval_fail");
    expects.clear();
    expects.add(new Script.Expect(Script.Kind.FAIL, isRegex, expected.strip()));
  }

  private static Script.Expect expect(String line) {
    Matcher matcher = ScriptParser.match(EXPECT, line);
    String text = matcher.group(3);
    return new Script.Expect(
        Script.Kind.valueOf(matcher.group(1).toUpperCase(Locale.ROOT)),
        "regex".equals(matcher.group(2)),
        text == null ? null : text.strip());
  }

  private static String unquote(String quoted) {
    if (PromqlParser.parse(quoted) instanceof Expr.StringLiteral literal) {
      return literal.value();
    }
    throw new IllegalArgumentException("no string: " + quoted);
  }
}
