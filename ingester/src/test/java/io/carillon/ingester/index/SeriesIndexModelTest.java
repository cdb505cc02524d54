package io.carillon.ingester.index;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.common.labels.Labels;
import io.carillon.common.labels.Matcher;
import io.carillon.common.labels.Utf8Order;
import io.carillon.common.tenant.TenantId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.roaringbitmap.RoaringBitmap;

/** Random operations on the index and on maps, compared after every few. */
final class SeriesIndexModelTest {
  private static final List<TenantId> TENANTS =
      Stream.of("a", "b", "c").map(TenantId::new).toList();
  private static final List<Matcher.Type> TYPES = List.of(Matcher.Type.values());
  private static final String[] NAMES = {"__name__", "a", "b", "é", "zone"};
  private static final String[] VALUES = {
    "", "x", "xy", "xyz", "y", "yz", "é", "\uD83D\uDE00", "\uFFFD", "a.b", "10", "1", "~", "\u007F"
  };
  private static final String[] EXPRESSIONS = {
    "",
    "x",
    "x|y",
    "x|",
    "xy.*",
    "x.*",
    ".*",
    ".+",
    "x?",
    "(x|y)z?",
    "xy?z?",
    "a\\.b",
    "[0-9]+",
    "é.*",
    ".",
    "x{1}.*",
    "nothing",
    "x*",
    "x-.*",
    "x-[0-3]+",
    ".*7",
    "x-1.+|y"
  };

  private final long seed = Long.getLong("carillon.test.seed", 11);
  private final Random random = new Random(seed);
  private final List<Map<Integer, Labels>> model =
      TENANTS.stream().<Map<Integer, Labels>>map(_ -> new HashMap<>()).toList();
  private int nextRef;
  private String what = "";

  @Test
  void findsTheSameAsMaps() {
    for (int round = 0; round < 8; round++) {
      model.forEach(Map::clear);
      nextRef = 0;
      try (SeriesIndex index = new SeriesIndex()) {
        int target = 1 << random.nextInt(14);
        for (int step = 0; step < 60; step++) {
          what = "seed " + seed + " round " + round + " step " + step;
          change(index, target);
          check(index);
        }
      }
    }
  }

  private void change(SeriesIndex index, int target) {
    int size = index.size();
    int adds = random.nextInt(1 + (size < target ? target / 4 : target / 40));
    for (int i = 0; i < adds; i++) {
      int tenant = random.nextInt(4) == 0 ? random.nextInt(TENANTS.size()) : 0;
      nextRef += 1 + (random.nextInt(50) == 0 ? random.nextInt(40_000) : random.nextInt(3));
      Labels labels = labels(target);
      index.add(index.tenantNumber(TENANTS.get(tenant)), labels, nextRef);
      model.get(tenant).put(nextRef, labels);
    }
    int share = random.nextInt(10) == 0 ? 1 : 20;
    for (Map<Integer, Labels> tenant : model) {
      for (int ref : List.copyOf(tenant.keySet())) {
        if (random.nextInt(share) == 0) {
          index.remove(ref);
          tenant.remove(ref);
        }
      }
    }
  }

  private void check(SeriesIndex index) {
    assertThat(index.size()).as(what).isEqualTo(model.stream().mapToInt(Map::size).sum());
    assertThat(index.tenants())
        .as(what)
        .containsExactlyElementsOf(
            IntStream.range(0, TENANTS.size())
                .filter(i -> !model.get(i).isEmpty())
                .mapToObj(TENANTS::get)
                .toList());
    for (int i = 0; i < TENANTS.size(); i++) {
      checkSelection(index, i, List.of());
      checkSelection(
          index, i, IntStream.range(0, 1 + random.nextInt(3)).mapToObj(_ -> matcher()).toList());
      checkCardinality(index, i);
    }
  }

