package io.carillon.querier.fuzz;

import io.carillon.querier.fuzz.Metric.Kind;
import java.util.ArrayList;
import java.util.List;

/** Draws selectors that mostly find something, and durations and times that suit the data. */
final class SelectorGenerator {
  private final Dice dice;
  private final Profile profile;
  private final FuzzData data;

  SelectorGenerator(Dice dice, Profile profile, FuzzData data) {
    this.dice = dice;
    this.profile = profile;
    this.data = data;
  }

  Metric anyMetric() {
    return dice.pick(Metric.ALL.stream().filter(one -> one.isKnownTo(profile)).toList());
  }

  Metric metric(Kind... kinds) {
    List<Kind> wanted = List.of(kinds);
    return dice.pick(
        Metric.ALL.stream()
            .filter(one -> one.isKnownTo(profile) && wanted.contains(one.kind()))
            .toList());
  }

  /** An instant selector, with all that may follow it. */
  Generated instant(Metric metric) {
    String extension = profile.isModern() && dice.chance(4) ? " smoothed" : "";
    String text = bare(metric) + extension + modifiers();
    // An operator behind an offset in parentheses would belong to the offset, and printing moves an
    // offset behind an @.
    return generated(metric, text.contains(" offset (") ? "(" + text + ")" : text);
  }

  /** A range selector. */
  Generated range(Metric metric) {
    return generated(metric, bare(metric) + "[" + range() + "]" + modifiers());
  }

  /** A range selector that shows what is around it. */
  Generated extendedRange(Metric metric, String extension) {
    return generated(metric, bare(metric) + "[" + range() + "] " + extension + modifiers());
  }

  private static Generated generated(Metric metric, String text) {
    return new Generated(text, metric.labels(), metric.kind() == Kind.NATIVE);
  }

  /** A selector without modifiers. */
  String bare(Metric metric) {
    List<String> matchers = matchers(metric);
    if (metric.name().indexOf('.') >= 0) {
      matchers.addFirst("\"" + metric.name() + "\"");
      return "{" + String.join(", ", matchers) + "}";
    }
    if (profile.isModern() && dice.chance(4)) {
      // Series that become the same when their names go, in some steps or in all.
      List<Metric> alike =
          Metric.ALL.stream().filter(one -> one.labels().equals(metric.labels())).toList();
      matchers.add("__name__=~\"" + metric.name() + "|" + dice.pick(alike).name() + "\"");
      return "{" + String.join(",", matchers) + "}";
    }
    if (dice.chance(4)) {
      matchers.add(
          dice.pick(
              "__name__=\"" + metric.name() + "\"",
              "__name__=~\"" + metric.name() + "|nothing\"",
              "__name__=~\"" + metric.name() + "|" + anyMetric().name() + "\""));
      return "{" + String.join(",", matchers) + "}";
    }
    return matchers.isEmpty() && dice.chance(95)
        ? metric.name()
        : metric.name() + "{" + String.join(", ", matchers) + "}";
  }

  private List<String> matchers(Metric metric) {
    List<String> matchers = new ArrayList<>();
    for (String label : metric.labels()) {
      if (dice.chance(12)) {
        matchers.add(matcher(label));
      }
    }
    if (dice.chance(3)) {
      matchers.add(dice.pick("missing=\"\"", "missing!=\"x\"", "missing!~\".+\"", "job!=\"\""));
    }
    return matchers;
  }

  private String matcher(String label) {
    List<String> values = Metric.VALUES.getOrDefault(label, List.of());
    String name = label.indexOf('.') >= 0 ? "\"" + label + "\"" : label;
    String value = dice.pick(values);
    return switch (dice.between(0, 6)) {
      case 0, 1 -> name + "=" + quoted(value);
      case 2 -> name + "!=" + quoted(value);
      case 3 -> name + "=~" + quoted(regex(value) + "|" + regex(dice.pick(values)));
      case 4 -> name + "!~" + quoted(regex(value));
      case 5 -> name + "=~" + quoted(dice.pick(".+", ".*", regex(value.substring(0, 1)) + ".*"));
      default -> name + "=~" + quoted("(?i:" + regex(value) + ")|[0-9].*");
    };
  }

  static String quoted(String text) {
    return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
  }

  private static String regex(String value) {
    return value.replaceAll("[\\\\.+*?()|\\[\\]{}^$]", "\\\\$0");
  }

  /** Offset and @, in any order; often none. */
  String modifiers() {
    String offset = dice.chance(12) ? " offset " + offset() : "";
    String at = dice.chance(8) ? " @ " + at() : "";
    return dice.chance(50) ? offset + at : at + offset;
  }

  private String offset() {
    if (profile.isModern() && dice.chance(30)) {
      return dice.pick("(1m + 30s)", "-(30s)", "step()", "(1m - 90s)", "min_of(step(), 1m)", "45");
    }
    return dice.pick("1m", "30s", "5m", "-1m", "-30s", "7s", "1m30s");
  }

  private String at() {
    if (dice.chance(40)) {
      return dice.pick("start()", "end()");
    }
    long seconds = dice.between(0, (int) ((data.endMs() - data.startMs()) / 1000));
    String time = String.valueOf(data.startMs() / 1000 + seconds);
    if (!profile.isModern()) {
      // Where subqueries have no step, so that it does not matter which end of a window is open.
      return time + ".5";
    }
    return dice.chance(30) ? time + ".25" : time;
  }

  /** The inside of the brackets of a range. */
  String range() {
    if (profile.isModern() && dice.chance(12)) {
      return dice.pick(
          "1m + 2m",
          "5m - 30s",
          "max_of(step(), 1m)",
          "max_of(range(), 90s)",
          "2 * 90s",
          "10m / 3",
          "min_of(10m, 3m)",
          "300",
          "(2 ^ 7)",
          "1000s % 7m",
          "range() + 1m");
    }
    return dice.pick("30s", "1m", "90s", "2m", "3m", "5m", "10m", "20m");
  }

  /** The inside of the brackets of a subquery. */
  String subquery() {
    if (profile.isModern() && dice.chance(10)) {
      return dice.pick("2m + 1m:30s", "5m:10s + 20s", "(5m):max_of(step(), 20s)", "300:60");
    }
    return dice.pick("2m:30s", "5m:1m", "5m:", "10m:1m", "90s:7s", "10m:150s", "3m:15s", "1m:2m");
  }
}
