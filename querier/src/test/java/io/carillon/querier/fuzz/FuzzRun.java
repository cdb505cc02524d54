package io.carillon.querier.fuzz;

import io.carillon.common.error.CarillonException;
import io.carillon.querier.exec.EngineConfig;
import io.carillon.querier.exec.PromqlEngine;
import io.carillon.querier.exec.QueryResult;
import io.carillon.querier.parser.Expr;
import io.carillon.querier.parser.ExprPrinter;
import io.carillon.querier.parser.PromqlParser;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Rounds of fuzzing, each with new data and many queries, and what came of them. */
final class FuzzRun {
  private static final int QUERIES = 400;
  private static final double FREE_DIGITS = 1e-9;

  private final int maxDifferences;
  private final Coverage coverage = new Coverage();
  private final List<String> differences = new ArrayList<>();
  private final TreeMap<String, Integer> counts = new TreeMap<>();

  FuzzRun(int maxDifferences) {
    this.maxDifferences = maxDifferences;
  }

  Coverage coverage() {
    return coverage;
  }

  List<String> differences() {
    return differences;
  }

  private int count(String what) {
    return counts.getOrDefault(what, 0);
  }

  private void add(String what) {
    counts.merge(what, 1, Integer::sum);
  }

  double shareWithAnswer() {
    return (double) count("with answer") / Math.max(1, count("with answer") + count("empty"));
  }

  String summary() {
    return String.format(Locale.ROOT, "fuzz: %s, share of answers %.3f", counts, shareWithAnswer());
  }

  /** One data set and many queries over it. */
  void round(long seed) {
    Dice dice = new Dice(seed);
    long startMs = dice.pick(0L, 1_700_000_000_000L, 1_709_164_800_000L, -3_600_000L);
    FuzzData data =
        DataGenerator.generate(
            dice, Profile.EVERYTHING, startMs, dice.between(20, 50), dice.pick(15_000, 30_000));
    Round round = new Round(seed, data);
    QueryGenerator queries = new QueryGenerator(dice, Profile.EVERYTHING, data);
    for (int i = 0; i < QUERIES && differences.size() < maxDifferences; i++) {
      String text = queries.next();
      try {
        round.check(query(dice, text, data));
      } catch (RuntimeException e) {
        throw new AssertionError("seed " + seed + ": " + text, e);
      }
    }
  }

  private static FuzzQuery query(Dice dice, String text, FuzzData data) {
    boolean isRangeable = Interpreter.isRangeable(PromqlParser.parse(text));
    long seconds = (data.endMs() - data.startMs()) / 1000;
    long startMs = data.startMs() + dice.between(-60, (int) seconds) * 1000L;
    if (dice.chance(50)) {
      startMs = Math.floorDiv(startMs, 15_000) * 15_000;
    } else if (dice.chance(20)) {
      startMs += dice.between(0, 999);
    }
    long lookbackMs = dice.pick(300_000L, 300_000L, 90_000L, 30_000L);
    boolean isDelayed = dice.chance(50);
    if (!isRangeable || dice.chance(40)) {
      return new FuzzQuery(text, startMs, startMs, 0, lookbackMs, isDelayed);
    }
    long stepMs = dice.pick(15_000L, 30_000L, 60_000L, 7_000L, 150_000L);
    long endMs = startMs + stepMs * dice.between(0, 11) + dice.between(0, 1) * 1000L;
    return new FuzzQuery(text, startMs, endMs, stepMs, lookbackMs, isDelayed);
  }

  /** An answer of the engine with its notes. */
  private record Answered(Answer answer, Set<String> notes) {}

  private final class Round {
    private final long seed;
    private final FuzzData data;
    private final Interpreter interpreter;
    private final PromqlEngine early;
    private final PromqlEngine delayed;

    Round(long seed, FuzzData data) {
      this.seed = seed;
      this.data = data;
      interpreter = new Interpreter(data);
      early = engine(false);
      delayed = engine(true);
    }

    private PromqlEngine engine(boolean delaysNameRemoval) {
      EngineConfig config =
          new EngineConfig(
              300_000,
              120_000,
              50_000_000,
              1L << 30,
              FuzzQuery.DEFAULT_SUBQUERY_STEP_MS,
              delaysNameRemoval);
      return new PromqlEngine(data.source(), config, () -> 0, new PrometheusRegistry());
    }

