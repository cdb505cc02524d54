package io.carillon.querier.function;

import io.carillon.common.histogram.CounterResetHint;
import io.carillon.common.histogram.FloatHistogram;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The sum or mean of native histograms with compensated sums, as sum, avg and their {@code
 * _over_time} variants have it. Not thread-safe.
 */
public final class HistogramSums {
  private final boolean isMean;
  private @Nullable MutableHistogram sum;
  private double count;
  private boolean isIncremental;
  private boolean isIncompatible;
  private boolean hasReset;
  private boolean hasNoReset;
  private boolean hasReconciled;

  public HistogramSums(boolean isMean) {
    this.isMean = isMean;
  }

  /** Takes in a histogram. */
  public void add(FloatHistogram histogram) {
    if (isIncompatible) {
      return;
    }
    count++;
    hasReset |= histogram.resetHint() == CounterResetHint.RESET;
    hasNoReset |= histogram.resetHint() == CounterResetHint.NOT_RESET;
    MutableHistogram added = MutableHistogram.of(histogram);
    MutableHistogram before = sum;
    if (before == null) {
      sum = added;
    } else if (isMean) {
      addToMean(before, added);
    } else {
      note(before.addCompensated(added));
    }
  }

  private void addToMean(MutableHistogram before, MutableHistogram added) {
    if (!isIncremental) {
      MutableHistogram after = before.copy();
      note(after.addCompensated(added));
      if (isIncompatible) {
        return;
      }
      if (!after.hasInfinity()) {
        sum = after;
        return;
      }
      isIncremental = true;
      before.divide(count - 1);
    }
    before.multiply((count - 1) / count);
    note(before.addCompensated(added.divide(count)));
  }

  private void note(HistogramOutcome outcome) {
    isIncompatible |= outcome.isIncompatible();
    hasReconciled |= outcome.areBoundsReconciled();
  }

  /** Whether anything was added. */
  public boolean isEmpty() {
    return sum == null;
  }

  /** Whether exponential and custom buckets met, so that there is no result. */
  public boolean isIncompatible() {
    return isIncompatible;
  }

  /** Whether some hints said reset and others no reset. */
  public boolean doHintsConflict() {
    return hasReset && hasNoReset;
  }

  /** Whether custom bounds had to be reconciled. */
  public boolean areBoundsReconciled() {
    return hasReconciled;
  }

  /** The result; something was added and nothing was incompatible. To be called once. */
  public MutableHistogram result() {
    MutableHistogram result = Objects.requireNonNull(sum);
    if (isMean && !isIncremental) {
      result.divide(count);
    }
    result.foldCompensations();
    return result;
  }
}
