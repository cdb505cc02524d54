package io.carillon.querier.function;

import io.carillon.common.histogram.CounterResetHint;
import io.carillon.common.histogram.FloatHistogram;
import java.util.Arrays;

/**
 * A native histogram under calculation, after Prometheus' model/histogram/float_histogram.go. With
 * the methods that say so, sums are compensated; {@link #foldCompensations} ends that. Not
 * thread-safe.
 */
public final class MutableHistogram {
  private CounterResetHint resetHint;
  private int schema;
  private double zeroThreshold;
  private final KahanSum zeroCount = new KahanSum();
  private final KahanSum count = new KahanSum();
  private final KahanSum sum = new KahanSum();
  private BucketCounts positive;
  private BucketCounts negative;
  private double[] customValues;

  private MutableHistogram(
      CounterResetHint resetHint,
      int schema,
      double zeroThreshold,
      BucketCounts positive,
      BucketCounts negative,
      double[] customValues) {
    this.resetHint = resetHint;
    this.schema = schema;
    this.zeroThreshold = zeroThreshold;
    this.positive = positive;
    this.negative = negative;
    this.customValues = customValues;
  }

  /** A copy of a histogram to calculate with. */
  public static MutableHistogram of(FloatHistogram h) {
    MutableHistogram result =
        new MutableHistogram(
            h.resetHint(),
            h.schema(),
            h.zeroThreshold(),
            BucketCounts.of(h.positiveSpans(), h.positiveCounts()),
            BucketCounts.of(h.negativeSpans(), h.negativeCounts()),
            h.customValues());
    result.zeroCount.set(h.zeroCount(), 0);
    result.count.set(h.count(), 0);
    result.sum.set(h.sum(), 0);
    return result;
  }

  /** A histogram without observations in the layout of another. */
  static MutableHistogram emptyLike(FloatHistogram layout) {
    return new MutableHistogram(
        CounterResetHint.UNKNOWN,
        layout.schema(),
        0,
        BucketCounts.empty(0),
        BucketCounts.empty(0),
        layout.customValues());
  }

  /** A copy with all that is compensated. */
  public MutableHistogram copy() {
    MutableHistogram result =
        new MutableHistogram(
            resetHint, schema, zeroThreshold, positive.copy(), negative.copy(), customValues);
    result.zeroCount.set(zeroCount.sum(), zeroCount.compensation());
    result.count.set(count.sum(), count.compensation());
    result.sum.set(sum.sum(), sum.compensation());
    return result;
  }

  /** The histogram as it is now, without compensations. */
  public FloatHistogram toHistogram() {
    return new FloatHistogram(
        resetHint,
        schema,
        zeroThreshold,
        zeroCount.sum(),
        count.sum(),
        sum.sum(),
        positive.spans(),
        positive.counts(),
        negative.spans(),
        negative.counts(),
        customValues);
  }

  public double count() {
    return count.sum();
  }

  public void setResetHint(CounterResetHint hint) {
    resetHint = hint;
  }

  boolean isCustom() {
    return HistogramBounds.isCustom(schema);
  }

  /** Multiplies all counts and the sum; a negative factor makes it a gauge. */
  public MutableHistogram multiply(double factor) {
    multiply(zeroCount, factor);
    multiply(count, factor);
    multiply(sum, factor);
    positive.multiply(factor);
    negative.multiply(factor);
    if (factor < 0) {
      resetHint = CounterResetHint.GAUGE;
    }
    return this;
  }

  private static void multiply(KahanSum value, double factor) {
    value.set(value.sum() * factor, value.compensation() * factor);
  }

  /** Divides all counts and the sum; dividing by 0 also removes all buckets. */
  public MutableHistogram divide(double divisor) {
    divide(zeroCount, divisor);
    divide(count, divisor);
    divide(sum, divisor);
    if (divisor == 0) {
      positive.clear();
      negative.clear();
      return this;
    }
    positive.divide(divisor);
    negative.divide(divisor);
    if (divisor < 0) {
      resetHint = CounterResetHint.GAUGE;
    }
    return this;
  }

