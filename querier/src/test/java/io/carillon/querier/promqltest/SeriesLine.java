package io.carillon.querier.promqltest;

import io.carillon.common.labels.Labels;
import io.carillon.common.labels.LabelsBuilder;
import io.carillon.common.labels.Matcher;
import io.carillon.querier.parser.PromqlParser;
import java.util.List;

/**
 * A series and its values: {@code metric{a="b"} 1 2+3x4 _ stale {{count:1}}}.
 *
 * @param startsMs start timestamps before the sample of the same index, in milliseconds; {@link
 *     StartItems#UNKNOWN} where there is none; empty when none is known
 */
record SeriesLine(Labels labels, List<SequenceValue> values, List<Long> startsMs) {
  private static final String START_SUFFIX = "@st";

  /** A line of samples. */
  static SeriesLine parse(String line) {
    int end = endOfMetric(line);
    return new SeriesLine(
        labels(line.substring(0, end)), new SequenceItems(line.substring(end)).read(), List.of());
  }

  /** Whether a line gives the start timestamps of the line after it. */
  static boolean hasStarts(String line) {
    int end = endOfMetric(line);
    return line.startsWith(START_SUFFIX, end) || line.substring(0, end).endsWith(START_SUFFIX);
  }

  /** The same samples with the start timestamps of another line. */
  SeriesLine withStarts(String line) {
    int end = endOfMetric(line);
    String metric = line.substring(0, end);
    String items = line.substring(end);
    if (items.startsWith(START_SUFFIX)) {
      items = items.substring(START_SUFFIX.length());
    } else {
      metric = metric.substring(0, metric.length() - START_SUFFIX.length());
    }
    List<Long> starts = StartItems.read(items);
    if (!labels(metric).equals(labels) || starts.size() != values.size()) {
      throw new IllegalArgumentException(
          "expected start timestamps of " + values.size() + " samples of " + labels + ": " + line);
    }
    return new SeriesLine(labels, values, starts);
  }

  /** The start timestamp of a sample; 0 when there is none. */
  long startMs(int i, long sampleTimeMs) {
    return startsMs.isEmpty() || startsMs.get(i) == StartItems.UNKNOWN
        ? 0
        : sampleTimeMs + startsMs.get(i);
  }

  private static int endOfMetric(String line) {
    int brace = line.indexOf('{');
    int space = firstSpace(line);
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

  private static int firstSpace(String line) {
    int i = 0;
    while (i < line.length() && !Character.isWhitespace(line.charAt(i))) {
      i++;
    }
    return i;
  }

  private static Labels labels(String metric) {
    LabelsBuilder builder = new LabelsBuilder();
    if (!metric.isBlank() && !metric.strip().equals("{}")) {
      for (Matcher matcher : PromqlParser.parseSelector(metric)) {
        if (matcher.type() != Matcher.Type.EQUAL) {
          throw new IllegalArgumentException("expected name=\"value\" only: " + metric);
        }
        builder.set(matcher.name(), matcher.value());
      }
    }
    return builder.build();
  }
}
