package io.carillon.querier.parser;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** That the table of errors has every text with which a query can be refused. */
class ParseErrorCoverageTest {
  private static final List<String> MESSAGES =
      QueryTable.read("errors.tsv").map(row -> (String) row.get()[1]).toList();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "unknown position: parse error: no expression found in input",
        "parse error: unexpected .* in aggregation",
        "parse error: unexpected .* in grouping opts, expected label",
        "parse error: unexpected .* in grouping opts, expected \"\\(\"",
        "parse error: unexpected .* in grouping opts, expected \",\" or \"\\)\"",
        "parse error: unexpected .* in label matching, expected identifier or \"}\"",
        "parse error: unexpected .* in label matching, expected \",\" or \"}\"",
        "parse error: unexpected .* in label matching, expected string",
        "parse error: unexpected .* in offset, expected number, duration, step\\(\\), or range",
        "parse error: unexpected .* in @, expected timestamp",
        "parse error: unexpected .* in subquery or range, expected \":\" or \"]\"",
        "parse error: unexpected .* in subquery selector, expected \"]\"",
        "unknown function with name \".*\"",
        "expected \\d+ argument\\(s\\) in call to \".*\", got \\d+",
        "expected at least \\d+ argument\\(s\\) in call to \".*\", got \\d+",
        "expected at most \\d+ argument\\(s\\) in call to \".*\", got \\d+",
        "expected type .* in call to function \".*\", got .*",
        "expected type .* in aggregation expression, got .*",
        "expected type .* in aggregation parameter, got .*",
        "wrong number of arguments for aggregate expression provided, expected \\d, got \\d",
        "no arguments for aggregate expression provided",
        "trailing commas not allowed in function call args",
        "bool modifier can only be used on comparison operators",
        "comparisons between scalars must use BOOL modifier",
        "no grouping allowed for \".*\" operation",
        "set operator \".*\" not allowed in binary scalar expression",
        "vector matching only allowed between instant vectors",
        "label \".*\" must not occur in ON and GROUP clause at once",
        "binary expression must contain only scalar and instant vector types",
        "unary expression only allowed on expressions of type scalar or instant vector, got \".*\"",
        "offset may not be set multiple times",
        "offset modifier must be preceded by an instant vector selector or range vector selector",
        "@ <timestamp> may not be set multiple times",
        "@ modifier must be preceded by an instant vector selector or range vector selector",
        "timestamp out of bounds for @ modifier: .*",
        "ranges only allowed for vector selectors",
        "no offset modifiers allowed before range",
        "no @ modifiers allowed before range",
        "subquery is only allowed on instant vector, got .* instead",
        "division by zero",
        "modulo by zero",
        "duration out of range",
        "duration must be greater than 0",
        "filling in missing series not allowed for set operators",
        "filling in missing series only allowed between instant vectors",
        "anchored and smoothed modifiers cannot be used together",
        "bad number or duration syntax: \".*\"",
        "not a valid duration string: \".*\"",
        "error parsing number: ",
        "error parsing regexp: ",
        "unterminated quoted string",
        "unterminated raw string",
        "escape sequence not terminated",
        "escape sequence is an invalid Unicode code point",
        "unknown escape sequence ",
        "illegal character .* in escape sequence",
        "invalid UTF-8 rune",
        "unexpected character: '.*'",
        "unexpected character: '.*', expected ':'",
        "unexpected character inside braces: ",
        "unexpected character after '=': '~'",
        "unexpected character after '!': ",
        "unexpected character after '!' inside braces: ",
        "unexpected character in duration expression: ",
        "unexpected end of input in duration expression",
        "unexpected end of input inside braces",
        "unexpected left bracket '\\['",
        "unexpected right bracket ']'",
        "unexpected left brace '\\{'",
        "unexpected right parenthesis '\\)'",
        "unclosed left parenthesis",
        "unclosed left bracket",
        "expected label selectors only",
        "vector selector must contain at least one non-empty matcher",
        "metric name must not be set twice: \".*\" or \".*\"",
        "invalid label name for grouping: \".*\"",
      })
  void isInTheTable(String text) {
    assertThat(MESSAGES).anyMatch(message -> message.matches("(?s).*" + text + ".*"));
  }
}
