package io.carillon.querier.fuzz;

import io.carillon.common.histogram.CounterResetHint;
import io.carillon.common.histogram.FloatHistogram;
import io.carillon.querier.function.Annotations;
import io.carillon.querier.function.Annotations.HistogramOperation;
import io.carillon.querier.function.HistogramOutcome;
import io.carillon.querier.function.HistogramResets;
import io.carillon.querier.function.HistogramTrim;
import io.carillon.querier.function.MutableHistogram;
import io.carillon.querier.parser.BinaryOp;
import io.carillon.querier.parser.Expr;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A binary operator between two samples, of which each is a float or a histogram. */
final class ElementRules {
  private static final Set<BinaryOp> ARITHMETIC =
      Set.of(
          BinaryOp.ADD,
          BinaryOp.SUB,
          BinaryOp.MUL,
          BinaryOp.DIV,
          BinaryOp.MOD,
          BinaryOp.POW,
          BinaryOp.ATAN2);

  private final Expr.Binary expr;

  ElementRules(Expr.Binary expr) {
    this.expr = expr;
  }

  /** Whether the result is no longer the same metric. */
  static boolean changesMeaning(BinaryOp op) {
    return ARITHMETIC.contains(op);
  }

  /**
   * What came of it.
   *
   * @param isFailed whether there is nothing at all, not even for bool
   * @param isKept whether a comparison holds
   * @param note null when there is nothing to say
   */
  record Outcome(
      boolean isFailed,
      boolean isKept,
      double value,
      @Nullable FloatHistogram histogram,
      @Nullable Consumer<Annotations> note) {
    static Outcome of(double value) {
      return new Outcome(false, true, value, null, null);
    }

    static Outcome of(FloatHistogram histogram) {
      return new Outcome(false, true, 0, histogram, null);
    }

    static Outcome failed(Consumer<Annotations> note) {
      return new Outcome(true, false, 0, null, note);
    }

    boolean hasNote() {
      return note != null;
    }

    void noteTo(Annotations annotations) {
      if (note != null) {
        note.accept(annotations);
      }
    }

    Element on(Element element) {
      return histogram == null ? element.with(value) : element.with(histogram);
    }
  }

  Outcome apply(Element lhs, Element rhs) {
    FloatHistogram left = lhs.histogram();
    FloatHistogram right = rhs.histogram();
    if (left == null && right == null) {
      return floats(lhs.value(), rhs.value());
    }
    BinaryOp op = expr.op();
    if (left == null && right != null) {
      return op == BinaryOp.MUL
          ? Outcome.of(MutableHistogram.of(right).multiply(lhs.value()).compact().toHistogram())
          : refused("float", "histogram");
    }
    if (left != null && right != null) {
      return histograms(left, right);
    }
    return left == null ? refused("float", "float") : withFloat(left, rhs.value());
  }

  private Outcome withFloat(FloatHistogram left, double value) {
    return switch (expr.op()) {
      case MUL -> Outcome.of(MutableHistogram.of(left).multiply(value).compact().toHistogram());
      case DIV -> Outcome.of(MutableHistogram.of(left).divide(value).compact().toHistogram());
      case TRIM_UPPER -> Outcome.of(HistogramTrim.trim(left, value, true));
      case TRIM_LOWER -> Outcome.of(HistogramTrim.trim(left, value, false));
      default -> refused("histogram", "float");
    };
  }

  private Outcome floats(double a, double b) {
    BinaryOp op = expr.op();
    if (op == BinaryOp.TRIM_LOWER || op == BinaryOp.TRIM_UPPER) {
      return refused("float", "float");
    }
    return op.isComparison()
        ? new Outcome(false, FloatRules.compare(op, a, b), a, null, null)
        : Outcome.of(FloatRules.calculate(op, a, b));
  }

  private Outcome histograms(FloatHistogram a, FloatHistogram b) {
    boolean areEqual = HistogramResets.areEqual(a, b);
    return switch (expr.op()) {
      case EQL -> new Outcome(false, areEqual, 0, a, null);
      case NEQ -> new Outcome(false, !areEqual, 0, a, null);
      case ADD -> combined(a, b, true);
      case SUB -> combined(a, b, false);
      default -> refused("histogram", "histogram");
    };
  }

  private Outcome combined(FloatHistogram a, FloatHistogram b, boolean isAddition) {
    HistogramOperation operation =
        isAddition ? HistogramOperation.ADDITION : HistogramOperation.SUBTRACTION;
    MutableHistogram sum = MutableHistogram.of(a);
    MutableHistogram other = MutableHistogram.of(b);
    HistogramOutcome outcome = isAddition ? sum.add(other) : sum.subtract(other);
    if (outcome.isIncompatible()) {
      return Outcome.failed(
          notes -> notes.incompatibleBuckets(expr.op().symbol(), expr.position()));
    }
    if (outcome.doHintsCollide()) {
      return Outcome.failed(notes -> notes.conflictingResets(operation, expr.position()));
    }
    if (!isAddition) {
      sum.setResetHint(CounterResetHint.GAUGE);
    }
    FloatHistogram result = sum.compact().toHistogram();
    return new Outcome(
        false,
        true,
        0,
        result,
        outcome.areBoundsReconciled()
            ? notes -> notes.reconciledBounds(operation, expr.position())
            : null);
  }

  private Outcome refused(String left, String right) {
    return Outcome.failed(
        notes -> notes.incompatibleTypes(left, expr.op().symbol(), right, expr.position()));
  }
}
