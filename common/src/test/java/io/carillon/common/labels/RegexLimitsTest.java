package io.carillon.common.labels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.common.error.CarillonException;
import io.carillon.common.error.ErrorCode;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Expressions that are built to cost much. */
final class RegexLimitsTest {
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final int MEBIBYTE = 1 << 20;

  static Stream<String> largest() {
    return Stream.of(
        "(a*)*b",
        "(a|aa)+b",
        "(a?){500}a{500}",
        "x{1000}",
        "(x{10}){100}",
        "((x{10}){10}){10}",
        "(".repeat(1000) + "x" + ")".repeat(1000),
        ".*".repeat(4000),
        "(x|y)?".repeat(1500),
        "(" + "a.b|".repeat(3900) + ")",
        "[^]a-z]{1000}".repeat(30),
        ".".repeat(32 << 10));
  }

  @ParameterizedTest
  @MethodSource("largest")
  void whatIsAllowedIsMatchedInTimeAndStack(String expression) throws Exception {
    Callable<Boolean> match =
        () -> RegexMatcher.compile(expression).matches("a".repeat(200) + "\n");
    Assertions.assertTimeout(LIMIT, match::call);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      assertThat(threads.submit(match).get()).isEqualTo(match.call());
    }
  }

  static Stream<List<String>> excesses() {
    return Stream.of(
        List.of("(".repeat(1001) + "x" + ")".repeat(1001), "expression nests too deeply"),
        List.of("(".repeat(MEBIBYTE), "expression nests too deeply"),
        List.of(".*".repeat(4001), "expression too large"),
        List.of("x?".repeat(MEBIBYTE / 2), "expression too large"),
        List.of("(x|y)?".repeat(5000), "expression too large"),
        List.of("x".repeat(MEBIBYTE) + ".*", "expression too large"),
        List.of("(" + "a.b|".repeat(MEBIBYTE / 4) + ")", "expression too large"),
        List.of("[a-z]{1000}".repeat(33), "expression too large"),
        List.of("\\pL{1000}".repeat(1000), "expression too large"));
  }

  @ParameterizedTest
  @MethodSource("excesses")
  void whatIsTooMuchIsRefusedAtOnce(List<String> excess) {
    assertRefused(excess.get(0), excess.get(1) + ": `" + excess.get(0) + "`");
  }

  @Test
  void repetitionsMultiply() {
    assertRefused("x{1001}", "invalid repeat count: `{1001}`");
    assertRefused("(x{100}){11}", "invalid repeat count: `{11}`");
    assertRefused("(x{2}){0,501}", "invalid repeat count: `{0,501}`");
    assertRefused("((x{10}y){10,}){11}z{3}", "invalid repeat count: `{11}`");
    assertRefused("x{9999}", "invalid repeat count: `{9999}`");
  }

  @Test
  void whatLooksLikeARepetitionMayBeText() {
    assertThat(RegexMatcher.compile("x\\{2000}{,5}a{b}").matches("x{2000}{,5}a{b}")).isTrue();
    assertThat(RegexMatcher.compile("[(*{2000}]+").matches("({20}*")).isTrue();
    assertThat(RegexMatcher.compile("[]{9999}]").matches("}")).isTrue();
    assertThat(RegexMatcher.compile("[]a\\]]{2}").matches("]a")).isTrue();
    assertThat(RegexMatcher.compile("x{0}y{0,}z{1,3}").matches("yyz")).isTrue();
  }

  @Test
  void listsOfLiteralsMayBeLong() {
    String list = "some.host:9100|".replace(".", "\\.").repeat(MEBIBYTE / 16);
    for (String expression : List.of(list, "(" + list + ")", "(?:" + list + ")")) {
      RegexMatcher matcher = RegexMatcher.compile(expression);
      assertThat(matcher.literals()).containsExactly("", "some.host:9100");
      assertThat(matcher.matches("some.host:9100")).isTrue();
      assertThat(matcher.matches("some-host:9100")).isFalse();
    }
  }

  private static void assertRefused(String expression, String message) {
    Assertions.assertTimeout(
        LIMIT,
        () ->
            assertThatThrownBy(() -> RegexMatcher.compile(expression))
                .isInstanceOfSatisfying(
                    CarillonException.class,
                    e -> assertThat(e.code()).isEqualTo(ErrorCode.BAD_DATA))
                .hasMessage("error parsing regexp: " + message));
  }
}
