package io.carillon.querier.promqltest;

import com.google.re2j.Pattern;
import io.carillon.common.labels.Labels;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Commands of a script. */
final class Script {
  private Script() {}

  /** A command. */
  sealed interface Command permits Clear, Load, Eval {}

  /** {@code clear}. */
  record Clear() implements Command {}

  /** {@code load}: the i-th value of each series at i times the step. */
  record Load(long stepMs, boolean withCustomBuckets, List<SeriesLine> series) implements Command {}

  /**
   * {@code eval}.
   *
   * @param startMs time of an instant query
   * @param stepMs 0 for an instant query
   */
  record Eval(
      int line,
      String expr,
      long startMs,
      long endMs,
      long stepMs,
      boolean isInstant,
      Expectation expected)
      implements Command {}

  /** Where the values of an expected matrix stand. */
  record MatrixGrid(long startMs, long endMs, long stepMs) {}

  /** The kinds of {@code expect} lines. */
  enum Kind {
    ORDERED,
    FAIL,
    WARN,
    NO_WARN,
    INFO,
    NO_INFO
  }

  /**
   * An {@code expect} line.
   *
   * @param text what must be equal or found; null for anything
   */
  record Expect(Kind kind, boolean isRegex, @Nullable String text) {
    boolean matches(String actual) {
      if (text == null) {
        return true;
      }
      return isRegex ? Pattern.compile(text).matcher(actual).find() : text.equals(actual);
    }
  }

  /** An expected series, in the order of the script. */
  record ExpectedSeries(Labels labels, List<SequenceValue> values) {}

  /**
   * What an evaluation must give.
   *
   * @param scalar null unless a lone number was written
   * @param text null unless a string is expected
   * @param matrix grid of an instant query whose answer is a matrix, else null
   * @param needsWarning from {@code eval_warn}
   * @param needsInfo from {@code eval_info}
   */
  record Expectation(
      List<Expect> expects,
      @Nullable Double scalar,
      @Nullable String text,
      List<ExpectedSeries> series,
      @Nullable MatrixGrid matrix,
      boolean needsWarning,
      boolean needsInfo) {
    boolean has(Kind kind) {
      return expects.stream().anyMatch(expect -> expect.kind() == kind);
    }

    List<Expect> of(Kind kind) {
      return expects.stream().filter(expect -> expect.kind() == kind).toList();
    }
  }
}
