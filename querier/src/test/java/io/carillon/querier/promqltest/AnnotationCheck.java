package io.carillon.querier.promqltest;

import io.carillon.querier.exec.QueryResult;
import java.util.List;

/** Compares warnings and infos with what a script expects. */
final class AnnotationCheck {
  private AnnotationCheck() {}

  static void check(Script.Expectation expected, QueryResult result) {
    check(
        expected,
        result.warnings(),
        Script.Kind.WARN,
        Script.Kind.NO_WARN,
        expected.needsWarning());
    check(expected, result.infos(), Script.Kind.INFO, Script.Kind.NO_INFO, expected.needsInfo());
  }

  private static void check(
      Script.Expectation expected,
      List<String> texts,
      Script.Kind kind,
      Script.Kind none,
      boolean needsAny) {
    List<Script.Expect> expects = expected.of(kind);
    if ((needsAny || !expects.isEmpty()) && texts.isEmpty()) {
      throw new AssertionError("expected " + kind + " " + expects + ", got none");
    }
    if (expected.has(none) && !texts.isEmpty()) {
      throw new AssertionError("expected " + none + ", got " + texts);
    }
    for (Script.Expect expect : expects) {
      if (texts.stream().noneMatch(expect::matches)) {
        throw new AssertionError("expected " + expect + ", got " + texts);
      }
    }
    for (String text : texts) {
      if (!expects.isEmpty() && expects.stream().noneMatch(expect -> expect.matches(text))) {
        throw new AssertionError("unexpected " + kind + ": " + text);
      }
    }
  }
}
