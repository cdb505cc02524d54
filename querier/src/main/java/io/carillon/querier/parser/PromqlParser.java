package io.carillon.querier.parser;

import io.carillon.common.labels.Matcher;
import java.util.List;

/**
 * The whole of PromQL of Prometheus 3.14, with all of its experimental parts. Errors are
 * CarillonExceptions with BAD_DATA and the text of Prometheus, {@code 1:5: parse error: …}, where
 * line and column (in bytes) count from 1. Thread-safe.
 */
public final class PromqlParser {
  private PromqlParser() {}

  /**
   * Parses an expression and checks its types.
   *
   * @throws io.carillon.common.error.CarillonException with BAD_DATA when it is not valid, nests
   *     deeper than 250 levels, or has a chain of more than about 1000 operators
   */
  public static Expr parse(String text) {
    SourceText source = new SourceText(text);
    return new TypeChecker(source).check(new ExpressionParser(source).parseAll());
  }

  /**
   * Parses a selector as {@code match[]} takes it. All of its matchers may match the empty string:
   * whoever asks decides about that.
   *
   * @throws io.carillon.common.error.CarillonException with BAD_DATA when it is not valid
   */
  public static List<Matcher> parseSelector(String text) {
    return new ExpressionParser(new SourceText(text)).parseSelector().matchers();
  }
}
