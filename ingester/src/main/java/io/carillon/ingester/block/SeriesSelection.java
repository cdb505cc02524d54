package io.carillon.ingester.block;

import io.carillon.common.labels.Matcher;
import io.carillon.common.labels.RegexMatcher;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.IntIterator;
import org.roaringbitmap.RoaringBitmap;

/** Finds the series of a tenant that fit matchers. One thread. */
final class SeriesSelection {
  /** Looking at the labels of a series costs about as much as looking at so many values. */
  private static final int VALUES_PER_SERIES = 16;

  private final BlockIndex index;
  private final TenantIndex tenant;

  SeriesSelection(BlockIndex index, TenantIndex tenant) {
    this.index = index;
    this.tenant = tenant;
  }

  /** The series that fit all matchers; belongs to the caller. */
  RoaringBitmap select(List<Matcher> matchers) {
    RoaringBitmap result = RoaringBitmap.bitmapOfRange(0, tenant.size());
    List<Matcher> cheapestFirst = new ArrayList<>(matchers);
    cheapestFirst.sort(Comparator.comparingInt(SeriesSelection::cost));
    for (Matcher matcher : cheapestFirst) {
      if (result.isEmpty()) {
        return result;
      }
      result = narrowed(result, matcher);
    }
    return result;
  }

  private RoaringBitmap narrowed(RoaringBitmap result, Matcher matcher) {
    NameIndex values = tenant.values(matcher.name());
    boolean fitsEmpty = matcher.matchesEmpty();
    if (values == null) {
      return fitsEmpty ? result : new RoaringBitmap();
    }
    if (listed(matcher) == null
        && values.size() / VALUES_PER_SERIES > result.getLongCardinality()) {
      return byLabels(result, matcher);
    }
    if (fitsEmpty) {
      // Series without the label fit as well: take away those whose value does not.
      result.andNot(union(values, matcher, false));
    } else {
      result.and(union(values, matcher, true));
    }
    return result;
  }

  private RoaringBitmap byLabels(RoaringBitmap candidates, Matcher matcher) {
    RoaringBitmap result = new RoaringBitmap();
    SeriesReader series = new SeriesReader(index, tenant);
    for (IntIterator ordinals = candidates.getIntIterator(); ordinals.hasNext(); ) {
      int ordinal = ordinals.next();
      if (matcher.matches(series.labels(ordinal).get(matcher.name()))) {
        result.add(ordinal);
      }
    }
    return result;
  }

  /** The series with a value for which the matcher gives the verdict; not to be changed. */
  private static RoaringBitmap union(NameIndex values, Matcher matcher, boolean verdict) {
    List<RoaringBitmap> chosen = new ArrayList<>();
    Set<String> listed = listed(matcher);
    if (listed == null) {
      RegexMatcher regex = matcher.regex();
      boolean wantsMatching = verdict && matcher.type() == Matcher.Type.REGEX;
      values.forEach(
          wantsMatching && regex != null ? regex.prefix() : "",
          (number, value) -> {
            if (matcher.matches(value) == verdict) {
              chosen.add(values.postings(number));
            }
            return true;
          });
    } else {
      for (String value : listed) {
        int number = values.find(value);
        if (number >= 0) {
          chosen.add(values.postings(number));
        }
      }
    }
    return chosen.size() == 1
        ? chosen.getFirst()
        : RoaringBitmap.or(chosen.toArray(RoaringBitmap[]::new));
  }

  /**
   * The only values for which the matcher says other than of most values; null when they cannot be
   * listed, or when the others are what is asked for.
   */
  private static @Nullable Set<String> listed(Matcher matcher) {
    RegexMatcher regex = matcher.regex();
    Set<String> values = regex == null ? Set.of(matcher.value()) : regex.literals();
    boolean isPositive =
        matcher.type() == Matcher.Type.EQUAL || matcher.type() == Matcher.Type.REGEX;
    // A positive matcher asks for its values unless the empty one is among them.
    return isPositive == matcher.matchesEmpty() ? null : values;
  }

  private static int cost(Matcher matcher) {
    return (listed(matcher) == null ? 2 : 0) + (matcher.matchesEmpty() ? 1 : 0);
  }
}
