package io.carillon.querier.promqltest;

import io.carillon.querier.function.GoNumber;
import io.carillon.querier.parser.Expr;
import io.carillon.querier.parser.PromDuration;
import io.carillon.querier.parser.PromqlParser;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the script language of promqltest. */
final class ScriptParser {
  private static final Pattern LOAD = Pattern.compile("^load(?:_(with_nhcb))?\\s+(.+?)$");
  private static final Pattern INSTANT =
      Pattern.compile(
          "^eval(?:_(fail|warn|ordered|info))?\\s+instant\\s+(?:at\\s+(.+?))?\\s+(.+)$");
  private static final Pattern RANGE =
      Pattern.compile(
          "^eval(?:_(fail|warn|info))?\\s+range\\s+from\\s+(.+)\\s+to\\s+(.+)\\s+step\\s+(.+?)\\s+(.+)$");
  private static final Pattern EXPECT =
      Pattern.compile(
          "^expect\\s+(ordered|fail|warn|no_warn|info|no_info)(?:\\s+(regex|msg):(.+))?$");
  private static final Pattern EXPECT_MATRIX =
      Pattern.compile("^expect range vector\\s+from\\s+(.+)\\s+to\\s+(.+)\\s+step\\s+(.+)$");
  private static final String EXPECT_STRING = "expect string ";

  private final List<String> lines;
  private int next;

  private ScriptParser(String script) {
    lines =
        script.lines().map(String::strip).map(line -> line.startsWith("#") ? "" : line).toList();
  }

  static List<Script.Command> parse(String script) {
    return new ScriptParser(script).read();
  }

  private List<Script.Command> read() {
    List<Script.Command> commands = new ArrayList<>();
    while (next < lines.size()) {
      String line = lines.get(next++);
      String command = line.toLowerCase(Locale.ROOT);
      if (line.isEmpty()) {
        continue;
      }
      if (command.startsWith("clear")) {
        commands.add(new Script.Clear());
      } else if (command.startsWith("load")) {
        commands.add(load(line));
      } else if (command.startsWith("eval")) {
        commands.add(eval(line));
      } else {
        throw new IllegalArgumentException("line " + next + ": no command: " + line);
      }
    }
    return commands;
  }

  /** The lines up to the next blank one. */
  private List<String> block() {
    List<String> block = new ArrayList<>();
    while (next < lines.size() && !lines.get(next).isEmpty()) {
      block.add(lines.get(next++));
    }
    return block;
  }

  private Script.Load load(String line) {
    Matcher matcher = match(LOAD, line);
    // Start timestamps do not reach answers while use-start-timestamps is off.
    List<SeriesLine> series =
        block().stream()
            .filter(one -> !one.matches("^\\S+@st\\s.*"))
            .map(SeriesLine::parse)
            .toList();
    return new Script.Load(durationMs(matcher.group(2)), matcher.group(1) != null, series);
  }

  private Script.Eval eval(String line) {
    int lineNumber = next;
    Matcher instant = INSTANT.matcher(line);
    if (instant.matches()) {
      String at = instant.group(2);
      long timeMs = at == null ? 0 : durationMs(at);
      return eval(lineNumber, instant.group(3), instant.group(1), timeMs, timeMs, 0);
    }
    Matcher range = match(RANGE, line);
    return eval(
        lineNumber,
        range.group(5),
        range.group(1),
        durationMs(range.group(2)),
        durationMs(range.group(3)),
        durationMs(range.group(4)));
  }

  private Script.Eval eval(
      int line, String expr, @Nullable String mode, long startMs, long endMs, long stepMs) {
    List<Script.Expect> expects = new ArrayList<>();
    List<Script.ExpectedSeries> series = new ArrayList<>();
    Double scalar = null;
    String text = null;
    Script.MatrixGrid matrix = null;
    if ("ordered".equals(mode)) {
      expects.add(new Script.Expect(Script.Kind.ORDERED, false, null));
    }
    if ("fail".equals(mode)) {
      expects.add(new Script.Expect(Script.Kind.FAIL, false, null));
    }
    for (String one : block()) {
      Matcher matrixLine = EXPECT_MATRIX.matcher(one);
      OptionalDouble number = GoNumber.parse(one);
      if (one.startsWith("expected_fail_message ")) {
        expects.add(failure(one, "expected_fail_message ", false));
      } else if (one.startsWith("expected_fail_regexp ")) {
        expects.add(failure(one, "expected_fail_regexp ", true));
      } else if (matrixLine.matches()) {
        matrix =
            new Script.MatrixGrid(
                durationMs(matrixLine.group(1)),
                durationMs(matrixLine.group(2)),
                durationMs(matrixLine.group(3)));
      } else if (one.startsWith(EXPECT_STRING)) {
        text = unquote(one.substring(EXPECT_STRING.length()));
      } else if (one.startsWith("expect ")) {
        expects.add(expect(one));
      } else if (number.isPresent()) {
        scalar = number.getAsDouble();
      } else {
        SeriesLine expected = SeriesLine.parse(one);
        series.add(new Script.ExpectedSeries(expected.labels(), expected.values()));
      }
    }
    Script.Expectation expectation =
        new Script.Expectation(
            expects, scalar, text, series, "warn".equals(mode), "info".equals(mode));
    return new Script.Eval(line, expr, startMs, endMs, stepMs, stepMs == 0, expectation, matrix);
  }

  private static Script.Expect failure(String line, String prefix, boolean isRegex) {
    return new Script.Expect(Script.Kind.FAIL, isRegex, line.substring(prefix.length()).strip());
  }

  private static Script.Expect expect(String line) {
    Matcher matcher = match(EXPECT, line);
    String text = matcher.group(3);
    return new Script.Expect(
        Script.Kind.valueOf(matcher.group(1).toUpperCase(Locale.ROOT)),
        "regex".equals(matcher.group(2)),
        text == null ? null : text.strip());
  }

  private static String unquote(String quoted) {
    if (PromqlParser.parse(quoted) instanceof Expr.StringLiteral literal) {
      return literal.value();
    }
    throw new IllegalArgumentException("no string: " + quoted);
  }

  private static Matcher match(Pattern pattern, String line) {
    Matcher matcher = pattern.matcher(line);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("expected " + pattern + ", got " + line);
    }
    return matcher;
  }

  private static long durationMs(String text) {
    return PromDuration.parse(text).toMillis();
  }
}
