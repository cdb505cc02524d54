package io.carillon.querier.function;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import io.carillon.querier.function.Annotations.Monotonicity;
import io.carillon.querier.parser.PositionRange;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Templates, natural order, numbers and annotations. */
class TextFunctionsTest {
  @ParameterizedTest
  @CsvSource({
    "$1-$2, a-b",
    "${1}x, ax",
    "$1x, ''",
    "$name!, b!",
    "${name}s, bs",
    "$$1, $1",
    "$9, ''",
    "${1, ${1",
    "100%$, 100%$",
    "$nope, ''"
  })
  void shouldExpandTemplates(String template, String expected) {
    Pattern pattern = Pattern.compile("(.)(?P<name>.)");
    Matcher matcher = pattern.matcher("ab");
    assertThat(matcher.find()).isTrue();
    assertThat(new ReplacementTemplate(template).expand(matcher, pattern)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "a2, a10, true",
    "a10, a2, false",
    "a, b, true",
    "1, a, true",
    "a1b, a1c, true",
    "2, 10, true",
    "'', a, false",
    "99999999999999999999, 2, false"
  })
  void shouldOrderRunsOfDigitsAsNumbers(String a, String b, boolean isBefore) {
    assertThat(NaturalOrder.isBefore(a, b)).isEqualTo(isBefore);
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "+Inf, Infinity", "-inf, -Infinity", "1e3, 1000", "0x1p2, 4", ".5, 0.5"})
  void shouldReadNumbers(String text, double expected) {
    assertThat(GoNumber.parse(text)).hasValue(expected);
  }

  @ParameterizedTest
  @CsvSource({"''", "x", "1d", "1f", "1e400", "' 1'", "0x", "+NaN", "1_000"})
  void shouldRefuseWhatIsNoNumber(String text) {
    assertThat(GoNumber.parse(text)).isEmpty();
  }

  @Test
  void shouldCountLinesAndBytesInPositions() {
    Annotations annotations = new Annotations();
    annotations.invalidQuantile(2, new PositionRange(7, 8));
    assertThat(annotations.warnings("\u00e9\u00e9\n  2 + x"))
        .containsExactly("PromQL warning: quantile value should be between 0 and 1, got 2 (2:3)");
  }

  @Test
  void shouldKeepOneNoteOfEachText() {
    Annotations annotations = new Annotations();
    annotations.possibleNonCounter("x", new PositionRange(0, 1));
    annotations.possibleNonCounter("x", new PositionRange(5, 6));
    assertThat(annotations.infos("rate(x[1m])"))
        .containsExactly(
            "PromQL info: metric might not be a counter, name does not end in"
                + " _total/_sum/_count/_bucket: \"x\" (1:6)");
  }

  @Test
  void shouldAddUpWhatWasForcedMonotonic() {
    Annotations annotations = new Annotations();
    annotations.forcedMonotonicity(
        "", new Monotonicity(1, 2, 0.123, 1, 1000, 1000), new PositionRange(0, 1));
    annotations.forcedMonotonicity(
        "", new Monotonicity(0.5, 1, 20, 2, 61_000, 61_000), new PositionRange(3, 4));
    assertThat(annotations.infos("abcdef"))
        .singleElement()
        .asString()
        .endsWith(
            ", from buckets 0.5 to 2, with a max diff of 20, over 3 samples from"
                + " 1970-01-01T00:00:01Z to 1970-01-01T00:01:01Z (1:1)");
  }

  @ParameterizedTest
  @CsvSource({
    "year, -1, 1969",
    "month, 951782400, 2",
    "day_of_month, 951782400, 29",
    "days_in_month, 951782400, 29",
    "day_of_year, 978220800, 366",
    "day_of_week, 0, 4",
    "hour, -1, 23",
    "minute, 3599, 59",
    "year, -9223372036854775808, 292277026596"
  })
  void shouldTakeDatesApart(String function, long seconds, double expected) {
    assertThat(Objects.requireNonNull(DateFunctions.find(function)).applyAsDouble(seconds))
        .isEqualTo(expected);
  }
}
