package io.carillon.ingester.index;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.common.labels.Labels;
import io.carillon.common.labels.Matcher;
import io.carillon.common.labels.Utf8Order;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.roaringbitmap.RoaringBitmap;

final class PostingsIndexTest {
  private static final List<Matcher.Type> TYPES = List.of(Matcher.Type.values());
  private static final String[] NAMES = {"__name__", "a", "b", "c"};
  private static final String[] VALUES = {
    "", "x", "xy", "xyz", "y", "yz", "é", "\uD83D\uDE00", "\uFFFD", "a.b", "10", "1"
  };
  private static final String[] EXPRESSIONS = {
    "", "x", "x|y", "x|", "xy.*", "x.*", ".*", ".+", "x?", "(x|y)z?", "xy?z?", "a\\.b", "[0-9]+",
    "é.*", ".", "x{1}.*", "nothing", "x*"
  };

  @Test
  void findsTheSameAsBruteForce() {
    long seed = Long.getLong("carillon.test.seed", 11);
    Random random = new Random(seed);
    for (int round = 0; round < 300; round++) {
      List<Labels> series =
          IntStream.range(0, random.nextInt(40)).mapToObj(_ -> labels(random)).toList();
      PostingsIndex index = new PostingsIndex();
      series.forEach(index::add);
      List<Matcher> matchers =
          IntStream.range(0, random.nextInt(4)).mapToObj(_ -> matcher(random)).toList();
      check(index, series, matchers, "seed " + seed + " round " + round + " " + matchers);
    }
  }

  private static void check(
      PostingsIndex index, List<Labels> series, List<Matcher> matchers, String what) {
    List<Integer> expected =
        IntStream.range(0, series.size())
            .filter(i -> fits(series.get(i), matchers))
            .boxed()
            .toList();
    RoaringBitmap found = index.select(matchers);
    assertThat(found).as(what).containsExactlyElementsOf(expected);
    Collection<String> names = new TreeSet<>(Utf8Order::compare);
    Collection<String> values = new TreeSet<>(Utf8Order::compare);
    for (int i : expected) {
      series.get(i).forEach((name, value) -> names.add(name));
      if (series.get(i).find("a") != null) {
        values.add(series.get(i).get("a"));
      }
    }
    Collection<String> foundNames = new TreeSet<>(Utf8Order::compare);
    index.collectNames(found, foundNames);
    assertThat(foundNames).as(what).containsExactlyElementsOf(names);
    Collection<String> foundValues = new TreeSet<>(Utf8Order::compare);
    index.collectValues("a", found, foundValues);
    assertThat(foundValues).as(what).containsExactlyElementsOf(values);
  }

  private static boolean fits(Labels labels, List<Matcher> matchers) {
    return matchers.stream().allMatch(m -> m.matches(labels.get(m.name())));
  }

  private static Labels labels(Random random) {
    List<String> pairs = new ArrayList<>();
    for (String name : NAMES) {
      if (random.nextInt(4) > 0) {
        pairs.add(name);
        pairs.add(VALUES[random.nextInt(VALUES.length)]);
      }
    }
    return Labels.of(pairs.toArray(String[]::new));
  }

  private static Matcher matcher(Random random) {
    Matcher.Type type = TYPES.get(random.nextInt(TYPES.size()));
    String[] operands =
        type == Matcher.Type.REGEX || type == Matcher.Type.NOT_REGEX ? EXPRESSIONS : VALUES;
    String name = random.nextInt(10) == 0 ? "unknown" : NAMES[random.nextInt(NAMES.length)];
    return Matcher.of(type, name, operands[random.nextInt(operands.length)]);
  }
}
