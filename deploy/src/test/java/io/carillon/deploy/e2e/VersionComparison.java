package io.carillon.deploy.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import io.carillon.querier.fuzz.Coverage;
import io.carillon.querier.fuzz.Dice;
import io.carillon.querier.fuzz.FuzzData;
import io.carillon.querier.fuzz.QueryGenerator;
import io.carillon.querier.parser.Expr;
import io.carillon.querier.parser.PromqlParser;
import io.carillon.querier.parser.ValueType;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/** Asks both servers the same and keeps what differs. Shared by the threads that ask. */
final class VersionComparison {
  /** Few, since both servers run beside this on the cores of a small machine. */
  private static final int PARALLEL = 4;

  private static final long HALF_SECOND_MS = 500;

  private final FuzzData data;
  private final QueryClient prometheus;
  private final QueryClient carillon;
  private final Coverage coverage = new Coverage();
  private final List<String> differences = new ArrayList<>();
  private final Map<VersionRule, Integer> leftOut = new EnumMap<>(VersionRule.class);
  private int compared;
  private int failed;
  private int notEmpty;

  VersionComparison(FuzzData data, QueryClient prometheus, QueryClient carillon) {
    this.data = data;
    this.prometheus = prometheus;
    this.carillon = carillon;
  }

  /** A query at steps that are no edge of anything: half seconds. */
  private record Question(String text, Expr expr, long startMs, long endMs, long stepMs) {
    QueryClient.Answer ask(QueryClient client) {
      return stepMs == 0
          ? client.instant(text, startMs)
          : client.range(text, startMs, endMs, stepMs);
    }

    @Override
    public String toString() {
      return text + " from " + startMs + " to " + endMs + " step " + stepMs;
    }
  }

  /** Draws queries until so many have been compared. */
  void askAll(Dice dice, QueryGenerator queries, int count) {
    try (ExecutorService threads = Executors.newFixedThreadPool(PARALLEL)) {
      for (int i = 0; i < count; i++) {
        Question question = draw(dice, queries);
        threads.execute(() -> compare(question));
      }
    }
  }

  private synchronized void leaveOut(VersionRule rule) {
    leftOut.merge(rule, 1, Integer::sum);
  }

  private Question draw(Dice dice, QueryGenerator queries) {
    while (true) {
      Question question = question(dice, queries.next());
      VersionRule rule = ruleFor(question.expr());
      if (rule == null) {
        return question;
      }
      leaveOut(rule);
    }
  }

  private @Nullable VersionRule ruleFor(Expr expr) {
    for (VersionRule rule : VersionRule.values()) {
      if (rule.leavesOut(expr, data)) {
        return rule;
      }
    }
    return null;
  }

  private Question question(Dice dice, String text) {
    Expr expr = PromqlParser.parse(text);
    int seconds = (int) ((data.endMs() - data.startMs()) / 1000);
    long startMs = data.startMs() + dice.between(60, seconds) * 1000L + HALF_SECOND_MS;
    boolean isRangeable = expr.type() == ValueType.VECTOR || expr.type() == ValueType.SCALAR;
    if (!isRangeable || dice.chance(40)) {
      return new Question(text, expr, startMs, startMs, 0);
    }
    long stepMs = dice.pick(15_000L, 30_000L, 60_000L, 7_000L, 150_000L);
    return new Question(text, expr, startMs, startMs + stepMs * dice.between(0, 11), stepMs);
  }

  private void compare(Question question) {
    QueryClient.Answer expected = question.ask(prometheus);
    QueryClient.Answer actual = question.ask(carillon);
    String difference = new VersionTolerance(question.expr(), data).difference(expected, actual);
    keep(question, expected, actual, difference);
  }

  private synchronized void keep(
      Question question,
      QueryClient.Answer expected,
      QueryClient.Answer actual,
      String difference) {
    if (VersionRule.isMatchBeforeFilter(question.expr(), actual.body())) {
      leaveOut(VersionRule.MATCH_BEFORE_FILTER);
      return;
    }
    compared++;
    coverage.add(question.expr());
    if (actual.status() != 200) {
      failed++;
    } else if (!isEmpty(actual.result())) {
      notEmpty++;
    }
    if (!difference.isEmpty()) {
      differences.add(
          question
              + "\n  "
              + difference
              + "\n  want "
              + shorten(expected.body())
              + "\n  got  "
              + shorten(actual.body()));
    }
  }

  private static boolean isEmpty(JsonNode result) {
    return result.isEmpty();
  }

  private static String shorten(String text) {
    return text.substring(0, Math.min(1500, text.length()));
  }

  List<String> differences() {
    return differences;
  }

  Coverage coverage() {
    return coverage;
  }

  /** How many of the answers that are no errors have anything in them. */
  double shareWithAnswer() {
    return (double) notEmpty / Math.max(1, compared - failed);
  }

  void print(int maxDifferences) {
    System.out.printf(
        Locale.ROOT,
        "compared with Prometheus: %d, refused by both: %d, not empty: %.3f, differences: %d%n",
        compared,
        failed,
        shareWithAnswer(),
        differences.size());
    leftOut.forEach(
        (rule, count) ->
            System.out.printf(
                Locale.ROOT, "left out by %s: %d (%s)%n", rule, count, rule.reason()));
    differences.stream().limit(maxDifferences).forEach(System.out::println);
  }
}
