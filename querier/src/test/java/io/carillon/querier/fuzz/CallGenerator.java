package io.carillon.querier.fuzz;

import io.carillon.querier.fuzz.Metric.Kind;
import io.carillon.querier.parser.FunctionSignature;
import io.carillon.querier.parser.FunctionTable;
import io.carillon.querier.parser.ValueType;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Draws calls of functions that give a vector, each function equally often. */
final class CallGenerator {
  private static final Set<String> COUNTER_FUNCTIONS =
      Set.of("rate", "increase", "irate", "resets");
  private static final Set<String> NATIVE_FUNCTIONS =
      Set.of(
          "histogram_avg",
          "histogram_count",
          "histogram_sum",
          "histogram_stddev",
          "histogram_stdvar");

  /** Stable functions that came after Prometheus 2.42. */
  private static final Set<String> NEW =
      Set.of("first_over_time", "histogram_avg", "histogram_stddev", "histogram_stdvar");

  private final Dice dice;
  private final Profile profile;
  private final QueryGenerator queries;
  private final SelectorGenerator selectors;
  private final ScalarGenerator scalars;
  private final List<FunctionSignature> functions;

  CallGenerator(
      Dice dice,
      Profile profile,
      QueryGenerator queries,
      SelectorGenerator selectors,
      ScalarGenerator scalars) {
    this.dice = dice;
    this.profile = profile;
    this.queries = queries;
    this.selectors = selectors;
    this.scalars = scalars;
    functions =
        known(profile).stream().filter(one -> one.returnType() == ValueType.VECTOR).toList();
  }

  /** The functions that a profile has. */
  static List<FunctionSignature> known(Profile profile) {
    return FunctionTable.all().stream()
        .filter(one -> profile.isModern() || (!one.isExperimental() && !NEW.contains(one.name())))
        .toList();
  }

  Generated any(int depth) {
    return call(dice.pick(functions), depth);
  }

  private Generated call(FunctionSignature function, int depth) {
    String name = function.name();
    if (NATIVE_FUNCTIONS.contains(name)) {
      return of(name, natives(depth));
    }
    if (function.argTypes().contains(ValueType.MATRIX)) {
      return overRange(name, depth);
    }
    return switch (name) {
      case "vector" -> new Generated("vector(" + scalars.any(depth) + ")", List.of(), false);
      case "absent" -> absent(depth);
      case "day_of_month",
          "day_of_week",
          "day_of_year",
          "days_in_month",
          "hour",
          "minute",
          "month",
          "year" ->
          date(name, depth);
      case "clamp" -> with(name, floats(depth), scalars.any(1), scalars.any(1));
      case "clamp_min", "clamp_max" -> with(name, floats(depth), scalars.any(depth));
      case "round" ->
          dice.chance(40) ? of(name, floats(depth)) : with(name, floats(depth), scalars.any(1));
      case "label_replace" -> labelReplace(depth);
      case "label_join" -> labelJoin(depth);
      case "histogram_quantile" -> quantile(depth);
      case "histogram_quantiles" -> quantiles(depth);
      case "histogram_fraction" -> fraction(depth);
      case "info" -> info(depth);
      case "sort_by_label", "sort_by_label_desc" ->
          with(name, queries.vector(depth - 1), "\"" + dice.pick("job", "version", "zone") + "\"");
      case "timestamp" -> of(name, dice.chance(60) ? selector() : queries.vector(depth - 1));
      default -> of(name, floats(depth));
    };
  }

  private Generated selector() {
    return selectors.instant(selectors.anyMetric());
  }

  private static Generated of(String name, Generated arg) {
    return arg.asFloats(name + "(" + arg.text() + ")");
  }

  private static Generated with(String name, Generated arg, String... further) {
    return arg.asFloats(name + "(" + arg.text() + ", " + String.join(", ", further) + ")");
  }

  /** Mostly floats. */
  private Generated floats(int depth) {
    for (int i = 0; i < 3; i++) {
      Generated vector = queries.vector(depth - 1);
      if (!vector.isNative()) {
        return vector;
      }
    }
    return queries.vector(depth - 1);
  }

  /** Mostly native histograms; floats where the profile has none. */
  Generated natives(int depth) {
    if (!profile.isModern() || dice.chance(5)) {
      return selectors.instant(selectors.metric(Kind.GAUGE, Kind.COUNTER));
    }
    Metric metric = selectors.metric(Kind.NATIVE);
    if (depth <= 1 || dice.chance(40)) {
      return selectors.instant(metric);
    }
    return switch (dice.between(0, 4)) {
      case 0, 1 -> {
        Generated range = selectors.range(metric);
        yield range.as(
            dice.pick(
                    "rate", "increase", "delta", "avg_over_time", "sum_over_time", "last_over_time")
                + "("
                + range.text()
                + ")");
      }
      case 2 -> queries.aggregate(dice.pick("sum", "avg"), natives(depth - 1));
      case 3 -> {
        Generated inner = natives(depth - 1);
        yield inner.as(
            "(" + inner.text() + dice.pick(" * ", " / ", " </ ", " >/ ") + scalars.any(1) + ")");
      }
      default -> queries.match(natives(depth - 1), dice.pick("+", "-"), natives(depth - 1), false);
    };
  }

  private Generated overRange(String name, int depth) {
    Generated range = rangeFor(name, depth);
    String text = range.text();
    Generated result =
        switch (name) {
          case "quantile_over_time" ->
              range.asFloats(name + "(" + scalars.quantile() + ", " + text + ")");
          case "predict_linear" -> range.asFloats(name + "(" + text + ", " + scalars.any(1) + ")");
          case "double_exponential_smoothing" ->
              range.asFloats(name + "(" + text + ", " + smoothing() + ", " + smoothing() + ")");
          default -> range.as(name + "(" + text + ")");
        };
    return name.equals("absent_over_time")
        ? new Generated(result.text(), List.of(), false)
        : result;
  }

