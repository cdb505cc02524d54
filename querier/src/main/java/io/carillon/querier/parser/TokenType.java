package io.carillon.querier.parser;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The kinds of tokens. A fixed text is what stands for the token in error messages. */
enum TokenType {
  END(Group.VARIABLE, "end of input"),
  IDENTIFIER(Group.VARIABLE, "identifier"),
  METRIC_IDENTIFIER(Group.VARIABLE, "metric identifier"),
  STRING(Group.VARIABLE, "string"),
  NUMBER(Group.VARIABLE, "number"),
  DURATION(Group.VARIABLE, "duration"),

  LEFT_PAREN(Group.PUNCTUATION, "("),
  RIGHT_PAREN(Group.PUNCTUATION, ")"),
  LEFT_BRACE(Group.PUNCTUATION, "{"),
  RIGHT_BRACE(Group.PUNCTUATION, "}"),
  LEFT_BRACKET(Group.PUNCTUATION, "["),
  RIGHT_BRACKET(Group.PUNCTUATION, "]"),
  COMMA(Group.PUNCTUATION, ","),
  COLON(Group.PUNCTUATION, ":"),
  EQUAL(Group.PUNCTUATION, "="),

  ADD(Group.OPERATOR, "+"),
  SUB(Group.OPERATOR, "-"),
  MUL(Group.OPERATOR, "*"),
  DIV(Group.OPERATOR, "/"),
  MOD(Group.OPERATOR, "%"),
  POW(Group.OPERATOR, "^"),
  EQL(Group.OPERATOR, "=="),
  NEQ(Group.OPERATOR, "!="),
  LTE(Group.OPERATOR, "<="),
  LSS(Group.OPERATOR, "<"),
  GTE(Group.OPERATOR, ">="),
  GTR(Group.OPERATOR, ">"),
  TRIM_UPPER(Group.OPERATOR, "</"),
  TRIM_LOWER(Group.OPERATOR, ">/"),
  EQUAL_REGEX(Group.OPERATOR, "=~"),
  NOT_EQUAL_REGEX(Group.OPERATOR, "!~"),
  AT(Group.OPERATOR, "@"),
  AND(Group.WORD_OPERATOR, "and"),
  OR(Group.WORD_OPERATOR, "or"),
  UNLESS(Group.WORD_OPERATOR, "unless"),
  ATAN2(Group.WORD_OPERATOR, "atan2"),

  AVG(Group.AGGREGATOR, "avg"),
  BOTTOMK(Group.AGGREGATOR, "bottomk"),
  COUNT(Group.AGGREGATOR, "count"),
  COUNT_VALUES(Group.AGGREGATOR, "count_values"),
  GROUP(Group.AGGREGATOR, "group"),
  LIMITK(Group.AGGREGATOR, "limitk"),
  LIMIT_RATIO(Group.AGGREGATOR, "limit_ratio"),
  MAX(Group.AGGREGATOR, "max"),
  MIN(Group.AGGREGATOR, "min"),
  QUANTILE(Group.AGGREGATOR, "quantile"),
  STDDEV(Group.AGGREGATOR, "stddev"),
  STDVAR(Group.AGGREGATOR, "stdvar"),
  SUM(Group.AGGREGATOR, "sum"),
  TOPK(Group.AGGREGATOR, "topk"),

  ANCHORED(Group.KEYWORD, "anchored"),
  BOOL(Group.KEYWORD, "bool"),
  BY(Group.KEYWORD, "by"),
  FILL(Group.KEYWORD, "fill"),
  FILL_LEFT(Group.KEYWORD, "fill_left"),
  FILL_RIGHT(Group.KEYWORD, "fill_right"),
  GROUP_LEFT(Group.KEYWORD, "group_left"),
  GROUP_RIGHT(Group.KEYWORD, "group_right"),
  IGNORING(Group.KEYWORD, "ignoring"),
  OFFSET(Group.KEYWORD, "offset"),
  ON(Group.KEYWORD, "on"),
  SMOOTHED(Group.KEYWORD, "smoothed"),
  WITHOUT(Group.KEYWORD, "without"),

  START(Group.PREPROCESSOR, "start"),
  STOP(Group.PREPROCESSOR, "end"),
  STEP(Group.PREPROCESSOR, "step"),
  RANGE(Group.PREPROCESSOR, "range"),
  MAX_OF(Group.PREPROCESSOR, "max_of"),
  MIN_OF(Group.PREPROCESSOR, "min_of");

  /** What tokens have in common. */
  enum Group {
    /** Text that the user chooses. */
    VARIABLE,
    PUNCTUATION,
    OPERATOR,
    WORD_OPERATOR,
    AGGREGATOR,
    KEYWORD,
    /** Words that stand for parts of the request, and functions of durations. */
    PREPROCESSOR
  }

  private static final Map<String, TokenType> WORDS =
      Arrays.stream(values())
          .filter(TokenType::isWord)
          .collect(Collectors.toUnmodifiableMap(TokenType::text, Function.identity()));

  private final Group group;
  private final String text;

  TokenType(Group group, String text) {
    this.group = group;
    this.text = text;
  }

  /** The word or sign; for the variable group what the token is called. */
  String text() {
    return text;
  }

  Group group() {
    return group;
  }

  private boolean isWord() {
    return switch (group) {
      case VARIABLE, PUNCTUATION, OPERATOR -> false;
      case WORD_OPERATOR, AGGREGATOR, KEYWORD, PREPROCESSOR -> true;
    };
  }

  /** The keyword of this text in any case; null when it is none. */
  static @Nullable TokenType ofWord(String word) {
    return WORDS.get(word.toLowerCase(Locale.ROOT));
  }

  /** Whether it can be a metric name in front of a selector. */
  boolean canBeMetricName() {
    return switch (this) {
      case IDENTIFIER, METRIC_IDENTIFIER -> true;
      case ATAN2, BOOL, GROUP_LEFT, GROUP_RIGHT, IGNORING, ON -> false;
      default -> isWord();
    };
  }

  /** Whether it can be a label name in by, without, on, ignoring and group. */
  boolean canBeGroupingLabel() {
    return switch (this) {
      case IDENTIFIER, METRIC_IDENTIFIER -> true;
      // Prometheus' grammar leaves it out.
      case WITHOUT -> false;
      default -> isWord();
    };
  }

  /** Whether an expression can begin with it. */
  boolean canBeginExpression() {
    return switch (this) {
      case LEFT_PAREN, LEFT_BRACE, STRING, NUMBER, DURATION, ADD, SUB -> true;
      default -> canBeMetricName();
    };
  }
}
