package io.carillon.ingester.index;

import io.carillon.common.labels.Labels;
import io.carillon.common.labels.Matcher;
import io.carillon.common.labels.RegexMatcher;
import io.carillon.common.labels.Utf8Order;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.RoaringBitmap;

/**
 * Inverted index: for each label name and value the bitmap of the series that have it. Series are
 * numbered from 0 in the order in which they are added. Not thread-safe: readers may share it while
 * nobody writes.
 */
public final class PostingsIndex {
  private final Map<String, NavigableMap<String, RoaringBitmap>> names = new HashMap<>();
  private int size;

  /** Adds a series under the next number. */
  public void add(Labels labels) {
    for (int i = 0; i < labels.size(); i++) {
      names
          .computeIfAbsent(labels.name(i), _ -> new TreeMap<>(Utf8Order::compare))
          .computeIfAbsent(labels.value(i), _ -> new RoaringBitmap())
          .add(size);
    }
    size++;
  }

  /** Number of series. */
  public int size() {
    return size;
  }

  /** The series that fit all matchers; belongs to the caller. */
  public RoaringBitmap select(List<Matcher> matchers) {
    RoaringBitmap result = RoaringBitmap.bitmapOfRange(0, size);
    List<Matcher> cheapestFirst = new ArrayList<>(matchers);
    cheapestFirst.sort(Comparator.comparingInt(PostingsIndex::cost));
    for (Matcher matcher : cheapestFirst) {
      if (result.isEmpty()) {
        return result;
      }
      apply(matcher, result);
    }
    return result;
  }

  /**
   * Adds the label names of the series to {@code out}.
   *
   * @param within the series that count; null for all
   */
  public void collectNames(@Nullable RoaringBitmap within, Collection<String> out) {
    names.forEach(
        (name, values) -> {
          if (within == null
              || values.values().stream().anyMatch(b -> RoaringBitmap.intersects(b, within))) {
            out.add(name);
          }
        });
  }

  /**
   * Adds the values of a label of the series to {@code out}.
   *
   * @param within the series that count; null for all
   */
  public void collectValues(String name, @Nullable RoaringBitmap within, Collection<String> out) {
    values(name)
        .forEach(
            (value, postings) -> {
              if (within == null || RoaringBitmap.intersects(postings, within)) {
                out.add(value);
              }
            });
  }

  private NavigableMap<String, RoaringBitmap> values(String name) {
    NavigableMap<String, RoaringBitmap> values = names.get(name);
    return values == null ? new TreeMap<>() : values;
  }

  private void apply(Matcher matcher, RoaringBitmap result) {
    if (matcher.matchesEmpty()) {
      // Series without the label fit as well: take away those whose value does not.
      result.andNot(union(values(matcher.name()), matcher, false));
    } else {
      result.and(union(candidates(matcher), matcher, true));
    }
  }

  /** The values that a matcher which needs the label may fit. */
  private SequencedMap<String, RoaringBitmap> candidates(Matcher matcher) {
    NavigableMap<String, RoaringBitmap> values = values(matcher.name());
    RegexMatcher regex = matcher.regex();
    return switch (matcher.type()) {
      case EQUAL -> only(values, Set.of(matcher.value()));
      case REGEX -> {
        Set<String> literals = regex == null ? null : regex.literals();
        String prefix = regex == null ? "" : regex.prefix();
        if (literals != null) {
          yield only(values, literals);
        }
        yield prefix.isEmpty() ? values : withPrefix(values, prefix);
      }
      case NOT_EQUAL, NOT_REGEX -> values;
    };
  }

  private static SequencedMap<String, RoaringBitmap> only(
      NavigableMap<String, RoaringBitmap> values, Set<String> wanted) {
    SequencedMap<String, RoaringBitmap> found = new TreeMap<>();
    for (String value : wanted) {
      RoaringBitmap postings = values.get(value);
      if (postings != null) {
        found.put(value, postings);
      }
    }
    return found;
  }

  /** Values with one prefix are neighbours in UTF-8 order. */
  private static SequencedMap<String, RoaringBitmap> withPrefix(
      NavigableMap<String, RoaringBitmap> values, String prefix) {
    NavigableMap<String, RoaringBitmap> from = values.tailMap(prefix, true);
    for (String value : from.keySet()) {
      if (!value.startsWith(prefix)) {
        return from.headMap(value, false);
      }
    }
    return from;
  }

  /** The series with a value for which the matcher gives the verdict. */
  private static RoaringBitmap union(
      SequencedMap<String, RoaringBitmap> values, Matcher matcher, boolean verdict) {
    List<RoaringBitmap> chosen = new ArrayList<>();
    values.forEach(
        (value, postings) -> {
          if (matcher.matches(value) == verdict) {
            chosen.add(postings);
          }
        });
    return chosen.size() == 1
        ? chosen.getFirst()
        : RoaringBitmap.or(chosen.toArray(RoaringBitmap[]::new));
  }

  private static int cost(Matcher matcher) {
    RegexMatcher regex = matcher.regex();
    boolean listed = regex == null || regex.literals() != null;
    int negative = matcher.matchesEmpty() ? 1 : 0;
    return (listed ? 0 : 2) + negative;
  }
}
