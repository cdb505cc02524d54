package io.carillon.querier.promqltest;

import io.carillon.common.column.StaleMarker;
import io.carillon.querier.function.GoNumber;
import java.util.ArrayList;
import java.util.List;

/** Reads the values of a series line. */
final class SequenceItems {
  private static final String STALE = "stale";
  private static final int NO_TIMES = -1;

  private final String text;
  private int next;

  SequenceItems(String text) {
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
        int times = times();
        repeat(values, SequenceValue.OMITTED, times == NO_TIMES ? 1 : times);
      } else if (text.startsWith("{{", next)) {
        readHistograms(values);
      } else if (text.startsWith(STALE, next)) {
        next += STALE.length();
        repeat(values, SequenceValue.of(StaleMarker.VALUE), Math.max(0, times()) + 1);
      } else {
        readNumbers(values);
      }
    }
  }

  /** The N of {@code xN}. */
  private int times() {
    if (next == text.length() || text.charAt(next) != 'x') {
      return NO_TIMES;
    }
    int start = ++next;
    while (next < text.length() && Character.isDigit(text.charAt(next))) {
      next++;
    }
    return Integer.parseInt(text.substring(start, next));
  }

  /** The N that has to follow a change. */
  private int timesOfChange() {
    int times = times();
    if (times == NO_TIMES) {
      throw new IllegalArgumentException("expected xN after a change: " + text);
    }
    return times;
  }

  private static void repeat(List<SequenceValue> values, SequenceValue value, int count) {
    for (int i = 0; i < count; i++) {
      values.add(value);
    }
  }

  private boolean isAtSign() {
    return next < text.length() && (text.charAt(next) == '+' || text.charAt(next) == '-');
  }

  private void readNumbers(List<SequenceValue> values) {
    double value = number();
    if (!isAtSign()) {
      repeat(values, SequenceValue.of(value), Math.max(0, times()) + 1);
      return;
    }
    double delta = number();
    int times = timesOfChange();
    for (int i = 0; i <= times; i++) {
      values.add(SequenceValue.of(value));
      value += delta;
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
    if (!isAtSign()) {
      repeat(values, first, Math.max(0, times()) + 1);
      return;
    }
    boolean isIncrease = text.charAt(next++) == '+';
    SequenceValue delta = HistogramText.parse(braces());
    values.addAll(HistogramText.series(first, delta, isIncrease, timesOfChange()));
  }

  private String braces() {
    int end = text.indexOf("}}", next);
    if (end < 0) {
      throw new IllegalArgumentException("histogram does not end: " + text);
    }
    String inside = text.substring(next + 2, end);
    next = end + 2;
    return inside;
  }
}
