package io.carillon.ingester.index;

import io.carillon.common.labels.Matcher;
import io.carillon.common.labels.RegexMatcher;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.RoaringBitmap;

/** Finds the series of a tenant that fit matchers. Takes the index' lock for slices of the work. */
final class Selector {
  private static final int REFS_A_SLICE = 4096;

  /** So many values are judged in the time in which one series is asked for its labels. */
  private static final int VALUES_A_SERIES = 4;

  private final IndexLock lock;
  private final SeriesLabels labels;
  private final TenantLabels tenant;

  Selector(IndexLock lock, SeriesLabels labels, TenantLabels tenant) {
    this.lock = lock;
    this.labels = labels;
    this.tenant = tenant;
  }

  /** The series that fit all matchers and were there all the time; the caller's own. */
  RoaringBitmap select(List<Matcher> matchers) {
    List<Matcher> cheapestFirst = new ArrayList<>(matchers);
    cheapestFirst.sort(Comparator.comparingInt(Selector::cost));
    int removals = lock.read(tenant::removals);
    RoaringBitmap result = null;
    for (Matcher matcher : cheapestFirst) {
      if (result != null && result.isEmpty()) {
        return result;
      }
      result = apply(matcher, result);
    }
    RoaringBitmap found = result;
    return found == null
        ? all()
        : lock.read(
            () -> {
              if (tenant.removals() != removals) {
                // One that went between two matchers fits whatever needs a label to be missing.
                found.and(tenant.all());
              }
              return found;
            });
  }

  /**
   * Narrows a result.
   *
   * @param result null for all series
   */
  private RoaringBitmap apply(Matcher matcher, @Nullable RoaringBitmap result) {
    boolean takesAway = matcher.matchesEmpty();
    // Before the labels are looked at: a series that comes later has perhaps none of those.
    RoaringBitmap before = takesAway && result == null ? all() : result;
    LabelName values = lock.read(() -> tenant.name(matcher.name()));
    if (values == null) {
      return takesAway && before != null ? before : new RoaringBitmap();
    }
    Set<String> listed = listed(matcher, takesAway);
    if (listed == null && before != null && isCheaperBySeries(matcher, values, before)) {
      return filter(before, matcher, values);
    }
    LabelPair[] pairs = listed == null ? judge(matcher, values) : find(values, listed);
    RoaringBitmap chosen = new PostingsUnion().of(pairs, lock);
    if (before == null) {
      return chosen;
    }
    if (takesAway) {
      // Series without the label fit as well: only those with other values go.
      before.andNot(chosen);
    } else {
      before.and(chosen);
    }
    return before;
  }

  private RoaringBitmap all() {
    return lock.read(() -> tenant.all().clone());
  }

  private LabelPair[] judge(Matcher matcher, LabelName values) {
    return ValueDictionary.of(values, lock).judge(matcher, !matcher.matchesEmpty());
  }

  private boolean isCheaperBySeries(Matcher matcher, LabelName values, RoaringBitmap refs) {
    int refCount = refs.getCardinality();
    ValueDictionary dictionary = lock.read(values::dictionary);
    return (dictionary == null || !dictionary.knows(matcher))
        && lock.read(values::size) / VALUES_A_SERIES > refCount;
  }

  /** The series among some whose value of a label fits. */
  private RoaringBitmap filter(RoaringBitmap refs, Matcher matcher, LabelName name) {
    int[] list = refs.toArray();
    @Nullable LabelPair[] pairs = new LabelPair[list.length];
    lock.readInSlices(
        0,
        list.length,
        REFS_A_SLICE,
        (from, to) -> {
          for (int i = from; i < to; i++) {
            pairs[i] = find(list[i], name);
          }
        });
    boolean fitsMissing = matcher.matchesEmpty();
    RoaringBitmap fitting = new RoaringBitmap();
    for (int i = 0; i < list.length; i++) {
      LabelPair pair = pairs[i];
      if (pair == null ? fitsMissing : matcher.matches(pair.value())) {
        fitting.add(list[i]);
      }
    }
    return fitting;
  }

  private @Nullable LabelPair find(int ref, LabelName name) {
    int run = labels.run(ref);
    int count = run < 0 ? 0 : labels.count(run);
    for (int i = 0; i < count; i++) {
      LabelPair pair = labels.pair(run, i);
      if (pair.name() == name) {
        return pair;
      }
    }
    return null;
  }

  private LabelPair[] find(LabelName values, Set<String> wanted) {
    return lock.read(
        () -> {
          List<LabelPair> found = new ArrayList<>(wanted.size());
          for (String value : wanted) {
            LabelPair pair = values.find(value);
            if (pair != null) {
              found.add(pair);
            }
          }
          return found.toArray(LabelPair[]::new);
        });
  }

  /** The values that are wanted, when they can be told without looking at all of them. */
  private static @Nullable Set<String> listed(Matcher matcher, boolean takesAway) {
    RegexMatcher regex = matcher.regex();
    boolean isPositive =
        matcher.type() == Matcher.Type.EQUAL || matcher.type() == Matcher.Type.REGEX;
    if (isPositive == takesAway) {
      return null;
    }
    return regex == null ? Set.of(matcher.value()) : regex.literals();
  }

  private static int cost(Matcher matcher) {
    RegexMatcher regex = matcher.regex();
    boolean isListed = regex == null || regex.literals() != null;
    int negative = matcher.matchesEmpty() ? 1 : 0;
    return (isListed ? 0 : 2) + negative;
  }
}
