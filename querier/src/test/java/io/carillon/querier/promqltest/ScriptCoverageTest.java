package io.carillon.querier.promqltest;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.common.error.CarillonException;
import io.carillon.querier.parser.AggregateOp;
import io.carillon.querier.parser.BinaryOp;
import io.carillon.querier.parser.FunctionSignature;
import io.carillon.querier.parser.FunctionTable;
import io.carillon.querier.parser.PromqlParser;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** That our own scripts alone use all of the language and expect all of its texts. */
class ScriptCoverageTest {
  private static final List<Script.Eval> EVALS =
      ScriptTests.own().stream()
          .flatMap(script -> ScriptParser.parse(script.text()).stream())
          .filter(Script.Eval.class::isInstance)
          .map(Script.Eval.class::cast)
          .toList();

  private static final LanguageUse USE = use();

  private static LanguageUse use() {
    LanguageUse use = new LanguageUse();
    for (Script.Eval eval : EVALS) {
      try {
        use.add(PromqlParser.parse(eval.expr()));
      } catch (CarillonException e) {
        assertThat(eval.expected().has(Script.Kind.FAIL)).as(eval.expr()).isTrue();
      }
    }
    return use;
  }

  static Stream<String> parts() {
    Stream<String> functions =
        FunctionTable.all().stream().map(FunctionSignature::name).map(name -> name + "()");
    Stream<String> aggregations =
        Arrays.stream(AggregateOp.values()).map(op -> op.keyword() + " aggregation");
    Stream<String> operators = Arrays.stream(BinaryOp.values()).map(BinaryOp::symbol);
    Stream<String> durations =
        Stream.of("+", "-", "*", "/", "%", "^", "()", "sign", "step()", "range()", "min_of()")
            .map(part -> "duration " + part);
    return Stream.of(functions, aggregations, operators, durations).flatMap(parts -> parts);
  }

  @ParameterizedTest
  @MethodSource("parts")
  @ValueSource(
      strings = {
        "number",
        "string",
        "unary +",
        "unary -",
        "{=}",
        "{!=}",
        "{=~}",
        "{!~}",
        "offset",
        "@",
        "@ start()",
        "@ end()",
        "[:]",
        "[:step]",
        "anchored",
        "smoothed",
        "by",
        "without",
        "bool",
        "on",
        "ignoring",
        "group_left",
        "group_right",
        "fill",
        "fill_left",
        "fill_right",
        "duration max_of()"
      })
  void isUsedTwice(String part) {
    assertThat(USE.of(part)).isGreaterThanOrEqualTo(2);
  }

  /** What a script can provoke of the texts that an evaluation may fail with. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "query processing would load too many samples into memory in ",
        "vector cannot contain metrics with the same labelset",
        "found duplicate series for the match group {a=\"1\"} on the right hand-side of the",
        "found duplicate series for the match group {a=\"1\"} on the left hand-side of the",
        "many-to-many matching not allowed: matching labels must be unique on one side",
        "many-to-one matching must be explicit (group_left/group_right)",
        "multiple matches for labels: grouping labels must ensure unique matches",
        "Parameter value is NaN",
        "Ratio value is NaN",
        " underflows int64",
        " overflows int64",
        "invalid label name ",
        "invalid regular expression in label_replace(): ",
        "invalid destination label name in label_replace",
        "invalid source label name in label_join",
        "invalid destination label name in label_join",
        "invalid smoothing factor. Expected: 0 < sf < 1, got: ",
        "invalid trend factor. Expected: 0 < tf < 1, got: ",
        "anchored modifier can only be used with: ",
        "smoothed modifier can only be used with: ",
        "anchored modifier is not supported with histograms",
        "smoothed modifier is not supported with histograms",
        "conflicting label: ",
        "found duplicate series for info metric: existing ",
        "this should be an info metric, with float samples: ",
        "invalid expression type \"range vector\" for range query",
      })
  void isExpectedToFailSomewhere(String text) {
    assertThat(expected(Script.Kind.FAIL)).anyMatch(one -> one.contains(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ratio value should be between -1 and 1, got 1.5, capping to 1",
        "quantile value should be between 0 and 1, got ",
        "bucket label \"le\" is missing or has a malformed value of \"one\" for metric name ",
        "encountered a mix of histograms and floats for metric name ",
        "encountered a mix of histograms and floats for aggregation",
        "vector contains a mix of classic and native histograms for metric name ",
        "this native histogram metric is not a counter: ",
        "this native histogram metric is not a gauge: ",
        "a mix of histograms with exponential and custom buckets schemas for metric name ",
        "incompatible bucket layout encountered for binary operator +",
        "sort is ineffective for range queries since results are always ordered by labels",
        "conflicting counter resets during histogram addition",
        "conflicting counter resets during histogram subtraction",
        "conflicting counter resets during histogram aggregation",
        "sample has start time that overlaps with previous sample timestamp for metric name ",
      })
  void isWarnedOfSomewhere(String text) {
    assertThat(expected(Script.Kind.WARN)).anyMatch(one -> one.contains(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "metric might not be a counter, name does not end in _total/_sum/_count/_bucket: ",
        "input to histogram_quantile needed to be fixed for monotonicity ",
        ", from buckets 2 to 2, with a max diff of 2, over 1 samples from ",
        "incompatible sample types encountered for binary operator \"*\": histogram * histogram",
        "ignored histogram in max aggregation",
        "ignored histograms in a range containing both floats and histograms for metric name ",
        "input to histogram_quantile has NaN observations, result is NaN",
        "input to histogram_quantile has NaN observations, result is skewed higher",
        "input to histogram_fraction has NaN observations, which are excluded from all fractions",
        "mismatched custom buckets were reconciled during addition",
        "mismatched custom buckets were reconciled during subtraction",
        "mismatched custom buckets were reconciled during aggregation",
      })
  void isInformedOfSomewhere(String text) {
    assertThat(expected(Script.Kind.INFO)).anyMatch(one -> one.contains(text));
  }

  private static List<String> expected(Script.Kind kind) {
    return EVALS.stream()
        .flatMap(eval -> eval.expected().of(kind).stream())
        .map(Script.Expect::text)
        .filter(Objects::nonNull)
        .toList();
  }
}
