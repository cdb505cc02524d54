package io.carillon.ingester.block;

import static io.carillon.common.column.ColumnAssertions.assertSameSamples;
import static io.carillon.ingester.block.TestingStore.HOUR_MS;
import static io.carillon.ingester.block.TestingStore.NOW_MS;
import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.common.column.RandomColumns;
import io.carillon.common.column.SampleColumn;
import io.carillon.common.column.SampleColumnBuilder;
import io.carillon.common.column.SampleMerger;
import io.carillon.common.labels.Labels;
import io.carillon.common.labels.LabelsBuilder;
import io.carillon.common.labels.Matcher;
import io.carillon.common.tenant.TenantId;
import io.carillon.ingester.file.FaultyFileStore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Random files, merges and deletions against a map of columns. */
final class BlockModelTest {
  private static final int RUNS = Integer.getInteger("carillon.block.runs", 12);
  private static final List<TenantId> TENANTS =
      List.of(new TenantId("a"), new TenantId("b"), new TenantId("c"));
  private static final String[] NAMES = {"__name__", "code", "instance", "zone", "ä", "日本"};

  static LongStream seeds() {
    long first = Long.getLong("carillon.seed", 1);
    return LongStream.range(first, first + RUNS);
  }

  private SplittableRandom random = new SplittableRandom(0);
  private RandomColumns columns = new RandomColumns(0);
  private final Map<TenantId, TreeMap<Labels, SampleColumn>> model = new HashMap<>();

  @ParameterizedTest
  @MethodSource("seeds")
  void answersAsTheModel(long seed) throws IOException {
    random = new SplittableRandom(seed);
    columns = new RandomColumns(seed);
    FaultyFileStore files = new FaultyFileStore();
    long cacheBytes = random.nextBoolean() ? 0 : 1 << 20;
    TestingStore store =
        new TestingStore(files, TestingStore.options(0, cacheBytes), MergeSettings.PLAIN);
    try {
      for (int step = 0; step < 12; step++) {
        change(store);
        if (random.nextInt(5) == 0) {
          store.close();
          store = new TestingStore(files);
        }
        check(store);
      }
    } finally {
      store.close();
    }
  }

  private void change(TestingStore store) throws IOException {
    switch (random.nextInt(6)) {
      case 0 -> store.store.mergeOnce(Long.MAX_VALUE, Long.MIN_VALUE);
      case 1 -> store.store.mergeAll(Long.MIN_VALUE);
      case 2 -> delete(store);
      default -> addFile(store);
    }
  }

  private void addFile(TestingStore store) {
    Map<TenantId, TreeMap<Labels, SampleColumn>> content = new HashMap<>();
    for (TenantId tenant : TENANTS) {
      TreeMap<Labels, SampleColumn> series = new TreeMap<>();
      int count = random.nextInt(4) == 0 ? random.nextInt(1500) : random.nextInt(20);
      for (int i = 0; i < count; i++) {
        series.put(labels(), column());
      }
      if (!series.isEmpty()) {
        content.put(tenant, series);
        TreeMap<Labels, SampleColumn> all = model.computeIfAbsent(tenant, _ -> new TreeMap<>());
        series.forEach((labels, column) -> all.merge(labels, column, SampleMerger::merge));
      }
    }
    if (!content.isEmpty()) {
      store.add(0, content);
    }
  }

  private Labels labels() {
    LabelsBuilder builder = new LabelsBuilder();
    for (String name : NAMES) {
      int values = name.equals("instance") ? 2000 : 4;
      if (random.nextInt(5) > 0) {
        builder.add(name, name + "-" + random.nextInt(values));
      }
    }
    return builder.build();
  }

  private SampleColumn column() {
    if (random.nextInt(10) == 0) {
      return columns.column(30);
    }
    // Mostly such as are scraped together, within two hours.
    SampleColumnBuilder out = new SampleColumnBuilder(8);
    long startMs = NOW_MS - random.nextInt(4) * HOUR_MS;
    for (int i = random.nextInt(3); i < 8; i++) {
      out.addFloat(startMs + i * 15_000L, columns.value());
    }
    return out.build();
  }

  private void delete(TestingStore store) throws IOException {
    TenantId tenant = TENANTS.get(random.nextInt(TENANTS.size()));
    List<Matcher> matchers = List.of(matcher());
    long fromMs = time();
    long toMs = fromMs + random.nextLong(2 * HOUR_MS);
    store.store.delete(tenant, matchers, fromMs, toMs);
    TreeMap<Labels, SampleColumn> series = model.getOrDefault(tenant, new TreeMap<>());
    series.replaceAll(
        (labels, column) -> fits(matchers, labels) ? without(column, fromMs, toMs) : column);
    series.values().removeIf(column -> column.size() == 0);
  }

