package io.carillon.querier.fuzz;

import io.carillon.querier.parser.AggregateOp;
import io.carillon.querier.parser.BinaryOp;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** Draws well-typed queries over generated data, most of which have an answer. Never runs dry. */
public final class QueryGenerator {
  private static final int MAX_DEPTH = 4;

  private final Dice dice;
  private final Profile profile;
  private final SelectorGenerator selectors;
  private final ScalarGenerator scalars;
  private final CallGenerator calls;

  public QueryGenerator(Dice dice, Profile profile, FuzzData data) {
    this.dice = dice;
    this.profile = profile;
    selectors = new SelectorGenerator(dice, profile, data);
    scalars = new ScalarGenerator(dice, profile, selectors);
    calls = new CallGenerator(dice, profile, this, selectors, scalars);
  }

  /** A query of any type. */
  public String next() {
    int depth = dice.between(1, MAX_DEPTH);
    return switch (dice.between(0, 39)) {
      case 0, 1 -> scalars.any(depth);
      case 2 -> selectors.range(selectors.anyMetric()).text();
      case 3 ->
          "("
              + vector(depth - 1).text()
              + ")["
              + selectors.subquery()
              + "]"
              + selectors.modifiers();
      default -> vector(depth).text();
    };
  }

  Generated vector(int depth) {
    if (depth <= 0) {
      return selectors.instant(selectors.anyMetric());
    }
    return switch (dice.between(0, 99) / 5) {
      case 0, 1 -> selectors.instant(selectors.anyMetric());
      case 2, 3, 4, 5, 6, 7, 8, 9 -> calls.any(depth);
      case 10, 11, 12, 13 -> aggregation(depth);
      case 14, 15, 16 -> matched(depth);
      case 17, 18 -> withScalar(depth);
      default -> prefixed(depth);
    };
  }

  private Generated prefixed(int depth) {
    Generated inner = vector(depth - 1);
    String text = inner.text();
    return inner.as(dice.chance(60) ? dice.pick("-", "+") + text : "(" + text + ")");
  }

  private Generated aggregation(int depth) {
    AggregateOp op =
        dice.pick(
            Stream.of(AggregateOp.values())
                .filter(one -> profile.isModern() || !one.keyword().startsWith("limit"))
                .toList());
    return aggregate(op.keyword(), vector(depth - 1));
  }

  /** An aggregation of a vector. */
  Generated aggregate(String op, Generated vector) {
    List<String> kept = new ArrayList<>(vector.labels());
    kept.removeIf(_ -> dice.chance(40));
    boolean isWithout = dice.chance(40);
    List<String> listed = new ArrayList<>(kept);
    if (isWithout) {
      listed = new ArrayList<>(vector.labels());
      listed.removeAll(kept);
    }
    if (dice.chance(8)) {
      listed.add(dice.pick("__name__", "nothing", "job"));
    }
    boolean hasClause = dice.chance(85);
    String clause = hasClause ? (isWithout ? "without (" : "by (") + names(listed) + ")" : "";
    String args = "(" + param(op) + vector.text() + ")";
    String text =
        dice.chance(50) || !hasClause ? op + " " + clause + args : op + args + " " + clause;
    boolean picks = op.endsWith("k") || op.equals("limit_ratio");
    List<String> labels = picks ? vector.labels() : hasClause ? kept : List.of();
    boolean keepsKind = picks || op.equals("sum") || op.equals("avg");
    return new Generated(text, labels, keepsKind && vector.isNative());
  }

  private String param(String op) {
    return switch (op) {
      case "topk", "bottomk", "limitk" -> scalars.count() + ", ";
      case "quantile" -> scalars.quantile() + ", ";
      case "limit_ratio" -> scalars.ratio() + ", ";
      case "count_values" -> dice.pick("\"val\", ", "\"val\", ", "\"job\", ");
      default -> "";
    };
  }

  private static String names(List<String> labels) {
    return String.join(
        ", ", labels.stream().map(one -> one.indexOf('.') >= 0 ? "\"" + one + "\"" : one).toList());
  }

