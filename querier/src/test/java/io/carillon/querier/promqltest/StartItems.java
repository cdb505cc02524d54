package io.carillon.querier.promqltest;

import io.carillon.querier.parser.PromDuration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Start timestamps of a line: durations from each sample on, {@code -1m}, {@code -1mx3} (four times
 * the same), {@code -30s-1mx2} (each one further away), {@code _} and {@code _x3} for none.
 */
final class StartItems {
  /** No start timestamp. */
  static final long UNKNOWN = Long.MIN_VALUE;

  private static final Pattern SPACE = Pattern.compile("\\s+");
  private static final Pattern NONE = Pattern.compile("_(?:x(\\d+))?");
  private static final Pattern ITEM =
      Pattern.compile("([-+]?)([0-9][0-9a-z]*?)(?:([-+])([0-9][0-9a-z]*?))?(?:x(\\d+))?");

  private StartItems() {}

  /** Milliseconds from each sample to its start, or {@link #UNKNOWN}. */
  static List<Long> read(String items) {
    List<Long> starts = new ArrayList<>();
    for (String item : SPACE.split(items.strip(), -1)) {
      Matcher none = NONE.matcher(item);
      if (none.matches()) {
        int count = none.group(1) == null ? 1 : Integer.parseInt(none.group(1));
        for (int i = 0; i < count; i++) {
          starts.add(UNKNOWN);
        }
      } else {
        add(starts, item);
      }
    }
    return starts;
  }

  private static void add(List<Long> starts, String item) {
    Matcher matcher = ITEM.matcher(item);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("no start timestamp: " + item);
    }
    long startMs = durationMs(matcher.group(1), matcher.group(2));
    long stepMs = matcher.group(4) == null ? 0 : durationMs(matcher.group(3), matcher.group(4));
    int times = matcher.group(5) == null ? 0 : Integer.parseInt(matcher.group(5));
    for (int i = 0; i <= times; i++) {
      starts.add(startMs + i * stepMs);
    }
  }

  private static long durationMs(String sign, String text) {
    long ms = PromDuration.parse(text).toMillis();
    return sign.equals("-") ? -ms : ms;
  }
}
