package io.carillon.querier.function;

import io.carillon.common.histogram.BucketSpan;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * Counts of the positive or negative buckets of a native histogram by ascending index, each with
 * what compensated summation keeps beside it. Buckets may be there with a count of 0. Not
 * thread-safe.
 */
final class BucketCounts {
  private int[] indices;
  private double[] counts;
  private double[] compensations;
  private int size;

  private BucketCounts(int[] indices, double[] counts, double[] compensations, int size) {
    this.indices = indices;
    this.counts = counts;
    this.compensations = compensations;
    this.size = size;
  }

  private static BucketCounts withCapacity(int capacity) {
    return new BucketCounts(new int[capacity], new double[capacity], new double[capacity], 0);
  }

  /** The buckets that spans describe. */
  static BucketCounts of(List<BucketSpan> spans, double[] counts) {
    BucketCounts result = withCapacity(counts.length);
    int index = 0;
    for (BucketSpan span : spans) {
      index += span.offset();
      for (int i = 0; i < span.length() && result.size < counts.length; i++) {
        result.append(index++, counts[result.size], 0);
      }
    }
    return result;
  }

  BucketCounts copy() {
    return new BucketCounts(
        Arrays.copyOf(indices, size),
        Arrays.copyOf(counts, size),
        Arrays.copyOf(compensations, size),
        size);
  }

  private void append(int index, double count, double compensation) {
    indices[size] = index;
    counts[size] = count;
    compensations[size++] = compensation;
  }

  int size() {
    return size;
  }

  int index(int i) {
    return indices[i];
  }

  double count(int i) {
    return counts[i];
  }

  double compensation(int i) {
    return compensations[i];
  }

  void setCount(int i, double count) {
    counts[i] = count;
  }

  /** Empties a bucket. */
  void clear(int i) {
    counts[i] = 0;
    compensations[i] = 0;
  }

  void clear() {
    size = 0;
  }

  /** The layout as spans. */
  List<BucketSpan> spans() {
    List<BucketSpan> spans = new ArrayList<>();
    int start = 0;
    int end = 0;
    for (int i = 1; i <= size; i++) {
      if (i == size || indices[i] != indices[i - 1] + 1) {
        spans.add(new BucketSpan(indices[start] - end, i - start));
        end = indices[i - 1] + 1;
        start = i;
      }
    }
    return spans;
  }

  double[] counts() {
    return Arrays.copyOf(counts, size);
  }

  void multiply(double factor) {
    for (int i = 0; i < size; i++) {
      counts[i] *= factor;
      compensations[i] *= factor;
    }
  }

  void divide(double divisor) {
    for (int i = 0; i < size; i++) {
      counts[i] /= divisor;
      compensations[i] /= divisor;
    }
  }

  boolean hasInfinity() {
    for (int i = 0; i < size; i++) {
      if (Double.isInfinite(counts[i])) {
        return true;
      }
    }
    return false;
  }

  /** Removes buckets without count; those with a compensation stay if asked for. */
  void compact(boolean keepsCompensated) {
    int kept = 0;
    for (int i = 0; i < size; i++) {
      if (counts[i] != 0 || (keepsCompensated && compensations[i] != 0)) {
        indices[kept] = indices[i];
        counts[kept] = counts[i];
        compensations[kept++] = compensations[i];
      }
    }
    size = kept;
  }

  /** The buckets of a coarser schema, added up as they come. */
  BucketCounts reduced(int fromSchema, int toSchema) {
    BucketCounts result = withCapacity(size);
    for (int i = 0; i < size; i++) {
      int index = HistogramBounds.reduced(indices[i], fromSchema, toSchema);
      if (result.size > 0 && result.indices[result.size - 1] == index) {
        result.counts[result.size - 1] += counts[i];
      } else {
        result.append(index, counts[i], 0);
      }
    }
    return result;
  }

  /** The buckets of a coarser schema, with compensated sums. */
  BucketCounts reducedCompensated(int fromSchema, int toSchema) {
    BucketCounts result = withCapacity(size);
    for (int i = 0; i < size; i++) {
      int index = HistogramBounds.reduced(indices[i], fromSchema, toSchema);
      if (result.size > 0 && result.indices[result.size - 1] == index) {
        result.addCompensated(result.size - 1, counts[i]);
        result.addCompensated(result.size - 1, compensations[i]);
      } else {
        result.append(index, counts[i], compensations[i]);
      }
    }
    return result;
  }

