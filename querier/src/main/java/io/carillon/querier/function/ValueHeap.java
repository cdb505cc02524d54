package io.carillon.querier.function;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A heap of a limited number of values with the elements they belong to, the worst on top. NaN is
 * worse than everything. Ties end up where Go's container/heap leaves them. Not thread-safe.
 */
public final class ValueHeap implements GoSort.Elements {
  private final int limit;
  private final boolean wantsSmallest;
  private double[] values = new double[8];
  private int[] elements = new int[8];
  private int size;

  /**
   * An empty heap.
   *
   * @param limit how many to keep, above 0
   * @param wantsSmallest whether the smallest values are kept, else the largest
   */
  public ValueHeap(int limit, boolean wantsSmallest) {
    this.limit = limit;
    this.wantsSmallest = wantsSmallest;
  }

  public boolean isFull() {
    return size == limit;
  }

  /** Adds an element, or replaces the worst one when this one is better and the heap full. */
  public void offer(double value, int element) {
    if (!isFull()) {
      push(value, element);
      return;
    }
    boolean isBetter = wantsSmallest ? values[0] > value : values[0] < value;
    if (isBetter || (Double.isNaN(values[0]) && !Double.isNaN(value))) {
      values[0] = value;
      elements[0] = element;
      GoSort.heapFixFirst(this, size);
    }
  }

  /** Adds an element. */
  public void push(double value, int element) {
    if (size == values.length) {
      values = Arrays.copyOf(values, size * 2);
      elements = Arrays.copyOf(elements, size * 2);
    }
    values[size] = value;
    elements[size] = element;
    GoSort.heapUp(this, size++);
  }

  /** The elements in the order of the heap. */
  public List<Integer> elements() {
    List<Integer> result = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      result.add(elements[i]);
    }
    return result;
  }

  @Override
  public boolean isLess(int i, int j) {
    return Double.isNaN(values[i])
        || (wantsSmallest ? values[i] > values[j] : values[i] < values[j]);
  }

  @Override
  public void swap(int i, int j) {
    double value = values[i];
    values[i] = values[j];
    values[j] = value;
    int element = elements[i];
    elements[i] = elements[j];
    elements[j] = element;
  }
}
