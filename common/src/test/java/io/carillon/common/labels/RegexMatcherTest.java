package io.carillon.common.labels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.re2j.Pattern;
import io.carillon.common.error.CarillonException;
import io.carillon.common.error.ErrorCode;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RegexMatcherTest {
  private static final String[] PIECES = {
    "a",
    "b",
    "ab",
    "\uD83D\uDE00",
    ".",
    ".*",
    ".+",
    "a*",
    "b?",
    "(ab)+",
    "[ab]",
    "a|b",
    "|",
    "\\.",
    "\\*",
    "a{2}",
    "ab{0,1}",
    "(?i)",
    "(?i:a)",
    "^",
    "$",
    "\n",
    "\\x61",
    "(a|)",
    "-"
  };
  private static final String[] VALUE_PIECES = {
    "a", "b", "A", "B", ".", "*", "\n", "\uD83D\uDE00", "ab", "-", ""
  };

  @Test
  void agreesWithThePlainAutomaton() {
    SplittableRandom random = new SplittableRandom(48);
    for (int i = 0; i < 5_000; i++) {
      String expression = text(PIECES, random);
      RegexMatcher matcher = RegexMatcher.compile(expression);
      Pattern plain = Pattern.compile("(?:" + expression + ")", Pattern.DOTALL);
      for (int j = 0; j < 20; j++) {
        String value = text(VALUE_PIECES, random);
        boolean expected = plain.matches(value);
        assertThat(matcher.matches(value))
            .as("%s on \"%s\"", expression, value)
            .isEqualTo(expected);
        if (expected) {
          assertThat(value).startsWith(matcher.prefix());
        }
        if (expected && matcher.literals() != null) {
          assertThat(matcher.literals()).contains(value);
        }
      }
    }
  }

  @Test
  void literalsBetweenWildcardsAgreeWithThePlainAutomaton() {
    String[] pieces = {"a", "b", "ab", "\\.", "\uD83D\uDE00", "\n", ".*", ".+", ".*", ".+"};
    SplittableRandom random = new SplittableRandom(49);
    int parsed = 0;
    for (int i = 0; i < 3_000; i++) {
      String expression = text(pieces, random) + text(pieces, random);
      parsed += WildcardPattern.parse(expression) == null ? 0 : 1;
      RegexMatcher matcher = RegexMatcher.compile(expression);
      Pattern plain = Pattern.compile(expression, Pattern.DOTALL);
      for (int j = 0; j < 20; j++) {
        String value = text(VALUE_PIECES, random) + text(VALUE_PIECES, random);
        assertThat(matcher.matches(value))
            .as("%s on \"%s\"", expression, value)
            .isEqualTo(plain.matches(value));
      }
    }
    assertThat(parsed).isGreaterThan(1_000);
  }

  @Test
  void onlyLiteralsAndWildcardsAreMatchedBySearching() {
    for (String expression : List.of("a.*", ".+", ".*a\\.b.+c", "node_.+_total")) {
      assertThat(WildcardPattern.parse(expression)).as(expression).isNotNull();
    }
    for (String expression :
        List.of("a", "", "a.", "a.*?", ".+?", "a.b.*", ".*.+", "(a).*", "a|b.*", "\\d.*", "^a.*")) {
      assertThat(WildcardPattern.parse(expression)).as(expression).isNull();
    }
  }

  @Test
  void knowsLiteralsAndPrefixes() {
    assertThat(RegexMatcher.compile("a|b\\.c||a").literals()).containsExactly("", "a", "b.c");
    assertThat(RegexMatcher.compile("").literals()).containsExactly("");
    assertThat(RegexMatcher.compile("ab.*").literals()).isNull();
    assertThat(RegexMatcher.compile("ab.*").prefix()).isEqualTo("ab");
    assertThat(RegexMatcher.compile("ab*").prefix()).isEqualTo("a");
    assertThat(RegexMatcher.compile("a\uD83D\uDE00?").prefix()).isEqualTo("a");
    assertThat(RegexMatcher.compile("ab+").prefix()).isEqualTo("ab");
    assertThat(RegexMatcher.compile("(?i)ab").prefix()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"(", "a)", "*", "[", "a)|(b", "a{2,1}", "\\", "(?<n>a", "a**"})
  void whatDoesNotCompileIsBadData(String expression) {
    assertThatThrownBy(() -> RegexMatcher.compile(expression))
        .isInstanceOfSatisfying(
            CarillonException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BAD_DATA))
        .hasMessageContaining("error parsing regexp");
  }

  private static String text(String[] pieces, SplittableRandom random) {
    StringBuilder out = new StringBuilder();
    for (int i = random.nextInt(5); i > 0; i--) {
      String piece = pieces[random.nextInt(pieces.length)];
      boolean repeatsTwice = !out.isEmpty() && piece.length() == 1 && "*+?{".contains(piece);
      out.append(repeatsTwice ? "" : piece);
    }
    return out.toString();
  }
}
