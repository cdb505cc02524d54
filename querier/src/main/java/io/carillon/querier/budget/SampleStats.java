package io.carillon.querier.budget;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Samples of one query as Prometheus' statistics count them: <em>queryable</em> ones once for each
 * step at which they are selected, <em>read</em> ones once for each read of a selector. A native
 * histogram counts as many as it is large. Counting is thread-safe; {@link #counter}, {@link #nest}
 * and what it gives is for the coordinating thread.
 */
public final class SampleStats {
  private final Counter whole;
  private final LongAdder read = new LongAdder();
  private volatile Counter current;

  /**
   * Nothing counted yet.
   *
   * @param steps of the query
   * @param isByStep whether to count for each step as well
   */
  public SampleStats(int steps, boolean isByStep) {
    whole = new Counter(isByStep ? new AtomicLongArray(steps) : null);
    current = whole;
  }

  /** Counts for the part of the query that is evaluated now, however late it is used. */
  public Counter counter() {
    return current;
  }

  /** Takes samples that were selected in the whole query or a part of it. Thread-safe. */
  public static final class Counter {
    private final LongAdder total = new LongAdder();
    private final @Nullable AtomicLongArray byStep;

    private Counter(@Nullable AtomicLongArray byStep) {
      this.byStep = byStep;
    }

    /** Whether the counts of single steps are wanted; else {@link #add(long)} is enough. */
    public boolean isByStep() {
      return byStep != null;
    }

    /** Samples that were selected at one step of the grid that is evaluated. */
    public void add(int step, long samples) {
      total.add(samples);
      if (byStep != null) {
        byStep.addAndGet(step, samples);
      }
    }

    /** Samples that were selected at all steps together; for when steps are not wanted. */
    public void add(long samples) {
      total.add(samples);
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
    return whole.total.sum();
  }

  /** Samples that came from the source so far. */
  public long read() {
    return read.sum();
  }

  /** Samples selected at each step; null when that is not counted. */
  public long @Nullable [] queryableByStep() {
    AtomicLongArray byStep = whole.byStep;
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
    private final Counter inner = new Counter(null);

    private Nested() {
      current = inner;
    }

    /** Ends the part, whose samples count at each of the first {@code steps} steps outside. */
    public void countAtEach(int steps) {
      current = outer;
      long samples = inner.total.sum();
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
