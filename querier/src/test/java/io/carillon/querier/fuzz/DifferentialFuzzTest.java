package io.carillon.querier.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Random queries over random data: the engine's answers against those of the interpreter, from one
 * seed that a failure prints. More rounds: {@code -Dcarillon.test.rounds=1000}, one seed again:
 * {@code -Dcarillon.test.seed=7}. With {@code carillon.test.show=20} so many differences are
 * printed before the test fails, instead of one.
 */
final class DifferentialFuzzTest {
  private static final int DEFAULT_ROUNDS = 60;
  private static final int LEAST_APPEARANCES = 20;

  @Test
  void engineAnswersLikeTheInterpreter() {
    long first = Long.getLong("carillon.test.seed", 1);
    boolean isOneSeed = System.getProperty("carillon.test.seed") != null;
    int rounds = isOneSeed ? 1 : Integer.getInteger("carillon.test.rounds", DEFAULT_ROUNDS);
    FuzzRun run = new FuzzRun(Integer.getInteger("carillon.test.show", 1));
    for (long seed = first; seed < first + rounds; seed++) {
      run.round(seed);
    }
    System.out.println(run.summary());
    assertThat(run.differences()).as("differences").isEmpty();
    assertThat(run.shareWithAnswer()).as("share of answers that are not empty").isGreaterThan(0.6);
    if (rounds >= DEFAULT_ROUNDS) {
      List<String> rare =
          Coverage.expected(Profile.EVERYTHING).stream()
              .filter(part -> run.coverage().count(part) < LEAST_APPEARANCES)
              .toList();
      assertThat(rare).as("parts of the language that hardly appeared").isEmpty();
    }
  }
}
