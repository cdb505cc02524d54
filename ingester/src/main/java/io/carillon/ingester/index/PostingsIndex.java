package io.carillon.ingester.index;

import io.carillon.common.labels.Labels;
import io.carillon.common.labels.Matcher;
import io.carillon.common.labels.RegexMatcher;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.RoaringBitmap;

/**
 * Inverted index: for each label name and value the bitmap of the series that have it. Series are
 * numbered from 0 in the order in which they are added. Not thread-safe: readers may share it while
 * nobody writes.
 */
public final class PostingsIndex {
  private final Map<String, Map<String, RoaringBitmap>> names = new HashMap<>();
  private int size;

  /** Adds a series under the next number. */
  public void add(Labels labels) {
    for (int i = 0; i < labels.size(); i++) {
      names
          .computeIfAbsent(labels.name(i), _ -> new HashMap<>())
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

  private Map<String, RoaringBitmap> values(String name) {
    Map<String, RoaringBitmap> values = names.get(name);
    return values == null ? Map.of() : values;
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
  private Map<String, RoaringBitmap> candidates(Matcher matcher) {
    Map<String, RoaringBitmap> values = values(matcher.name());
    RegexMatcher regex = matcher.regex();
    return switch (matcher.type()) {
      case EQUAL -> only(values, Set.of(matcher.value()));
      case REGEX -> {
        Set<String> literals = regex == null ? null : regex.literals();
        yield literals == null ? values : only(values, literals);
      }
      case NOT_EQUAL, NOT_REGEX -> values;
    };
  }

  private static Map<String, RoaringBitmap> only(
      Map<String, RoaringBitmap> values, Set<String> wanted) {
    Map<String, RoaringBitmap> found = new HashMap<>();
    for (String value : wanted) {
      RoaringBitmap postings = values.get(value);
      if (postings != null) {
        found.put(value, postings);
      }
    }
    return found;
  }

  /**
   * The series with a value for which the matcher gives the verdict; not to be changed. A regular
   * expression looks at its literal prefix first, so going through all values is cheap.
   */
  private static RoaringBitmap union(
      Map<String, RoaringBitmap> values, Matcher matcher, boolean verdict) {
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
