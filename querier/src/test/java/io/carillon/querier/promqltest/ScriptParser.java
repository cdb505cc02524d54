package io.carillon.querier.promqltest;

import io.carillon.querier.parser.PromDuration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the script language of promqltest. */
final class ScriptParser {
  private static final Pattern SPACE = Pattern.compile("\\s+");
  private static final Pattern LOAD = Pattern.compile("^(?i:load)(?:_(with_nhcb))?\\s+(.+?)$");
  private static final Pattern INSTANT =
      Pattern.compile(
          "^(?i:eval)(?:_(fail|warn|ordered|info))?\\s+instant(?:\\s+at\\s+(.+?))?\\s+(.+)$");
  private static final Pattern RANGE =
      Pattern.compile(
          "^(?i:eval)(?:_(fail|warn|info))?"
              + "\\s+range\\s+from\\s+(.+)\\s+to\\s+(.+)\\s+step\\s+(.+?)\\s+(.+)$");

  private final List<String> lines;
  private int next;

  private ScriptParser(String script) {
    lines =
        script.lines().map(String::strip).map(line -> line.startsWith("#") ? "" : line).toList();
  }

  /**
   * All commands of a script.
   *
   * @throws IllegalArgumentException naming the line that is none
   */
  static List<Script.Command> parse(String script) {
    ScriptParser parser = new ScriptParser(script);
    try {
      return parser.read();
    } catch (RuntimeException e) {
      throw new IllegalArgumentException("line " + parser.next + ": " + e.getMessage(), e);
    }
  }

  private List<Script.Command> read() {
    List<Script.Command> commands = new ArrayList<>();
    while (next < lines.size()) {
      String line = lines.get(next++);
      if (line.isEmpty()) {
        continue;
      }
      String command = SPACE.split(line, 2)[0].toLowerCase(Locale.ROOT);
      if (command.equals("clear")) {
        commands.add(new Script.Clear());
      } else if (command.startsWith("load")) {
        commands.add(load(line));
      } else if (command.startsWith("eval")) {
        commands.add(eval(line));
      } else {
        throw new IllegalArgumentException("no command: " + line);
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
    List<SeriesLine> series = new ArrayList<>();
    String starts = null;
    for (String one : block()) {
      if (SeriesLine.hasStarts(one)) {
        starts = one;
        continue;
      }
      SeriesLine samples = SeriesLine.parse(one);
      series.add(starts == null ? samples : samples.withStarts(starts));
      starts = null;
    }
    if (starts != null) {
      throw new IllegalArgumentException("expected samples behind " + starts);
    }
    return new Script.Load(durationMs(matcher.group(2)), matcher.group(1) != null, series);
  }

  private Script.Eval eval(String line) {
    int lineNumber = next;
    Matcher instant = INSTANT.matcher(line);
    if (instant.matches()) {
      String at = instant.group(2);
      long timeMs = at == null ? 0 : durationMs(at);
      ExpectationParser expected = new ExpectationParser(instant.group(1), true);
      block().forEach(expected::read);
      return new Script.Eval(
          lineNumber, instant.group(3), timeMs, timeMs, 0, true, expected.build());
    }
    Matcher range = match(RANGE, line);
    ExpectationParser expected = new ExpectationParser(range.group(1), false);
    block().forEach(expected::read);
    return new Script.Eval(
        lineNumber,
        range.group(5),
        durationMs(range.group(2)),
        durationMs(range.group(3)),
        durationMs(range.group(4)),
        false,
        expected.build());
  }

  static Matcher match(Pattern pattern, String line) {
    Matcher matcher = pattern.matcher(line);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("expected " + pattern + ", got " + line);
    }
    return matcher;
  }

  static long durationMs(String text) {
    return PromDuration.parse(text).toMillis();
  }
}
