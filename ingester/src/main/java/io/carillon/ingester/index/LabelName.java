package io.carillon.ingester.index;

import io.carillon.common.labels.Matcher;
import io.carillon.common.labels.RegexMatcher;
import io.carillon.common.labels.Utf8Order;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The values that a label of a tenant has. The map is guarded by the index' lock; the dictionary
 * and the verdicts of matchers by this object's, which is never held while the other is waited for.
 */
final class LabelName {
  /** Dashboards repeat the same few expressions. */
  private static final int MAX_VERDICTS = 16;

  private static final Comparator<LabelPair> BY_VALUE =
      Comparator.comparing(LabelPair::value, Utf8Order::compare);

  private final String name;
  private final Map<String, LabelPair> values = new HashMap<>(4);

  /** Grows whenever a value comes or goes. */
  private int version;

  private int sortedVersion = -1;
  private LabelPair[] sorted = {};

  private record Verdict(int version, List<LabelPair> pairs) {}

  private final Map<Matcher, Verdict> verdicts =
      new LinkedHashMap<>(4, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Matcher, Verdict> eldest) {
          return size() > MAX_VERDICTS;
        }
      };

  LabelName(String name) {
    this.name = name;
  }

  String name() {
    return name;
  }

  /** The label with a value; null when no series has it. */
  @Nullable LabelPair find(String value) {
    return values.get(value);
  }

  /** Adds a value that is not there. */
  void add(LabelPair pair) {
    values.put(pair.value(), pair);
    version++;
  }

  void remove(LabelPair pair) {
    values.remove(pair.value());
    version++;
  }

  boolean isEmpty() {
    return values.isEmpty();
  }

  /** Number of values. */
  int size() {
    return values.size();
  }

  int version() {
    return version;
  }

  Collection<LabelPair> pairs() {
    return values.values();
  }

  /** The values in order. Under the index' lock, which is held long only when values are new. */
  synchronized LabelPair[] sorted() {
    if (sortedVersion != version) {
      LabelPair[] all = values.values().toArray(LabelPair[]::new);
      Arrays.sort(all, BY_VALUE);
      sorted = all;
      sortedVersion = version;
    }
    return sorted;
  }

  /** The labels whose value fits a matcher. Under the index' lock. */
  List<LabelPair> matching(Matcher matcher) {
    RegexMatcher regex = matcher.regex();
    if (matcher.type() == Matcher.Type.EQUAL) {
      return listed(Set.of(matcher.value()));
    }
    if (matcher.type() == Matcher.Type.REGEX && regex != null && regex.literals() != null) {
      return listed(regex.literals());
    }
    return judged(matcher);
  }

  private List<LabelPair> listed(Set<String> wanted) {
    List<LabelPair> found = new ArrayList<>(wanted.size());
    for (String value : wanted) {
      LabelPair pair = values.get(value);
      if (pair != null) {
        found.add(pair);
      }
    }
    return found;
  }

  private synchronized List<LabelPair> judged(Matcher matcher) {
    Verdict known = verdicts.get(matcher);
    if (known != null && known.version() == version) {
      return known.pairs();
    }
    List<LabelPair> found = new ArrayList<>();
    RegexMatcher regex = matcher.regex();
    if (matcher.type() == Matcher.Type.REGEX && regex != null && !regex.prefix().isEmpty()) {
      judgePrefixed(matcher, regex.prefix(), found);
    } else {
      for (LabelPair pair : values.values()) {
        if (matcher.matches(pair.value())) {
          found.add(pair);
        }
      }
    }
    verdicts.put(matcher, new Verdict(version, List.copyOf(found)));
    return found;
  }

  private void judgePrefixed(Matcher matcher, String prefix, List<LabelPair> out) {
    LabelPair[] all = sorted();
    int from = 0;
    int to = all.length;
    while (from < to) {
      int middle = (from + to) >>> 1;
      if (Utf8Order.compare(all[middle].value(), prefix) < 0) {
        from = middle + 1;
      } else {
        to = middle;
      }
    }
    while (from < all.length && all[from].value().startsWith(prefix)) {
      if (matcher.matches(all[from].value())) {
        out.add(all[from]);
      }
      from++;
    }
  }
}