  private void addCompensated(int i, double value) {
    double sum = counts[i] + value;
    compensations[i] = KahanSum.compensate(value, counts[i], compensations[i], sum);
    counts[i] = sum;
  }

  /**
   * Adds other buckets times a sign.
   *
   * @param isIgnored which indices to leave out, as far as they come first
   */
  void add(BucketCounts other, int sign, IntPredicate isIgnored) {
    BucketCounts merged = union(other, isIgnored);
    int mine = 0;
    int next = other.firstNotIgnored(isIgnored);
    for (int i = 0; i < merged.size; i++) {
      boolean isMine = mine < size && indices[mine] == merged.indices[i];
      boolean isOther = next < other.size && other.indices[next] == merged.indices[i];
      if (isMine) {
        merged.counts[i] = counts[mine];
        merged.compensations[i] = compensations[mine++];
      }
      if (isOther) {
        double count = sign * other.counts[next++];
        merged.counts[i] = isMine ? merged.counts[i] + count : count;
      }
    }
    become(merged);
  }

  /** Adds other buckets with compensated sums. */
  void addCompensated(BucketCounts other, IntPredicate isIgnored) {
    BucketCounts merged = union(other, isIgnored);
    int mine = 0;
    int next = other.firstNotIgnored(isIgnored);
    for (int i = 0; i < merged.size; i++) {
      boolean isMine = mine < size && indices[mine] == merged.indices[i];
      boolean isOther = next < other.size && other.indices[next] == merged.indices[i];
      if (isMine) {
        merged.counts[i] = counts[mine];
        merged.compensations[i] = compensations[mine++];
      }
      if (isOther && isMine) {
        merged.addCompensated(i, other.counts[next]);
        if (other.compensations[next] != 0) {
          merged.addCompensated(i, other.compensations[next]);
        }
      } else if (isOther) {
        merged.counts[i] = other.counts[next];
        merged.compensations[i] = other.compensations[next];
      }
      next += isOther ? 1 : 0;
    }
    become(merged);
  }

  /** Adds the compensations to the counts. */
  void foldCompensations(IntPredicate isIgnored) {
    for (int i = firstNotIgnored(isIgnored); i < size; i++) {
      counts[i] += compensations[i];
    }
    forgetCompensations();
  }

  private int firstNotIgnored(IntPredicate isIgnored) {
    int i = 0;
    while (i < size && isIgnored.test(indices[i])) {
      i++;
    }
    return i;
  }

  /** All indices of both, without counts. */
  private BucketCounts union(BucketCounts other, IntPredicate isIgnored) {
    BucketCounts result = withCapacity(size + other.size);
    int mine = 0;
    int next = other.firstNotIgnored(isIgnored);
    while (mine < size || next < other.size) {
      boolean takesMine =
          next >= other.size || (mine < size && indices[mine] <= other.indices[next]);
      int index = takesMine ? indices[mine] : other.indices[next];
      if (next < other.size && other.indices[next] == index) {
        next++;
      }
      mine += takesMine ? 1 : 0;
      result.append(index, 0, 0);
    }
    return result;
  }

  private void become(BucketCounts other) {
    indices = other.indices;
    counts = other.counts;
    compensations = other.compensations;
    size = other.size;
  }

  /** Maps buckets of custom bounds to fewer bounds and adds them with compensated sums. */
  void addMapped(
      BucketCounts source, double[] sourceBounds, double[] bounds, int sign, boolean isSelf) {
    int target = 0;
    for (int i = 0; i < source.size; i++) {
      int index = source.indices[i];
      int to = bounds.length;
      if (index < sourceBounds.length) {
        while (target < bounds.length && bounds[target] < sourceBounds[index]) {
          target++;
        }
        to = target;
      }
      addCompensated(to, sign * source.counts[i]);
      if (isSelf) {
        addCompensated(to, source.compensations[i]);
      }
    }
  }

  void forgetCompensations() {
    Arrays.fill(compensations, 0);
  }

  /** Buckets 0 to {@code count - 1}, all empty. */
  static BucketCounts empty(int count) {
    BucketCounts result = withCapacity(count);
    for (int i = 0; i < count; i++) {
      result.append(i, 0, 0);
    }
    return result;
  }

  /** Whether both have the same buckets with the same bits. */
  boolean hasSameBits(BucketCounts other) {
    if (size != other.size) {
      return false;
    }
    for (int i = 0; i < size; i++) {
      if (indices[i] != other.indices[i]
          || Double.doubleToRawLongBits(counts[i]) != Double.doubleToRawLongBits(other.counts[i])) {
        return false;
      }
    }
    return true;
  }
}
