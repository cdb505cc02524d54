package io.carillon.ingester.index;

import io.carillon.common.labels.Matcher;
import io.carillon.common.labels.RegexMatcher;
import io.carillon.common.labels.Utf8Order;
import io.carillon.common.tenant.TenantId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.RoaringBitmap;

/** Labels of one tenant's series. Guarded by the index' lock. */
final class TenantLabels {
  private final TenantId tenant;
  private final Map<String, LabelName> names = new HashMap<>();
  private RoaringBitmap all = new RoaringBitmap();
  private int size;

  /** Grows whenever a label is new; those that go do not change the order of the others. */
  private int addedPairs;

  private int rankedPairs = -1;

  /** Series in label order, as far as they were sorted once. */
  private int[] order = {};

  TenantLabels(TenantId tenant) {
    this.tenant = tenant;
  }

  TenantId tenant() {
    return tenant;
  }

  /** Number of series. */
  int size() {
    return size;
  }

  Map<String, LabelName> names() {
    return names;
  }

  @Nullable LabelPair find(String name, String value) {
    LabelName values = names.get(name);
    return values == null ? null : values.find(value);
  }

  /** Adds a label that is not there. */
  LabelPair addPair(String name, String value, int id) {
    LabelName values = names.computeIfAbsent(name, LabelName::new);
    LabelPair pair = new LabelPair(values, value, id);
    values.add(pair);
    addedPairs++;
    return pair;
  }

  void removePair(LabelPair pair) {
    LabelName values = pair.name();
    values.remove(pair);
    if (values.isEmpty()) {
      names.remove(values.name());
    }
  }

  void addSeries(int ref) {
    all.add(ref);
    size++;
  }

  void removeSeries(int ref) {
    all.remove(ref);
    size--;
    if (size == 0) {
      all = new RoaringBitmap();
      order = new int[0];
    }
  }

  RoaringBitmap select(List<Matcher> matchers) {
    List<Matcher> cheapestFirst = new ArrayList<>(matchers);
    cheapestFirst.sort(Comparator.comparingInt(TenantLabels::cost));
    RoaringBitmap result = null;
    for (Matcher matcher : cheapestFirst) {
      if (result != null && result.isEmpty()) {
        return result;
      }
      result = apply(matcher, result);
    }
    return result == null ? all.clone() : result;
  }

  /**
   * Narrows a result.
   *
   * @param result null for all series
   */
  private RoaringBitmap apply(Matcher matcher, @Nullable RoaringBitmap result) {
    LabelName values = names.get(matcher.name());
    if (matcher.matchesEmpty()) {
      RoaringBitmap left = result == null ? all.clone() : result;
      if (values != null) {
        // Series without the label fit as well: take away those whose value does not.
        left.andNot(union(values.matching(opposite(matcher))));
      }
      return left;
    }
    if (values == null) {
      return new RoaringBitmap();
    }
    RoaringBitmap fitting = union(values.matching(matcher));
    if (result == null) {
      return fitting;
    }
    result.and(fitting);
    return result;
  }

  private static Matcher opposite(Matcher matcher) {
    Matcher.Type type =
        switch (matcher.type()) {
          case EQUAL -> Matcher.Type.NOT_EQUAL;
          case NOT_EQUAL -> Matcher.Type.EQUAL;
          case REGEX -> Matcher.Type.NOT_REGEX;
          case NOT_REGEX -> Matcher.Type.REGEX;
        };
    return Matcher.of(type, matcher.name(), matcher.value());
  }

  private static RoaringBitmap union(List<LabelPair> pairs) {
    if (pairs.size() == 1) {
      return pairs.getFirst().copy();
    }
    RoaringBitmap union = new RoaringBitmap();
    for (LabelPair pair : pairs) {
      pair.addTo(union);
    }
    return union;
  }

  private static int cost(Matcher matcher) {
    RegexMatcher regex = matcher.regex();
    boolean listed = regex == null || regex.literals() != null;
    int negative = matcher.matchesEmpty() ? 1 : 0;
    return (listed ? 0 : 2) + negative;
  }

  /** Gives every label its place among all. */
  void rank() {
    if (rankedPairs == addedPairs) {
      return;
    }
    List<LabelName> sorted = new ArrayList<>(names.values());
    sorted.sort(Comparator.comparing(LabelName::name, Utf8Order::compare));
    int rank = 0;
    for (LabelName name : sorted) {
      for (LabelPair pair : name.sorted()) {
        pair.setRank(rank++);
      }
    }
    rankedPairs = addedPairs;
  }

  int[] order() {
    return order;
  }

  void rememberOrder(int[] sorted) {
    order = sorted;
  }

  RoaringBitmap all() {
    return all;
  }
}