  private static SampleColumn without(SampleColumn column, long fromMs, long toMs) {
    return SampleMerger.merge(
        List.of(column.slice(Long.MIN_VALUE, fromMs - 1), column.slice(toMs + 1, Long.MAX_VALUE)));
  }

  private Matcher matcher() {
    String name = NAMES[random.nextInt(NAMES.length)];
    String value = name + "-" + random.nextInt(4);
    return switch (random.nextInt(9)) {
      case 0 -> Matcher.equal(name, "");
      case 1 -> Matcher.of(Matcher.Type.NOT_EQUAL, name, value);
      case 2 -> Matcher.of(Matcher.Type.NOT_EQUAL, name, "");
      case 3 -> Matcher.of(Matcher.Type.REGEX, name, value + "|nothing|" + name + "-1");
      case 4 -> Matcher.of(Matcher.Type.REGEX, name, name + "-1.*");
      case 5 -> Matcher.of(Matcher.Type.NOT_REGEX, name, ".*[12]");
      case 6 -> Matcher.of(Matcher.Type.REGEX, name, "|" + value);
      case 7 -> Matcher.of(Matcher.Type.NOT_REGEX, name, value + "|");
      default -> Matcher.equal(name, value);
    };
  }

  private static boolean fits(List<Matcher> matchers, Labels labels) {
    return matchers.stream().allMatch(m -> m.matches(labels.get(m.name())));
  }

  private long time() {
    return NOW_MS - 4 * HOUR_MS + random.nextLong(6 * HOUR_MS);
  }

  private void check(TestingStore store) {
    for (TenantId tenant : TENANTS) {
      TreeMap<Labels, SampleColumn> all = model.getOrDefault(tenant, new TreeMap<>());
      assertSame(store.select(tenant, Long.MIN_VALUE, Long.MAX_VALUE), all);
      for (int i = 0; i < 4; i++) {
        List<Matcher> matchers = new ArrayList<>();
        for (int count = random.nextInt(3); count >= 0; count--) {
          matchers.add(matcher());
        }
        long fromMs = time();
        checkSelect(store, tenant, matchers, fromMs, fromMs + random.nextLong(HOUR_MS));
        checkLabels(store, tenant, matchers);
      }
    }
    assertThat(store.unvouched()).isEmpty();
  }

  private void checkSelect(
      TestingStore store, TenantId tenant, List<Matcher> matchers, long fromMs, long toMs) {
    Map<Labels, SampleColumn> expected = fitting(tenant, matchers);
    expected.replaceAll((_, column) -> column.slice(fromMs, toMs));
    expected.values().removeIf(column -> column.size() == 0);
    Matcher[] given = matchers.toArray(Matcher[]::new);
    assertSame(store.select(tenant, fromMs, toMs, given), expected);
    assertThat(store.series(tenant, fromMs, toMs, given)).containsAll(expected.keySet());
  }

  private void checkLabels(TestingStore store, TenantId tenant, List<Matcher> matchers) {
    Map<Labels, SampleColumn> expected = fitting(tenant, matchers);
    List<String> names = new ArrayList<>();
    expected.keySet().forEach(labels -> labels.forEach((name, _) -> names.add(name)));
    assertThat(store.names(tenant, matchers))
        .isEqualTo(names.stream().sorted().distinct().toList());
    String name = NAMES[random.nextInt(NAMES.length)];
    assertThat(store.values(tenant, name, matchers))
        .isEqualTo(
            expected.keySet().stream()
                .map(labels -> labels.get(name))
                .filter(value -> !value.isEmpty())
                .sorted()
                .distinct()
                .toList());
    assertThat(
            store.series(tenant, Long.MIN_VALUE, Long.MAX_VALUE, matchers.toArray(Matcher[]::new)))
        .isEqualTo(List.copyOf(expected.keySet()));
  }

  private Map<Labels, SampleColumn> fitting(TenantId tenant, List<Matcher> matchers) {
    TreeMap<Labels, SampleColumn> fitting = new TreeMap<>();
    model
        .getOrDefault(tenant, new TreeMap<>())
        .forEach(
            (labels, column) -> {
              if (fits(matchers, labels)) {
                fitting.put(labels, column);
              }
            });
    return fitting;
  }

  private static void assertSame(
      Map<Labels, SampleColumn> actual, Map<Labels, SampleColumn> expected) {
    assertThat(List.copyOf(actual.keySet())).isEqualTo(List.copyOf(expected.keySet()));
    expected.forEach(
        (labels, column) -> assertSameSamples(Objects.requireNonNull(actual.get(labels)), column));
  }
}