  private String smoothing() {
    return dice.chance(5) ? dice.pick("0", "1", "NaN", "2") : dice.pick("0.1", "0.5", "0.9");
  }

  private Generated rangeFor(String name, int depth) {
    if (dice.chance(depth > 1 ? 25 : 0)) {
      Generated inner = queries.vector(depth - 1);
      String text = "(" + inner.text() + ")[" + selectors.subquery() + "]" + selectors.modifiers();
      return inner.as(text);
    }
    Metric metric =
        COUNTER_FUNCTIONS.contains(name) && dice.chance(80)
            ? selectors.metric(Kind.COUNTER, Kind.BUCKET, Kind.NATIVE)
            : selectors.anyMetric();
    String extension = extension(name);
    return extension.isEmpty()
        ? selectors.range(metric)
        : selectors.extendedRange(metric, extension);
  }

  private String extension(String name) {
    if (!profile.isModern() || dice.chance(80)) {
      return "";
    }
    return switch (name) {
      case "rate", "increase", "delta" -> dice.pick("anchored", "smoothed");
      case "changes", "resets" -> "anchored";
      default -> dice.chance(3) ? "anchored" : "";
    };
  }

  private Generated absent(int depth) {
    String arg =
        dice.chance(50)
            ? dice.pick("nothing", "up", "lone")
                + "{job=\"api\", zone=~\"x.*\", a=\"b\""
                + dice.pick("", ", a=\"c\"")
                + "}"
            : queries.vector(depth - 1).text();
    return new Generated("absent(" + arg + ")", List.of(), false);
  }

  private Generated date(String name, int depth) {
    if (dice.chance(30)) {
      return new Generated(name + "()", List.of(), false);
    }
    Generated arg = queries.vector(depth - 1);
    return dice.chance(50)
        ? arg.asFloats(name + "(" + arg.text() + " * 40000)")
        : of(name, dice.chance(50) ? arg.as("timestamp(" + arg.text() + ")") : arg);
  }

  private Generated labelReplace(int depth) {
    Generated arg = queries.vector(depth - 1);
    String destination = dice.chance(85) ? "dst" : dice.pick("job", "__name__", "instance");
    return arg.as(
        "label_replace("
            + arg.text()
            + ", \""
            + destination
            + "\", \""
            + dice.pick("$1", "x-$1", "${1}y", "same", "", "$2$1", "$$1")
            + "\", \""
            + dice.pick("job", "instance", "__name__", "nothing", "zone")
            + "\", \""
            + dice.pick("(.*)", "(.).*", "api", "(a)(.*)", ".*:(.*)")
            + "\")");
  }

  private Generated labelJoin(int depth) {
    Generated arg = queries.vector(depth - 1);
    String destination = dice.chance(85) ? "dst" : dice.pick("job", "__name__");
    return arg.as(
        "label_join("
            + arg.text()
            + ", \""
            + destination
            + "\", \""
            + dice.pick("-", "", ",")
            + "\""
            + dice.pick("", ", \"job\"", ", \"job\", \"instance\"", ", \"nothing\"")
            + ")");
  }

  /** Classic or native histograms. */
  private Generated histograms(int depth) {
    if (profile.isModern() && dice.chance(50)) {
      return natives(depth);
    }
    Metric buckets = selectors.metric(Kind.BUCKET);
    List<String> others = new ArrayList<>(buckets.labels());
    others.remove("le");
    if (dice.chance(30)) {
      return new Generated(selectors.instant(buckets).text(), others, false);
    }
    String rates = dice.pick("rate", "increase") + "(" + selectors.range(buckets).text() + ")";
    return dice.chance(50)
        ? new Generated(rates, others, false)
        : new Generated(
            dice.pick("sum", "avg") + " by (le, job) (" + rates + ")", List.of("job"), false);
  }

  private Generated quantile(int depth) {
    Generated arg = histograms(depth);
    return arg.asFloats("histogram_quantile(" + scalars.quantile() + ", " + arg.text() + ")");
  }

  private Generated quantiles(int depth) {
    Generated arg = histograms(depth);
    List<String> labels = new ArrayList<>(arg.labels());
    labels.add("q");
    return new Generated(
        "histogram_quantiles("
            + arg.text()
            + ", \"q\", "
            + dice.pick("0, 0.5, 1", "0.25", "0.9, 0.99", "scalar(lone), 0.1", "-1, 2")
            + ")",
        labels,
        false);
  }

  private Generated fraction(int depth) {
    // Only native histograms have fractions in 2.42, and other floats have none anywhere.
    Generated arg =
        profile.isModern() ? histograms(depth) : selectors.instant(selectors.metric(Kind.GAUGE));
    return arg.asFloats(
        "histogram_fraction(" + scalars.any(1) + ", " + scalars.any(1) + ", " + arg.text() + ")");
  }

  private Generated info(int depth) {
    Generated arg = queries.vector(depth - 1);
    String selector =
        dice.pick(
            "",
            "",
            ", {version=~\".+\"}",
            ", {__name__=\"build_info\"}",
            ", {branch!=\"x\", __name__=~\"build_.*\"}",
            ", {__name__=~\".+_info\", version=~\".*\"}",
            ", {version=\"2\"}");
    return arg.as("info(" + arg.text() + selector + ")");
  }
}
