package io.carillon.querier.budget;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Samples of one query as Prometheus' statistics count them: <em>queryable</em> ones once for each
 * step at which they are selected, <em>read</em> ones once for each read of a selector. A native
 * histogram counts as many as it is large. Counting is thread-safe; {@link #nest} and what it gives
 * is for the coordinating thread while no other one counts.
 */
public final class SampleStats {
  private final Counter whole;
  private final LongAdder read = new LongAdder();
  private volatile Counter current;

  /** Samples selected in the whole query or a part of it. */
  private record Counter(LongAdder total, @Nullable AtomicLongArray byStep) {
    void add(int step, long samples) {
      total.add(samples);
      if (byStep != null) {
        byStep.addAndGet(step, samples);
      }
    }
  }

  /**
   * Nothing counted yet.
   *
   * @param steps of the query
   * @param isByStep whether to count for each step as well
   */
  public SampleStats(int steps, boolean isByStep) {
    whole = new Counter(new LongAdder(), isByStep ? new AtomicLongArray(steps) : null);
    current = whole;
  }

  /**
   * Whether the counts of single steps are wanted now; else {@link #queryable(long)} is enough.
   * Changes only by {@link #nest} and {@link Nested#close}.
   */
  public boolean isByStep() {
    return current.byStep() != null;
  }

  /** Samples that were selected at one step. */
  public void queryable(int step, long samples) {
    current.add(step, samples);
  }

  /** Samples that were selected at all steps together; for when steps are not wanted. */
  public void queryable(long samples) {
    current.total().add(samples);
  }

  /** Samples that were selected, by step of the grid that is evaluated. */
  public void queryable(long[] samplesByStep) {
    for (int step = 0; step < samplesByStep.length; step++) {
      if (samplesByStep[step] != 0) {
        queryable(step, samplesByStep[step]);
      }
    }
  }

  /** Samples that came from the source. */
  public void read(long samples) {
    read.add(samples);
  }

  /** Begins a part of the query that has steps of its own: a subquery or what is step-invariant. */
  public Nested nest() {
    return new Nested();
  }

  /** Samples selected, over all steps. */
  public long queryable() {
    return whole.total().sum();
  }

  /** Samples that came from the source so far. */
  public long read() {
    return read.sum();
  }

  /** Samples selected at each step; null when that is not counted. */
  public long @Nullable [] queryableByStep() {
    AtomicLongArray byStep = whole.byStep();
    if (byStep == null) {
      return null;
    }
    long[] counts = new long[byStep.length()];
    Arrays.setAll(counts, byStep::get);
    return counts;
  }

  /** A part with steps of its own. What is counted meanwhile counts only by what is said here. */
  public final class Nested implements AutoCloseable {
    private final Counter outer = current;
    private final Counter inner = new Counter(new LongAdder(), null);

    private Nested() {
      current = inner;
    }

    /** Ends the part, whose samples count at each of the first {@code steps} steps outside. */
    public void countAtEach(int steps) {
      current = outer;
      long samples = inner.total().sum();
      for (int step = 0; step < steps; step++) {
        outer.add(step, samples);
      }
    }

    /** Ends the part; what was not counted is forgotten. */
    @Override
    public void close() {
      current = outer;
    }
  }
}