  private Generated withScalar(int depth) {
    String operator = operator(dice.chance(60));
    Generated vector = vector(depth - 1);
    if (profile.isModern() && dice.chance(15)) {
      operator = dice.pick("</", ">/", "*", "/", "==", "+");
      vector = calls.natives(depth);
    }
    String scalar = scalars.any(depth);
    boolean isScalarLeft = dice.chance(35);
    String text =
        isScalarLeft
            ? scalar + " " + operator + " " + vector.text()
            : vector.text() + " " + operator + " " + scalar;
    return vector.as("(" + text + ")");
  }

  /** An operator that takes scalars, with bool or without. */
  private String operator(boolean isArithmetic) {
    if (isArithmetic) {
      return dice.pick("+", "-", "*", "/", "%", "^", "atan2");
    }
    return dice.pick("==", "!=", "<", "<=", ">", ">=") + (dice.chance(40) ? " bool" : "");
  }

  private Generated matched(int depth) {
    Generated lhs = vector(depth - 1);
    if (dice.chance(30)) {
      return match(lhs, dice.pick("and", "or", "unless"), vector(depth - 1), true);
    }
    if (profile.isModern() && dice.chance(15)) {
      String operator = dice.pick("+", "-", "==", "!=", "*", "</", ">/");
      return match(calls.natives(depth), operator, calls.natives(depth), false);
    }
    Generated rhs = dice.chance(15) ? lhs : vector(depth - 1);
    return match(lhs, operator(dice.chance(55)), rhs, false);
  }

  /** A binary operator with a matching that suits both sides. */
  Generated match(Generated lhs, String operator, Generated rhs, boolean isSet) {
    List<String> common = new ArrayList<>(lhs.labels());
    common.retainAll(rhs.labels());
    if (isSet) {
      String matching =
          dice.pick("", " on (" + names(common) + ")", " ignoring (zone, code)", " on ()");
      return lhs.as("(" + lhs.text() + " " + operator + matching + " " + rhs.text() + ")");
    }
    if (dice.chance(3)) {
      return joined(
          lhs, operator + dice.pick(" on (job)", " on ()", " ignoring (job)"), rhs, common);
    }
    boolean isLeftUnique = common.size() == lhs.labels().size();
    boolean isRightUnique = common.size() == rhs.labels().size();
    if (isLeftUnique && isRightUnique) {
      String matching = dice.pick("", "", " on (" + names(common) + ")", " ignoring (nothing)");
      return joined(lhs, operator + matching + fill(), rhs, lhs.labels());
    }
    if (isRightUnique) {
      String matching = " on (" + names(common) + ") group_left" + included(rhs, common);
      return joined(lhs, operator + matching + fill(), rhs, lhs.labels());
    }
    if (isLeftUnique) {
      List<String> ignored = new ArrayList<>(rhs.labels());
      ignored.removeAll(common);
      String matching =
          dice.pick(" on (" + names(common) + ")", " ignoring (" + names(ignored) + ")")
              + " group_right"
              + included(lhs, common);
      return joined(lhs, operator + matching + fill(), rhs, rhs.labels());
    }
    return joined(grouped(lhs, common), operator + fill(), grouped(rhs, common), common);
  }

  private Generated grouped(Generated vector, List<String> labels) {
    String op = dice.pick("sum", "max", "count");
    return new Generated(op + " by (" + names(labels) + ") (" + vector.text() + ")", labels, false);
  }

  /** Labels to take over; never none at all, because parentheses may follow. */
  private String included(Generated one, List<String> matched) {
    List<String> choices = new ArrayList<>(List.of("version", "branch", "zone", "nothing"));
    choices.removeAll(matched);
    choices.removeIf(label -> !one.labels().contains(label) && !label.equals("nothing"));
    return dice.chance(50) ? " ()" : " (" + dice.pick(choices) + ")";
  }

  private String fill() {
    if (!profile.isModern() || !dice.chance(8)) {
      return "";
    }
    return dice.pick(" fill (0)", " fill_left (1)", " fill_right (-1)", " fill (NaN)");
  }

  private static Generated joined(
      Generated lhs, String operator, Generated rhs, List<String> labels) {
    String text = "(" + lhs.text() + " " + operator + " " + rhs.text() + ")";
    return new Generated(text, labels, lhs.isNative() && rhs.isNative());
  }

  /** Operators that a profile has. */
  static List<BinaryOp> knownOperators(Profile profile) {
    return Arrays.stream(BinaryOp.values())
        .filter(op -> profile.isModern() || !op.name().startsWith("TRIM"))
        .toList();
  }
}