  private void checkSelection(SeriesIndex index, int number, List<Matcher> matchers) {
    TenantId tenant = TENANTS.get(number);
    String step = what;
    what = step + " tenant " + tenant + " " + matchers;
    List<Integer> expected =
        model.get(number).entrySet().stream()
            .filter(e -> matchers.stream().allMatch(m -> m.matches(e.getValue().get(m.name()))))
            .map(Map.Entry::getKey)
            .sorted()
            .toList();
    RoaringBitmap found = index.select(tenant, matchers);
    assertThat(found).as(what).containsExactlyElementsOf(expected);
    checkOrder(index, number, found);
    Collection<String> names = new TreeSet<>(Utf8Order::compare);
    Collection<String> values = new TreeSet<>(Utf8Order::compare);
    for (int ref : expected) {
      Labels labels = model.get(number).getOrDefault(ref, Labels.EMPTY);
      labels.forEach((name, value) -> names.add(name));
      labels.filter("a"::equals).forEach((name, value) -> values.add(value));
    }
    RoaringBitmap within = matchers.isEmpty() ? null : found;
    Collection<String> foundNames = new TreeSet<>(Utf8Order::compare);
    index.collectNames(tenant, within, foundNames);
    assertThat(foundNames).as(what).containsExactlyElementsOf(names);
    Collection<String> foundValues = new TreeSet<>(Utf8Order::compare);
    index.collectValues(tenant, "a", within, foundValues);
    assertThat(foundValues).as(what).containsExactlyElementsOf(values);
    what = step;
  }

  private void checkOrder(SeriesIndex index, int number, RoaringBitmap refs) {
    Map<Integer, Labels> series = model.get(number);
    RoaringBitmap asked = refs.clone();
    asked.add(nextRef + 1 + random.nextInt(100_000));
    List<Labels> ordered = new ArrayList<>();
    for (int ref : index.inLabelOrder(TENANTS.get(number), asked)) {
      Labels labels = index.labels(ref);
      assertThat(labels).as(what).isNotNull().isEqualTo(series.get(ref));
      ordered.add(labels == null ? Labels.EMPTY : labels);
    }
    assertThat(ordered)
        .as(what)
        .hasSize(refs.getCardinality())
        .isSortedAccordingTo(Comparator.naturalOrder());
  }

  private void checkCardinality(SeriesIndex index, int number) {
    Map<String, Map<String, Integer>> counts = new HashMap<>();
    for (Labels labels : model.get(number).values()) {
      labels.forEach(
          (name, value) ->
              counts.computeIfAbsent(name, _ -> new HashMap<>()).merge(value, 1, Integer::sum));
    }
    Cardinality found = index.cardinality(TENANTS.get(number), 3);
    assertThat(found.seriesCount()).as(what).isEqualTo(model.get(number).size());
    assertThat(found.nameCount()).as(what).isEqualTo(counts.size());
    assertThat(found.pairCount())
        .as(what)
        .isEqualTo(counts.values().stream().mapToInt(Map::size).sum());
    Map<String, Long> metrics = new HashMap<>();
    counts.getOrDefault("__name__", Map.of()).forEach((name, n) -> metrics.put(name, (long) n));
    assertThat(found.seriesByMetric()).as(what).isEqualTo(largest(metrics));
    Map<String, Long> pairs = new HashMap<>();
    Map<String, Long> values = new HashMap<>();
    counts.forEach(
        (name, byValue) -> {
          values.put(name, (long) byValue.size());
          byValue.forEach((value, n) -> pairs.put(name + "=" + value, (long) n));
        });
    assertThat(found.seriesByPair()).as(what).isEqualTo(largest(pairs));
    assertThat(found.valuesByName()).as(what).isEqualTo(largest(values));
  }

  private static List<Cardinality.Count> largest(Map<String, Long> counts) {
    return counts.entrySet().stream()
        .map(e -> new Cardinality.Count(e.getKey(), e.getValue()))
        .sorted(
            Comparator.comparingLong(Cardinality.Count::count)
                .reversed()
                .thenComparing(Cardinality.Count::name, Utf8Order::compare))
        .limit(3)
        .toList();
  }

  private Labels labels(int target) {
    List<String> pairs = new ArrayList<>();
    for (String name : NAMES) {
      if (random.nextInt(4) > 0) {
        pairs.add(name);
        boolean isRare = random.nextInt(3) == 0;
        pairs.add(isRare ? "x-" + random.nextInt(target) : VALUES[random.nextInt(VALUES.length)]);
      }
    }
    return Labels.of(pairs.toArray(String[]::new));
  }

  private Matcher matcher() {
    Matcher.Type type = TYPES.get(random.nextInt(TYPES.size()));
    String[] operands =
        type == Matcher.Type.REGEX || type == Matcher.Type.NOT_REGEX ? EXPRESSIONS : VALUES;
    String name = random.nextInt(10) == 0 ? "unknown" : NAMES[random.nextInt(NAMES.length)];
    return Matcher.of(type, name, operands[random.nextInt(operands.length)]);
  }
}
