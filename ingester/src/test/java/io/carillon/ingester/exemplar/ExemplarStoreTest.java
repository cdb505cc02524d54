package io.carillon.ingester.exemplar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.common.labels.Labels;
import io.carillon.common.labels.Matcher;
import io.carillon.common.store.Exemplar;
import io.carillon.common.store.RandomExemplars;
import io.carillon.common.store.SeriesExemplars;
import io.carillon.common.tenant.TenantId;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class ExemplarStoreTest {
  private static final int SHARDS = 3;
  private static final ExemplarSelection EVERYTHING = ExemplarSelection.since(Long.MIN_VALUE);
  private static final TenantId TENANT = new TenantId("team-a");
  private static final TenantId OTHER = new TenantId("team-b");

  private final PrometheusRegistry registry = new PrometheusRegistry();

  /** What the model holds of an exemplar, in order of arrival. */
  private record Entry(TenantId tenant, int shard, Labels series, Exemplar exemplar) {}

  @Test
  void doesAsTheModelDoes() {
    for (long seed = 0; seed < 60; seed++) {
      runRandom(seed);
    }
  }

  private static void runRandom(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    RandomExemplars exemplars = new RandomExemplars(seed);
    int maxPerTenant = 5 + random.nextInt(60);
    ExemplarStore store = store(new PrometheusRegistry(), maxPerTenant, Long.MAX_VALUE);
    Set<Entry> active = new LinkedHashSet<>();
    Set<Entry> frozen = new LinkedHashSet<>();
    for (int step = 0; step < 300; step++) {
      int shard = random.nextInt(SHARDS);
      boolean isFrozen = frozen.stream().anyMatch(entry -> entry.shard == shard);
      switch (random.nextInt(8)) {
        case 0 -> {
          if (!isFrozen) {
            store.release(shard); // Empties count as frozen, too.
            FrozenExemplars result = store.freeze(shard);
            List<Entry> moved = active.stream().filter(entry -> entry.shard == shard).toList();
            moved.forEach(active::remove);
            frozen.addAll(moved);
            assertThat(entries(result, shard)).containsExactlyInAnyOrderElementsOf(moved);
          }
        }
        case 1 -> {
          store.release(shard);
          frozen.removeIf(entry -> entry.shard == shard);
        }
        default -> {
          TenantId tenant = random.nextBoolean() ? TENANT : OTHER;
          // A series belongs to one shard.
          Labels series = series(shard, random.nextInt(3));
          Exemplar exemplar = exemplars.exemplar(random.nextInt(30));
          store.add(shard, tenant, List.of(new SeriesExemplars(series, List.of(exemplar))));
          add(new Entry(tenant, shard, series, exemplar), maxPerTenant, active, frozen);
        }
      }
      assertSame(store, active, frozen, seed);
    }
  }

  private static void add(Entry entry, int maxPerTenant, Set<Entry> active, Set<Entry> frozen) {
    if (active.add(entry)) {
      long ofTenant =
          active.stream().filter(each -> each.tenant.equals(entry.tenant)).count()
              + frozen.stream().filter(each -> each.tenant.equals(entry.tenant)).count();
      if (ofTenant > maxPerTenant) {
        Entry oldest =
            active.stream()
                .filter(each -> each.tenant.equals(entry.tenant))
                .findFirst()
                .orElseThrow();
        active.remove(oldest);
      }
    }
  }

  private static void assertSame(
      ExemplarStore store, Set<Entry> active, Set<Entry> frozen, long seed) {
    assertThat(store.count()).as("seed %d", seed).isEqualTo(active.size() + frozen.size());
    assertThat(store.sizeBytes() > 0).isEqualTo(!active.isEmpty() || !frozen.isEmpty());
    for (TenantId tenant : List.of(TENANT, OTHER)) {
      List<SeriesExemplars> expected = new ArrayList<>();
      for (Set<Entry> entries : List.of(active, frozen)) {
        entries.stream()
            .filter(entry -> entry.tenant.equals(tenant))
            .forEach(
                entry -> expected.add(new SeriesExemplars(entry.series, List.of(entry.exemplar))));
      }
      assertThat(read(store, tenant, EVERYTHING))
          .as("seed %d", seed)
          .isEqualTo(SeriesExemplars.union(expected));
    }
  }

  private static List<Entry> entries(FrozenExemplars frozen, int shard) {
    List<Entry> entries = new ArrayList<>();
    for (TenantId tenant : frozen.tenants()) {
      List<SeriesExemplars> sorted = frozen.of(tenant);
      assertThat(sorted).isNotEmpty().isEqualTo(SeriesExemplars.union(sorted));
      for (SeriesExemplars series : sorted) {
        for (Exemplar exemplar : series.exemplars()) {
          entries.add(new Entry(tenant, shard, series.series(), exemplar));
        }
      }
    }
    return entries;
  }

  @Test
  void boundsTheBytesOfAll() {
    ExemplarStore store = store(registry, 1_000_000, 100_000);
    for (int i = 0; i < 2000; i++) {
      add(store, i % SHARDS, i % 2 == 0 ? TENANT : OTHER, i);
    }
    assertThat(store.sizeBytes()).isBetween(90_000L, 100_000L);
    assertThat(gauge("carillon_ingester_unsealed_exemplars")).isEqualTo((double) store.count());
    assertThat(gauge("carillon_ingester_unsealed_exemplars_size_bytes"))
        .isEqualTo((double) store.sizeBytes());
    assertThat(dropped("memory_full")).isEqualTo(2000.0 - store.count());
    List<Long> timesMs = new ArrayList<>();
    for (TenantId tenant : List.of(TENANT, OTHER)) {
      read(store, tenant, EVERYTHING)
          .forEach(
              each -> each.exemplars().forEach(exemplar -> timesMs.add(exemplar.timestampMs())));
    }
    // Those that came last, of both.
    assertThat(timesMs).hasSize((int) store.count()).allMatch(ms -> ms >= 2000 - store.count());
  }

  @Test
  void keepsWhatIsFrozenRatherThanWhatIsNew() {
    ExemplarStore store = store(registry, 10, Long.MAX_VALUE);
    for (int i = 0; i < 10; i++) {
      add(store, 1, TENANT, i);
    }
    store.freeze(1);
    add(store, 1, TENANT, 99);
    assertThat(read(store, TENANT, EVERYTHING)).hasSize(10);
    assertThat(dropped("tenant_full")).isEqualTo(1);
    assertThatThrownBy(() -> store.freeze(1)).isInstanceOf(IllegalStateException.class);
    store.release(1);
    assertThat(store.sizeBytes()).isZero();
    add(store, 1, TENANT, 99);
    assertThat(read(store, TENANT, EVERYTHING)).hasSize(1);
  }

  @Test
  void selectsByMatchersAndTime() {
    ExemplarStore store = store(registry, 100, Long.MAX_VALUE);
    for (int i = 0; i < 10; i++) {
      add(store, 0, TENANT, i);
    }
    List<List<Matcher>> sets =
        List.of(
            List.of(Matcher.of(Matcher.Type.REGEX, "n", "[2-5]")),
            List.of(Matcher.equal("n", "9")),
            List.of(Matcher.equal("n", "8"), Matcher.equal("n", "9")));
    assertThat(read(store, TENANT, new ExemplarSelection(sets, 3, 9)))
        .extracting(each -> each.series().get("n"))
        .containsExactly("3", "4", "5", "9");
    assertThat(read(store, OTHER, EVERYTHING)).isEmpty();
  }

  private static ExemplarStore store(PrometheusRegistry registry, int maxPerTenant, long maxBytes) {
    return new ExemplarStore(
        SHARDS, new ExemplarLimits(maxPerTenant, maxBytes, 100), new ExemplarMetrics(registry));
  }

  private static void add(ExemplarStore store, int shard, TenantId tenant, int number) {
    Exemplar exemplar = new Exemplar(Labels.of("trace_id", "t" + number), 1, number);
    store.add(
        shard,
        tenant,
        List.of(new SeriesExemplars(Labels.of("n", String.valueOf(number)), List.of(exemplar))));
  }

  private static List<SeriesExemplars> read(
      ExemplarStore store, TenantId tenant, ExemplarSelection selection) {
    List<SeriesExemplars> found = new ArrayList<>();
    store.collect(tenant, selection, found);
    return SeriesExemplars.union(found);
  }

  private static Labels series(int shard, int number) {
    return Labels.of("shard", String.valueOf(shard), "n", String.valueOf(number));
  }

  private double gauge(String name) {
    GaugeSnapshot snapshot =
        (GaugeSnapshot) registry.scrape(name::equals).stream().findFirst().orElseThrow();
    return snapshot.getDataPoints().getFirst().getValue();
  }

  private double dropped(String reason) {
    return registry.scrape(name -> name.equals("carillon_ingester_exemplars_dropped")).stream()
        .flatMap(snapshot -> ((CounterSnapshot) snapshot).getDataPoints().stream())
        .filter(point -> reason.equals(point.getLabels().get("reason")))
        .mapToDouble(CounterSnapshot.CounterDataPointSnapshot::getValue)
        .sum();
  }
}
