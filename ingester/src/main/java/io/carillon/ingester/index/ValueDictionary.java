package io.carillon.ingester.index;

import io.carillon.common.labels.Matcher;
import io.carillon.common.labels.RegexMatcher;
import io.carillon.common.labels.Utf8Order;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The values of a label in order, and which of them matchers fit. Both are kept and follow as
 * values come: only the new ones are looked at. Thread-safe; the index' lock is taken in here for
 * short, so that whoever holds it must not call.
 */
final class ValueDictionary {
  private static final int MAX_VERDICTS = 16;

  /** Labels in kept verdicts, at least; else twice as many as there are values. */
  private static final int MIN_KEPT = 4096;

  /** Dead labels that are let be. */
  private static final int FEW_DEAD = 16;

  /** Sorting pays off when prefixes are looked for often. */
  private static final int FREE_PREFIXES = 2;

  /**
   * Labels, complete up to a number of values that came.
   *
   * @param removed how many had gone by then
   */
  @SuppressWarnings("ArrayRecordComponent") // Identity is never asked.
  private record Known(LabelPair[] pairs, int added, int removed) {
    static final Known NOTHING = new Known(new LabelPair[0], -1, 0);
  }

  /**
   * @param isAll whether all labels are in it, not only those that are new
   */
  @SuppressWarnings("ArrayRecordComponent") // Identity is never asked.
  private record News(LabelPair[] pairs, int added, int removed, boolean isAll) {}

  private final LabelName name;
  private final IndexLock lock;
  private final Map<Matcher, Known> verdicts = new LinkedHashMap<>(4, 0.75f, true);
  private int keptPairs;
  private Known sorted = Known.NOTHING;
  private int prefixesAsked;
  private volatile boolean wasUsed = true;

  private ValueDictionary(LabelName name, IndexLock lock) {
    this.name = name;
    this.lock = lock;
  }

  /** The dictionary of a label. */
  static ValueDictionary of(LabelName name, IndexLock lock) {
    ValueDictionary known = lock.read(name::dictionary);
    if (known != null) {
      return known;
    }
    ValueDictionary made = new ValueDictionary(name, lock);
    lock.write(() -> name.keepDictionary(made));
    return made;
  }

  /** Whether it was used since this was asked last. */
  boolean wasUsed() {
    boolean used = wasUsed;
    wasUsed = false;
    return used;
  }

  /** The labels by value, dead ones among them. Not to be changed; the same until values come. */
  synchronized LabelPair[] sorted() {
    wasUsed = true;
    News news = news(sorted);
    LabelPair[] pairs = news.pairs();
    if (news.isAll() || pairs.length > 0) {
      PairSorter.sort(pairs);
      pairs = news.isAll() ? pairs : merge(sorted.pairs(), pairs);
      sorted = new Known(pairs, news.added(), news.removed());
    }
    return sorted.pairs();
  }

  /** Whether {@link #judge} has little to do. */
  synchronized boolean knows(Matcher matcher) {
    return verdicts.containsKey(matcher);
  }

  /**
   * The labels whose value a matcher fits or does not fit, dead ones among them. Not to be changed.
   *
   * @param wanted the verdict; always the same for a matcher
   */
  synchronized LabelPair[] judge(Matcher matcher, boolean wanted) {
    wasUsed = true;
    Known known = verdicts.getOrDefault(matcher, Known.NOTHING);
    String prefix = prefix(matcher, wanted);
    News news = known.added() < 0 && isSortedFor(prefix) ? prefixed(prefix) : news(known);
    if (!news.isAll() && news.pairs().length == 0) {
      return known.pairs();
    }
    LabelPair[] fitting = news.pairs().clone();
    int count = 0;
    for (LabelPair pair : news.pairs()) {
      if (matcher.matches(pair.value()) == wanted) {
        fitting[count++] = pair;
      }
    }
    fitting = Arrays.copyOf(fitting, count);
    if (!news.isAll()) {
      fitting = concat(known.pairs(), fitting);
    }
    keep(matcher, new Known(fitting, news.added(), news.removed()));
    return fitting;
  }

  private News news(Known known) {
    return lock.read(
        () -> {
          int gone = name.removed() - known.removed();
          boolean isFit = known.added() >= 0 && gone <= known.pairs().length / 2 + FEW_DEAD;
          LabelPair[] since = isFit ? name.pairsSince(known.added()) : null;
          LabelPair[] pairs = since == null ? name.pairs() : since;
          int removed = since == null ? name.removed() : known.removed();
          return new News(pairs, name.added(), removed, since == null);
        });
  }

  /** What every value with the wanted verdict starts with. */
  private static String prefix(Matcher matcher, boolean wanted) {
    RegexMatcher regex = matcher.regex();
    return regex == null || wanted != (matcher.type() == Matcher.Type.REGEX) ? "" : regex.prefix();
  }

  private boolean isSortedFor(String prefix) {
    return !prefix.isEmpty() && (sorted.added() >= 0 || ++prefixesAsked > FREE_PREFIXES);
  }

  private News prefixed(String prefix) {
    LabelPair[] all = sorted();
    int from = place(all, 0, prefix);
    int to = from;
    while (to < all.length && all[to].value().startsWith(prefix)) {
      to++;
    }
    return new News(
        Arrays.copyOfRange(all, from, to), sorted.added(), sorted.removed(), /* isAll= */ true);
  }

  private void keep(Matcher matcher, Known verdict) {
    Known before = verdicts.put(matcher, verdict);
    keptPairs += verdict.pairs().length - (before == null ? 0 : before.pairs().length);
    int most = Math.max(MIN_KEPT, 2 * verdict.pairs().length);
    Iterator<Known> eldest = verdicts.values().iterator();
    while (verdicts.size() > MAX_VERDICTS || (keptPairs > most && verdicts.size() > 1)) {
      keptPairs -= eldest.next().pairs().length;
      eldest.remove();
    }
  }

  /** Where in order the first value is that is not less. */
  private static int place(LabelPair[] pairs, int begin, String value) {
    int from = begin;
    int to = pairs.length;
    while (from < to) {
      int middle = (from + to) >>> 1;
      if (Utf8Order.compare(pairs[middle].value(), value) < 0) {
        from = middle + 1;
      } else {
        to = middle;
      }
    }
    return from;
  }

  private static LabelPair[] merge(LabelPair[] many, LabelPair[] few) {
    LabelPair[] merged = Arrays.copyOf(many, many.length + few.length);
    int taken = 0;
    for (int i = 0; i < few.length; i++) {
      int place = place(many, taken, few[i].value());
      System.arraycopy(many, taken, merged, taken + i, place - taken);
      merged[place + i] = few[i];
      taken = place;
    }
    System.arraycopy(many, taken, merged, taken + few.length, many.length - taken);
    return merged;
  }

  private static LabelPair[] concat(LabelPair[] left, LabelPair[] right) {
    LabelPair[] both = Arrays.copyOf(left, left.length + right.length);
    System.arraycopy(right, 0, both, left.length, right.length);
    return both;
  }
}