  private static void divide(KahanSum value, double divisor) {
    value.set(value.sum() / divisor, value.compensation() / divisor);
  }

  /** Removes empty buckets. */
  public MutableHistogram compact() {
    positive.compact(false);
    negative.compact(false);
    return this;
  }

  /** Whether any number is infinite. */
  public boolean hasInfinity() {
    return Double.isInfinite(zeroCount.sum())
        || Double.isInfinite(count.sum())
        || Double.isInfinite(sum.sum())
        || positive.hasInfinity()
        || negative.hasInfinity()
        || Arrays.stream(customValues).anyMatch(Double::isInfinite);
  }

  /** Takes a coarser schema; loses the hint unless the schema is the same. */
  MutableHistogram reduceTo(int targetSchema) {
    if (targetSchema != schema) {
      positive = positive.reduced(schema, targetSchema);
      negative = negative.reduced(schema, targetSchema);
      schema = targetSchema;
      resetHint = CounterResetHint.UNKNOWN;
    }
    return this;
  }

  /** Adds another histogram, which is left as it is. */
  public HistogramOutcome add(MutableHistogram other) {
    return combine(other, 1);
  }

  /** Subtracts another histogram, which is left as it is. */
  public HistogramOutcome subtract(MutableHistogram other) {
    return combine(other, -1);
  }

  private HistogramOutcome combine(MutableHistogram other, int sign) {
    if (isCustom() != other.isCustom()) {
      return HistogramOutcome.INCOMPATIBLE;
    }
    boolean collide = adjustHint(other);
    if (!isCustom()) {
      double otherZeroCount = reconcileZeroBuckets(other, false);
      zeroCount.set(zeroCount.sum() + sign * otherZeroCount, 0);
    }
    count.set(count.sum() + sign * other.count.sum(), 0);
    sum.set(sum.sum() + sign * other.sum.sum(), 0);
    if (isCustom()) {
      return HistogramOutcome.of(collide, combineCustom(other, sign));
    }
    BucketCounts otherPositive = other.positive;
    BucketCounts otherNegative = other.negative;
    if (other.schema < schema) {
      positive = positive.reduced(schema, other.schema);
      negative = negative.reduced(schema, other.schema);
      schema = other.schema;
    } else if (other.schema > schema) {
      otherPositive = otherPositive.reduced(other.schema, schema);
      otherNegative = otherNegative.reduced(other.schema, schema);
    }
    positive.add(otherPositive, sign, this::isInZeroBucket);
    negative.add(otherNegative, sign, this::isInZeroBucket);
    return HistogramOutcome.of(collide, false);
  }

  /** Adds another histogram with compensated sums. */
  public HistogramOutcome addCompensated(MutableHistogram other) {
    if (isCustom() != other.isCustom()) {
      return HistogramOutcome.INCOMPATIBLE;
    }
    boolean collide = adjustHint(other);
    if (!isCustom()) {
      zeroCount.add(reconcileZeroBuckets(other, true));
      zeroCount.add(otherZeroCompensation);
    }
    count.add(other.count.sum());
    sum.add(other.sum.sum());
    if (isCustom()) {
      return HistogramOutcome.of(collide, addCustomCompensated(other));
    }
    BucketCounts otherPositive = other.positive;
    BucketCounts otherNegative = other.negative;
    if (other.schema < schema) {
      positive = positive.reducedCompensated(schema, other.schema);
      negative = negative.reducedCompensated(schema, other.schema);
      schema = other.schema;
    } else if (other.schema > schema) {
      otherPositive = otherPositive.reducedCompensated(other.schema, schema);
      otherNegative = otherNegative.reducedCompensated(other.schema, schema);
    }
    positive.addCompensated(otherPositive, this::isInZeroBucket);
    negative.addCompensated(otherNegative, this::isInZeroBucket);
    return HistogramOutcome.of(collide, false);
  }

