package io.carillon.querier.function;

/**
 * Sorting and heaps that leave equal elements, and elements that the order contradicts itself about
 * (NaN), where Go's sort.Sort (pattern-defeating quicksort) and container/heap leave them. Ported
 * from Go's src/sort/zsortinterface.go and src/container/heap/heap.go, copyright The Go Authors,
 * BSD licence.
 */
final class GoSort {
  private static final int MAX_INSERTION = 12;
  private static final int SHORTEST_NINTHER = 50;
  private static final int SHORTEST_SHIFTING = 50;
  private static final int MAX_SHIFTS = 5;
  private static final int ALL_SWAPPED = 12;

  /** What is sorted, by index. */
  interface Elements {
    boolean isLess(int i, int j);

    void swap(int i, int j);
  }

  private enum Hint {
    UNKNOWN,
    INCREASING,
    DECREASING
  }

  private final Elements data;
  private int swaps;

  private GoSort(Elements data) {
    this.data = data;
  }

  /** Sorts the first {@code size} elements. */
  static void sort(Elements data, int size) {
    int limit = Integer.SIZE - Integer.numberOfLeadingZeros(size);
    new GoSort(data).quicksort(0, size, limit);
  }

  /** Restores the heap after an element was put at index {@code last}. */
  static void heapUp(Elements data, int last) {
    int j = last;
    while (true) {
      int parent = (j - 1) / 2;
      if (parent == j || !data.isLess(j, parent)) {
        return;
      }
      data.swap(parent, j);
      j = parent;
    }
  }

  /** Restores the heap of {@code size} elements after the first was replaced. */
  static void heapFixFirst(Elements data, int size) {
    int i = 0;
    while (true) {
      int child = 2 * i + 1;
      if (child >= size) {
        return;
      }
      if (child + 1 < size && data.isLess(child + 1, child)) {
        child++;
      }
      if (!data.isLess(child, i)) {
        return;
      }
      data.swap(i, child);
      i = child;
    }
  }

  private void quicksort(int from, int to, int badChoicesAllowed) {
    int a = from;
    int b = to;
    int limit = badChoicesAllowed;
    boolean wasBalanced = true;
    boolean wasPartitioned = true;
    while (true) {
      int length = b - a;
      if (length <= MAX_INSERTION || limit == 0) {
        sortSimply(a, b);
        return;
      }
      if (!wasBalanced) {
        breakPatterns(a, b);
        limit--;
      }
      int pivot = choosePivot(a, b);
      Hint hint = hint();
      if (hint == Hint.DECREASING) {
        reverse(a, b);
        pivot = (b - 1) - (pivot - a);
        hint = Hint.INCREASING;
      }
      if (wasBalanced && wasPartitioned && hint == Hint.INCREASING && partialInsertionSort(a, b)) {
        return;
      }
      if (a > 0 && !data.isLess(a - 1, pivot)) {
        a = partitionEqual(a, b, pivot);
        continue;
      }
      long partition = partition(a, b, pivot);
      int middle = (int) (partition >> 1);
      wasPartitioned = (partition & 1) == 1;
      wasBalanced = Math.min(middle - a, b - middle) >= length / 8;
      if (middle - a < b - middle) {
        quicksort(a, middle, limit);
        a = middle + 1;
      } else {
        quicksort(middle + 1, b, limit);
        b = middle;
      }
    }
  }

  /** Small slices, and those that partition badly again and again. */
  private void sortSimply(int a, int b) {
    if (b - a <= MAX_INSERTION) {
      insertionSort(a, b);
    } else {
      heapSort(a, b);
    }
  }

  private void insertionSort(int a, int b) {
    for (int i = a + 1; i < b; i++) {
      for (int j = i; j > a && data.isLess(j, j - 1); j--) {
        data.swap(j, j - 1);
      }
    }
  }

  private void heapSort(int a, int b) {
    int size = b - a;
    for (int i = (size - 1) / 2; i >= 0; i--) {
      siftDown(i, size, a);
    }
    for (int i = size - 1; i >= 0; i--) {
      data.swap(a, a + i);
      siftDown(0, i, a);
    }
  }

