package io.carillon.querier.fuzz;

import io.carillon.querier.parser.Expr;
import io.carillon.querier.parser.ExprPrinter;
import io.carillon.querier.parser.PromqlParser;
import io.carillon.querier.parser.ValueType;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Makes queries smaller that still show a difference. */
final class Shrinker {
  private Shrinker() {}

  /** A query and what is wrong with it. */
  record Shrunk(FuzzQuery query, String difference) {}

  /** Tries parts, single steps and expressions with a part left out, as long as that helps. */
  static Shrunk shrink(Shrunk start, Function<FuzzQuery, @Nullable String> check) {
    Shrunk smallest = start;
    for (boolean isSmaller = true; isSmaller; ) {
      isSmaller = false;
      for (FuzzQuery candidate : candidates(smallest.query())) {
        String difference = check.apply(candidate);
        if (difference != null) {
          smallest = new Shrunk(candidate, difference);
          isSmaller = true;
          break;
        }
      }
    }
    return smallest;
  }

  private static List<FuzzQuery> candidates(FuzzQuery query) {
    List<FuzzQuery> result = new ArrayList<>();
    Expr expr = PromqlParser.parse(query.text());
    for (Expr part : ExprParts.all(expr).stream().skip(1).toList()) {
      boolean isAllowed =
          query.isInstant() ? part.type() != ValueType.STRING : Interpreter.isRangeable(part);
      if (isAllowed) {
        result.add(query.withText(ExprPrinter.print(part)));
      }
    }
    if (!query.isInstant() && query.endMs() - query.startMs() >= query.stepMs()) {
      long halfMs = (query.endMs() - query.startMs()) / query.stepMs() / 2 * query.stepMs();
      result.add(range(query, query.startMs(), query.startMs() + halfMs));
      result.add(range(query, query.startMs() + query.stepMs(), query.endMs()));
      result.add(range(query, query.startMs(), query.endMs() - query.stepMs()));
    }
    return result;
  }

  private static FuzzQuery range(FuzzQuery query, long startMs, long endMs) {
    return new FuzzQuery(
        query.text(),
        startMs,
        endMs,
        query.stepMs(),
        query.lookbackMs(),
        query.delaysNameRemoval());
  }

  /** The series that the selectors of a query find. */
  static List<FuzzSeries> involved(FuzzData data, FuzzQuery query) {
    return ExprParts.all(PromqlParser.parse(query.text())).stream()
        .flatMap(
            part ->
                part instanceof Expr.VectorSelector selector
                    ? data.matching(selector.matchers()).stream()
                    : Stream.of())
        .distinct()
        .toList();
  }
}
