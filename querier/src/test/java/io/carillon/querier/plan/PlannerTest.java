package io.carillon.querier.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.common.error.CarillonException;
import io.carillon.common.error.ErrorCode;
import io.carillon.querier.parser.PromqlParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlannerTest {
  private static final QueryTimes RANGE = new QueryTimes(10_000, 110_000, 5_000, 60_000);
  private static final QueryTimes INSTANT = new QueryTimes(10_000, 10_000, 0, 60_000);

  private static Plan plan(String text, QueryTimes times) {
    return Planner.plan(PromqlParser.parse(text), times);
  }

  @ParameterizedTest
  @CsvSource({"start(), 10", "end(), 110", "range(), 100", "step(), 5"})
  void shouldFoldTheTimesOfTheQuery(String text, double expected) {
    assertThat(plan(text, RANGE))
        .isInstanceOfSatisfying(
            Plan.Constant.class, constant -> assertThat(constant.value()).isEqualTo(expected));
  }

  @Test
  void shouldFoldStepToZeroForAnInstantQuery() {
    assertThat(plan("step()", INSTANT))
        .isInstanceOfSatisfying(
            Plan.Constant.class, constant -> assertThat(constant.value()).isZero());
  }

  @ParameterizedTest
  @CsvSource({
    "x @ 1, true",
    "sum(x @ 1), true",
    "rate(x[5m] @ 1), true",
    "x @ 1 + 1, true",
    "timestamp(x @ 1), true",
    "timestamp(abs(x @ 1)), false",
    "'predict_linear(x[5m] @ 1, 3)', false",
    "x, false",
    "1, false",
    "x @ 1 + x, false"
  })
  void shouldWrapTheLargestPartThatDoesNotChange(String text, boolean isWrapped) {
    assertThat(plan(text, RANGE) instanceof Plan.StepInvariant).isEqualTo(isWrapped);
  }

  @Test
  void shouldWrapOnlyTheFixedOperand() {
    assertThat(plan("x @ end() + x", RANGE))
        .isInstanceOfSatisfying(
            Plan.Binary.class,
            binary -> {
              assertThat(binary.lhs()).isInstanceOf(Plan.StepInvariant.class);
              assertThat(binary.rhs()).isInstanceOf(Plan.InstantSelector.class);
            });
  }

  @Test
  void shouldDropParenthesesAndKeepThePositionOfWhatIsInside() {
    assertThat(plan("sum(((x)))", RANGE))
        .isInstanceOfSatisfying(
            Plan.Aggregation.class,
            sum -> {
              assertThat(sum.input()).isInstanceOf(Plan.InstantSelector.class);
              assertThat(sum.input().position().start()).isEqualTo(6);
            });
  }

  @Test
  void shouldTellSelectorsWhatIsAroundThem() {
    assertThat(plan("sum(rate(x[5m]))", RANGE))
        .isInstanceOfSatisfying(
            Plan.Aggregation.class,
            sum -> {
              Plan.Call rate = (Plan.Call) sum.input();
              assertThat(((Plan.RangeSelector) rate.args().get(0)).use().enclosing())
                  .isEqualTo("rate");
            });
  }

  @ParameterizedTest
  @CsvSource({
    "x[5m], 300000",
    "x[1m + 30s], 90000",
    "x[step() * 2], 10000",
    "x[range()], 100000",
    "'x[max_of(step(), 1m)]', 60000",
    "x[1.0005], 1000",
    "x[7ms], 7"
  })
  void shouldComputeRanges(String text, long expectedMs) {
    assertThat(plan("count_over_time(" + text + ")", RANGE))
        .isInstanceOfSatisfying(
            Plan.Call.class,
            call ->
                assertThat(((Plan.RangeSelector) call.args().get(0)).rangeMs())
                    .isEqualTo(expectedMs));
  }

  @ParameterizedTest
  @CsvSource({
    "x offset 5m, -300000",
    "x offset -5m, 300000",
    "x offset (1m - 2m), 60000",
    "x @ 7 offset 2s, 5000",
    "x offset 2s @ 7, 5000"
  })
  void shouldShiftTheTimeToLookAt(String text, long expectedMs) {
    Plan plan = plan(text, INSTANT);
    Plan inner = plan instanceof Plan.StepInvariant invariant ? invariant.inner() : plan;
    assertThat(((Plan.InstantSelector) inner).time().apply(0)).isEqualTo(expectedMs);
  }

  @ParameterizedTest
  @CsvSource({
    "x[step()], duration must be greater than 0",
    "x[1m - 2m], duration must be greater than 0",
    "x[1m / step()], division by zero",
    "x[1m % step()], modulo by zero",
    "x[1e5 ^ 1e5], duration is NaN or infinite"
  })
  void shouldRefuseDurationsThatAreNone(String text, String error) {
    assertThatThrownBy(() -> plan("count_over_time(" + text + ")", INSTANT))
        .isInstanceOfSatisfying(
            CarillonException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.BAD_DATA);
              assertThat(e).hasMessageContaining(error);
            });
  }
}