  private void siftDown(int low, int high, int first) {
    int root = low;
    while (true) {
      int child = 2 * root + 1;
      if (child >= high) {
        return;
      }
      if (child + 1 < high && data.isLess(first + child, first + child + 1)) {
        child++;
      }
      if (!data.isLess(first + root, first + child)) {
        return;
      }
      data.swap(first + root, first + child);
      root = child;
    }
  }

  /** Index of the pivot times two, plus one when nothing had to be moved. */
  private long partition(int a, int b, int pivot) {
    data.swap(a, pivot);
    int i = skipLess(a + 1, b - 1, a);
    int j = skipNotLess(i, b - 1, a);
    if (i > j) {
      data.swap(j, a);
      return 2L * j + 1;
    }
    data.swap(i, j);
    i++;
    j--;
    while (true) {
      i = skipLess(i, j, a);
      j = skipNotLess(i, j, a);
      if (i > j) {
        break;
      }
      data.swap(i, j);
      i++;
      j--;
    }
    data.swap(j, a);
    return 2L * j;
  }

  private int skipLess(int from, int to, int pivot) {
    int i = from;
    while (i <= to && data.isLess(i, pivot)) {
      i++;
    }
    return i;
  }

  private int skipNotLess(int from, int to, int pivot) {
    int j = to;
    while (from <= j && !data.isLess(j, pivot)) {
      j--;
    }
    return j;
  }

  private int partitionEqual(int a, int b, int pivot) {
    data.swap(a, pivot);
    int i = a + 1;
    int j = b - 1;
    while (true) {
      while (i <= j && !data.isLess(a, i)) {
        i++;
      }
      while (i <= j && data.isLess(a, j)) {
        j--;
      }
      if (i > j) {
        return i;
      }
      data.swap(i, j);
      i++;
      j--;
    }
  }

  private boolean partialInsertionSort(int a, int b) {
    int i = a + 1;
    for (int shift = 0; shift < MAX_SHIFTS; shift++) {
      while (i < b && !data.isLess(i, i - 1)) {
        i++;
      }
      if (i == b) {
        return true;
      }
      if (b - a < SHORTEST_SHIFTING) {
        return false;
      }
      data.swap(i, i - 1);
      if (i - a >= 2) {
        for (int j = i - 1; j >= 1 && data.isLess(j, j - 1); j--) {
          data.swap(j, j - 1);
        }
      }
      if (b - i >= 2) {
        for (int j = i + 1; j < b && data.isLess(j, j - 1); j++) {
          data.swap(j, j - 1);
        }
      }
    }
    return false;
  }

  /** Scatters some elements by a fixed xorshift sequence. */
  private void breakPatterns(int a, int b) {
    int length = b - a;
    if (length < 8) {
      return;
    }
    long random = length;
    int mask = (1 << (Integer.SIZE - Integer.numberOfLeadingZeros(length))) - 1;
    int middle = a + (length / 4) * 2;
    for (int i = middle - 1; i <= middle + 1; i++) {
      random ^= random << 13;
      random ^= random >>> 7;
      random ^= random << 17;
      int other = (int) (random & mask);
      data.swap(i, a + (other >= length ? other - length : other));
    }
  }

  private int choosePivot(int a, int b) {
    int length = b - a;
    swaps = 0;
    int i = a + length / 4;
    int j = a + length / 4 * 2;
    int k = a + length / 4 * 3;
    if (length >= 8) {
      if (length >= SHORTEST_NINTHER) {
        i = median(i - 1, i, i + 1);
        j = median(j - 1, j, j + 1);
        k = median(k - 1, k, k + 1);
      }
      j = median(i, j, k);
    }
    return j;
  }

  private Hint hint() {
    return swaps == 0 ? Hint.INCREASING : swaps == ALL_SWAPPED ? Hint.DECREASING : Hint.UNKNOWN;
  }

  private int median(int first, int second, int third) {
    int a = first;
    int b = second;
    if (data.isLess(b, a)) {
      swaps++;
      a = second;
      b = first;
    }
    if (data.isLess(third, b)) {
      swaps++;
      b = third;
    }
    if (data.isLess(b, a)) {
      swaps++;
      return a;
    }
    return b;
  }

  private void reverse(int a, int b) {
    for (int i = a, j = b - 1; i < j; i++, j--) {
      data.swap(i, j);
    }
  }
}
