package io.carillon.querier.promqltest;

import io.carillon.common.column.StaleMarker;
import io.carillon.common.labels.Labels;
import io.carillon.common.labels.LabelsBuilder;
import io.carillon.common.labels.Matcher;
import io.carillon.querier.function.GoNumber;
import io.carillon.querier.parser.PromqlParser;
import java.util.ArrayList;
import java.util.List;

/** A series and its values: {@code metric{a="b"} 1 2+3x4 _ stale {{count:1}}}. */
record SeriesLine(Labels labels, List<SequenceValue> values) {
  static SeriesLine parse(String line) {
    int end = endOfMetric(line);
    return new SeriesLine(labels(line.substring(0, end)), new Items(line.substring(end)).read());
  }

  private static int endOfMetric(String line) {
    int brace = line.indexOf('{');
    int space = firstSpace(line, 0);
    if (brace < 0
        || (space < brace && !line.substring(space).stripLeading().startsWith("{"))
        || line.startsWith("{{", brace)) {
      return space;
    }
    char quote = 0;
    for (int i = brace; i < line.length(); i++) {
      char c = line.charAt(i);
      if (quote != 0) {
        if (c == '\\' && quote != '`') {
          i++;
        } else if (c == quote) {
          quote = 0;
        }
      } else if (c == '"' || c == '\'' || c == '`') {
        quote = c;
      } else if (c == '}') {
        return i + 1;
      }
    }
    throw new IllegalArgumentException("metric does not end: " + line);
  }

  private static int firstSpace(String line, int from) {
    for (int i = from; i < line.length(); i++) {
      if (Character.isWhitespace(line.charAt(i))) {
        return i;
      }
    }
    return line.length();
  }

  static Labels labels(String metric) {
    LabelsBuilder builder = new LabelsBuilder();
    if (!metric.isBlank() && !metric.strip().equals("{}")) {
      for (Matcher matcher : PromqlParser.parseSelector(metric)) {
        builder.set(matcher.name(), matcher.value());
      }
    }
    return builder.build();
  }

  /** Reads the values. */
  private static final class Items {
    private final String text;
    private int next;

    Items(String text) {
      this.text = text;
    }

    List<SequenceValue> read() {
      List<SequenceValue> values = new ArrayList<>();
      while (true) {
        while (next < text.length() && Character.isWhitespace(text.charAt(next))) {
          next++;
        }
        if (next == text.length()) {
          return values;
        }
        if (text.charAt(next) == '_') {
          next++;
          repeat(values, SequenceValue.OMITTED, times() == 0 ? 1 : lastTimes);
        } else if (text.startsWith("{{", next)) {
          readHistograms(values);
        } else if (text.startsWith("stale", next)) {
          next += "stale".length();
          repeat(values, SequenceValue.of(StaleMarker.VALUE), times() + 1);
        } else {
          readNumbers(values);
        }
      }
    }

    private int lastTimes;

    /** The N of {@code xN}, 0 when there is none. */
    private int times() {
      lastTimes = 0;
      if (next < text.length() && text.charAt(next) == 'x') {
        int start = ++next;
        while (next < text.length() && Character.isDigit(text.charAt(next))) {
          next++;
        }
        lastTimes = Integer.parseInt(text.substring(start, next));
      }
      return lastTimes;
    }

    private static void repeat(List<SequenceValue> values, SequenceValue value, int count) {
      for (int i = 0; i < count; i++) {
        values.add(value);
      }
    }

    private void readNumbers(List<SequenceValue> values) {
      double value = number();
      if (next < text.length() && (text.charAt(next) == '+' || text.charAt(next) == '-')) {
        double delta = number();
        int count = times() + 1;
        for (int i = 0; i < count; i++) {
          values.add(SequenceValue.of(value));
          value += delta;
        }
      } else {
        repeat(values, SequenceValue.of(value), times() + 1);
      }
    }

    private double number() {
      int start = next;
      while (next < text.length()) {
        char c = text.charAt(next);
        boolean isSign = c == '+' || c == '-';
        boolean endsHere =
            Character.isWhitespace(c)
                || c == 'x'
                || (isSign && next > start && "eE".indexOf(text.charAt(next - 1)) < 0);
        if (endsHere) {
          break;
        }
        next++;
      }
      String number = text.substring(start, next);
      return GoNumber.parse(number)
          .orElseThrow(() -> new IllegalArgumentException("no number: " + number + " in " + text));
    }

    private void readHistograms(List<SequenceValue> values) {
      SequenceValue first = HistogramText.parse(braces());
      if (next < text.length() && (text.charAt(next) == '+' || text.charAt(next) == '-')) {
        boolean isIncrease = text.charAt(next++) == '+';
        SequenceValue delta = HistogramText.parse(braces());
        values.addAll(HistogramText.series(first, delta, isIncrease, times()));
      } else {
        repeat(values, first, times() + 1);
      }
    }

    private String braces() {
      int end = text.indexOf("}}", next);
      String inside = text.substring(next + 2, end);
      next = end + 2;
      return inside;
    }
  }
}