  /** Adds everything that compensation kept aside. */
  public void foldCompensations() {
    zeroCount.set(zeroCount.total(), 0);
    count.set(count.total(), 0);
    sum.set(sum.total(), 0);
    positive.foldCompensations(this::isInZeroBucket);
    negative.foldCompensations(this::isInZeroBucket);
  }

  private boolean isInZeroBucket(int index) {
    return !isCustom() && HistogramBounds.exponential(index, schema) <= zeroThreshold;
  }

  /** Whether bounds had to be reconciled. */
  private boolean combineCustom(MutableHistogram other, int sign) {
    if (Arrays.equals(customValues, other.customValues)) {
      positive.add(other.positive, sign, _ -> false);
      return false;
    }
    reconcileBounds(other, sign, false);
    return true;
  }

  private boolean addCustomCompensated(MutableHistogram other) {
    if (Arrays.equals(customValues, other.customValues)) {
      positive.addCompensated(other.positive, _ -> false);
      return false;
    }
    reconcileBounds(other, 1, true);
    return true;
  }

  private void reconcileBounds(MutableHistogram other, int sign, boolean isCompensated) {
    double[] bounds = CustomBounds.intersection(customValues, other.customValues);
    BucketCounts mapped = BucketCounts.empty(bounds.length + 1);
    mapped.addMapped(positive, customValues, bounds, 1, isCompensated);
    mapped.addMapped(other.positive, other.customValues, bounds, sign, false);
    mapped.compact(true);
    if (!isCompensated) {
      mapped.forgetCompensations();
    }
    positive = mapped;
    customValues = bounds;
  }

  /** Whether one hint says reset and the other the contrary. */
  private boolean adjustHint(MutableHistogram other) {
    if (other.resetHint == resetHint || resetHint == CounterResetHint.GAUGE) {
      return false;
    }
    if (other.resetHint == CounterResetHint.GAUGE) {
      resetHint = CounterResetHint.GAUGE;
      return false;
    }
    boolean collide =
        resetHint != CounterResetHint.UNKNOWN && other.resetHint != CounterResetHint.UNKNOWN;
    resetHint = CounterResetHint.UNKNOWN;
    return collide;
  }

  /** Set by {@link #reconcileZeroBuckets}: what compensation keeps of the other's zero count. */
  private double otherZeroCompensation;

  /**
   * Grows the zero bucket until it holds that of the other and ends within no populated bucket of
   * both.
   *
   * @return the zero count that the other would have
   */
  private double reconcileZeroBuckets(MutableHistogram other, boolean isCompensated) {
    ZeroBucket otherZero = other.zeroBucket(false);
    while (otherZero.threshold() != zeroThreshold) {
      if (zeroThreshold > otherZero.threshold()) {
        otherZero.growTo(zeroThreshold);
      }
      if (otherZero.threshold() > zeroThreshold) {
        ZeroBucket zero = zeroBucket(isCompensated);
        zero.growTo(otherZero.threshold());
        zeroThreshold = zero.threshold();
        zeroCount.set(zero.count(), isCompensated ? zero.compensation() : 0);
        trimToZeroBucket(positive);
        trimToZeroBucket(negative);
        positive.compact(isCompensated);
        negative.compact(isCompensated);
      }
    }
    otherZeroCompensation = otherZero.compensation();
    return otherZero.count();
  }

  /** The zero bucket, to see what it would be with a larger threshold. */
  ZeroBucket zeroBucket(boolean isCompensated) {
    return new ZeroBucket(schema, zeroThreshold, zeroCount, positive, negative, isCompensated);
  }

  private void trimToZeroBucket(BucketCounts buckets) {
    for (int i = 0; i < buckets.size(); i++) {
      if (HistogramBounds.exponential(buckets.index(i) - 1, schema) >= zeroThreshold) {
        return;
      }
      buckets.clear(i);
    }
  }
}