    private Answered ask(FuzzQuery query) {
      PromqlEngine engine = query.delaysNameRemoval() ? delayed : early;
      try {
        QueryResult result = engine.execute(query.forEngine());
        Set<String> notes = new HashSet<>(result.warnings());
        notes.addAll(result.infos());
        return new Answered(Answers.of(result.value()), notes);
      } catch (CarillonException e) {
        return new Answered(new Answer.Failure(String.valueOf(e.getMessage())), Set.of());
      }
    }

    void check(FuzzQuery query) {
      Expr expr = PromqlParser.parse(query.text());
      String difference = difference(query, expr);
      if (difference == null) {
        return;
      }
      Shrinker.Shrunk smallest =
          Shrinker.shrink(
              new Shrinker.Shrunk(query, difference),
              candidate -> difference(candidate, PromqlParser.parse(candidate.text())));
      differences.add(
          "seed "
              + seed
              + "\n  query "
              + query
              + "\n  shrunk "
              + smallest.query()
              + "\n  "
              + smallest.difference()
              + "\n"
              + FuzzData.describe(Shrinker.involved(data, smallest.query()), data.startMs()));
    }

    private @Nullable String difference(FuzzQuery query, Expr expr) {
      Answered actual = ask(query);
      Interpreter.Interpreted expected = interpreter.interpret(query);
      boolean hasSteps = !query.isInstant() || hasSubquery(expr) || OrderRules.hasLimit(expr);
      if (hasSteps && OrderRules.hasFreeChoice(expr)) {
        add("left out: choice without an order");
        return null;
      }
      boolean isFree = hasSteps && OrderRules.hasFreeDigits(expr);
      AnswerComparison comparison =
          isFree ? new AnswerComparison(FREE_DIGITS) : AnswerComparison.EXACT;
      String difference = comparison.difference(expected.answer(), actual.answer());
      if (difference == null && query.isInstant()) {
        difference = messageDifference(expected.answer(), actual.answer());
      }
      if (difference == null && !hasSteps && OrderRules.isSorted(expr)) {
        boolean isSame = AnswerComparison.areInSameOrder(expected.answer(), actual.answer());
        difference = isSame || actual.answer().isEmpty() ? null : "another order";
      }
      if (difference == null) {
        difference = noteDifference(query, expected, actual);
      }
      if (difference != null) {
        return difference + "\n  want " + expected + "\n  got  " + actual;
      }
      count(expr, actual.answer());
      FuzzQuery printed = query.withText(ExprPrinter.print(expr));
      String reprinted = AnswerComparison.EXACT.difference(actual.answer(), ask(printed).answer());
      if (reprinted != null) {
        return "printed " + printed.text() + ": " + reprinted;
      }
      return query.isInstant() ? null : stepDifference(query, expr, actual.answer());
    }

    /** The interpreter knows what an error is about; in a range another one may come first. */
    private static @Nullable String messageDifference(Answer expected, Answer actual) {
      return expected instanceof Answer.Failure want
              && actual instanceof Answer.Failure got
              && !got.message().contains(want.message())
          ? "another error"
          : null;
    }

    private void count(Expr expr, Answer answer) {
      coverage.add(expr);
      add(answer instanceof Answer.Failure ? "failed" : answer.isEmpty() ? "empty" : "with answer");
    }

    private @Nullable String noteDifference(
        FuzzQuery query, Interpreter.Interpreted expected, Answered actual) {
      if (actual.answer() instanceof Answer.Failure) {
        return null;
      }
      Set<String> want = Notes.comparable(expected.notes(), query.isInstant());
      Set<String> got = Notes.comparable(actual.notes(), query.isInstant());
      return want.equals(got) ? null : "notes " + want + " are " + got;
    }

    /** Each step of a range has to be what an instant query gives at that time. */
    private @Nullable String stepDifference(FuzzQuery query, Expr expr, Answer answer) {
      if (!(answer instanceof Answer.Series series) || StepRules.mayDiffer(expr)) {
        return null;
      }
      add("also asked step by step");
      Frame frame = query.frame();
      int step = Math.floorMod(query.text().hashCode(), frame.count());
      long timeMs = frame.timeMs(step);
      Answered single = ask(query.at(timeMs));
      boolean isFree = OrderRules.hasFreeDigits(expr);
      String difference =
          (isFree ? new AnswerComparison(FREE_DIGITS) : AnswerComparison.EXACT)
              .difference(StepRules.at(series, timeMs, expr.type()), single.answer());
      return difference == null ? null : "range beside instant at " + timeMs + ": " + difference;
    }
  }

  private static boolean hasSubquery(Expr expr) {
    return ExprParts.any(expr, part -> part instanceof Expr.Subquery);
  }
}
