package io.carillon.querier.fuzz;

/** Draws scalars. */
final class ScalarGenerator {
  private final Dice dice;
  private final Profile profile;
  private final SelectorGenerator selectors;

  ScalarGenerator(Dice dice, Profile profile, SelectorGenerator selectors) {
    this.dice = dice;
    this.profile = profile;
    this.selectors = selectors;
  }

  String any(int depth) {
    if (depth <= 0 || dice.chance(50)) {
      return number();
    }
    return switch (dice.between(0, profile.isModern() ? 7 : 5)) {
      case 0 -> "time()";
      case 1 -> "pi()";
      case 2 -> "scalar(" + selectors.instant(selectors.metric(Metric.Kind.GAUGE)).text() + ")";
      case 3 -> dice.pick("-", "+") + any(depth - 1);
      case 4, 5 -> operation(depth);
      case 6 -> dice.pick("start()", "end()", "range()", "step()");
      default -> dice.pick("min_of", "max_of") + "(" + any(depth - 1) + ", " + any(depth - 1) + ")";
    };
  }

  private String operation(int depth) {
    String operator =
        dice.chance(70)
            ? dice.pick("+", "-", "*", "/", "%", "^", "atan2")
            : dice.pick("==", "!=", "<", "<=", ">", ">=") + " bool";
    return "(" + any(depth - 1) + " " + operator + " " + any(depth - 1) + ")";
  }

  String number() {
    if (dice.chance(6)) {
      return dice.pick("NaN", "Inf", "-Inf", "1e300", "-0", "1e-320");
    }
    return dice.pick("0", "1", "2", "3", "10", "0.5", "-1", "1.5", "100", "0.1", "60", "-2.25");
  }

  /** A number that a call or operator of durations takes as such. */
  String quantile() {
    if (dice.chance(8)) {
      return "scalar(" + selectors.bare(selectors.metric(Metric.Kind.GAUGE)) + ")";
    }
    return dice.chance(15)
        ? dice.pick("-0.1", "1.5", "NaN")
        : dice.pick("0", "0.1", "0.25", "0.5", "0.9", "0.99", "1");
  }

  /** How many. */
  String count() {
    if (dice.chance(8)) {
      return dice.pick(
          "0", "-1", "NaN", "1e30", "2.7", "scalar(lone)", "(time() % 4)", "-Inf", "0.5");
    }
    return dice.pick("1", "1", "2", "3", "5");
  }

  /** A share. */
  String ratio() {
    return dice.pick("0.3", "-0.7", "0.5", "1", "-1", "0", "1.5", "-2", "0.9");
  }
}
