package io.carillon.ingester.service;

import io.carillon.common.labels.Labels;
import io.carillon.common.labels.Matcher;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The label sets and matchers of random tests. The same objects are sent to many nodes, one after
 * the other and at a time, so that a note of one node on them must never mislead another.
 */
final class TestingSeries {
  /** Label sets of all kinds, the first ones the plainest. */
  static final List<Labels> ALL = IntStream.range(0, 120).mapToObj(TestingSeries::labels).toList();

  static final List<Matcher> MATCHERS = matchers();

  private TestingSeries() {}

  private static Labels labels(int i) {
    String name = "m" + i % 5;
    String instance = "host-" + i / 5 % 8 + ":9100";
    return switch (i / 30) {
      case 0 -> Labels.of("__name__", name, "instance", instance, "job", "node");
      case 1 -> Labels.of("__name__", name, "i", Integer.toString(i % 20), "pad", "7".repeat(i));
      case 2 -> Labels.of("__name__", "größe_" + i % 3, "zone", "東京" + i, "a b\"c", "\n\\" + i);
      default -> Labels.of("only", "v" + i, "l" + i % 7, "", "x" + i % 11, "y");
    };
  }

  /** Equal labels that are another object. */
  static Labels copy(Labels labels) {
    return Labels.ofSorted(new ArrayList<>(labels.asPairs()));
  }

  private static List<Matcher> matchers() {
    List<Matcher> matchers = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      matchers.add(Matcher.equal("__name__", "m" + i));
    }
    for (Matcher.Type type : Matcher.Type.values()) {
      matchers.add(Matcher.of(type, "instance", "host-3:9100"));
      matchers.add(Matcher.of(type, "i", ""));
      matchers.add(Matcher.of(type, "missing", ""));
      matchers.add(Matcher.of(type, "missing", "x"));
      matchers.add(Matcher.of(type, "zone", "東京81"));
      matchers.add(Matcher.of(type, "x3", "y"));
    }
    for (String regex : List.of(".*", ".+", "m[0-2]", "m1|m3|nothing", "größe_.*", "(?i)M4")) {
      matchers.add(Matcher.of(Matcher.Type.REGEX, "__name__", regex));
      matchers.add(Matcher.of(Matcher.Type.NOT_REGEX, "__name__", regex));
    }
    for (String regex : List.of("host-[0-3].*", "host-(1|2):9100", ".*:9100", "|host-7.*")) {
      matchers.add(Matcher.of(Matcher.Type.REGEX, "instance", regex));
      matchers.add(Matcher.of(Matcher.Type.NOT_REGEX, "instance", regex));
    }
    return matchers;
  }
}
