package io.carillon.querier.function;

import java.util.Collections;
import java.util.List;
import java.util.function.BiPredicate;
import java.util.function.ToDoubleFunction;

/** Order by value where NaN comes last, with Go's treatment of ties; see {@link GoSort}. */
public final class ValueOrder {
  private ValueOrder() {}

  /** Sorts a list in place, ascending or descending, NaN last. */
  public static <T> void sort(List<T> list, ToDoubleFunction<T> value, boolean isDescending) {
    sort(
        list,
        (a, b) -> {
          double valueB = value.applyAsDouble(b);
          return Double.isNaN(valueB)
              || (isDescending ? valueB < value.applyAsDouble(a) : valueB > value.applyAsDouble(a));
        });
  }

  /** Sorts a list in place. */
  public static <T> void sort(List<T> list, BiPredicate<T, T> isLess) {
    GoSort.sort(
        new GoSort.Elements() {
          @Override
          public boolean isLess(int i, int j) {
            return isLess.test(list.get(i), list.get(j));
          }

          @Override
          public void swap(int i, int j) {
            Collections.swap(list, i, j);
          }
        },
        list.size());
  }
}
