package io.carillon.ingester.exemplar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.common.error.CarillonException;
import io.carillon.common.error.ErrorCode;
import io.carillon.common.labels.Labels;
import io.carillon.common.labels.Matcher;
import io.carillon.common.store.Exemplar;
import io.carillon.common.store.RandomExemplars;
import io.carillon.common.store.SeriesExemplars;
import io.carillon.ingester.exemplar.ExemplarSection.Deletion;
import io.carillon.ingester.exemplar.ExemplarSection.Packed;
import io.carillon.ingester.exemplar.ExemplarSection.Part;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

final class ExemplarSectionTest {
  private static final int ALL = Integer.MAX_VALUE;
  private static final ExemplarSelection EVERYTHING = ExemplarSelection.since(Long.MIN_VALUE);
  private static final Labels A = Labels.of("__name__", "a", "job", "x");
  private static final Labels B = Labels.of("__name__", "b", "job", "x");

  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final ExemplarMetrics metrics = new ExemplarMetrics(registry);

  /** An exemplar with its series, as the model holds them. */
  private record Entry(Labels series, Exemplar exemplar) {}

  @Test
  void mergesLikeASet() {
    for (long seed = 0; seed < 200; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      RandomExemplars exemplars = new RandomExemplars(seed);
      long minMs = random.nextInt(20);
      List<Part> parts = new ArrayList<>();
      Set<Entry> model = new HashSet<>();
      for (int i = 1 + random.nextInt(5); i > 0; i--) {
        List<SeriesExemplars> content = new ArrayList<>();
        for (int s = random.nextInt(4); s > 0; s--) {
          content.add(new SeriesExemplars(series(random.nextInt(4)), exemplars.exemplars(12)));
        }
        List<Deletion> deletions = new ArrayList<>();
        for (int d = random.nextInt(3); d > 0; d--) {
          deletions.add(deletion(random));
        }
        pack(SeriesExemplars.union(content))
            .forEach(packed -> parts.add(new Part(packed.bytes(), deletions)));
        addSurvivors(content, deletions, minMs, model);
      }

      byte[] merged = ExemplarSection.merge(parts, minMs, ALL, metrics);

      List<SeriesExemplars> read =
          merged == null
              ? List.of()
              : ExemplarSection.read(new Part(merged, List.of()), EVERYTHING);
      assertThat(entries(read)).as("seed %d", seed).isEqualTo(model);
      assertThat(SeriesExemplars.union(read)).isEqualTo(read);
      assertThat(merged == null).isEqualTo(model.isEmpty());
      Collections.shuffle(parts, new Random(seed));
      assertThat(ExemplarSection.merge(parts, minMs, ALL, metrics)).isEqualTo(merged);
    }
  }

  @Test
  void selectsByMatchersAndTime() {
    for (long seed = 0; seed < 100; seed++) {
      RandomExemplars random = new RandomExemplars(seed);
      List<SeriesExemplars> content =
          SeriesExemplars.union(
              List.of(
                  new SeriesExemplars(A, random.exemplars(30)),
                  new SeriesExemplars(B, random.exemplars(30)),
                  new SeriesExemplars(series(3), random.exemplars(30))));
      byte[] bytes = pack(content).getFirst().bytes();
      List<List<Matcher>> sets =
          List.of(
              List.of(Matcher.equal("__name__", "a"), Matcher.equal("job", "x")),
              List.of(Matcher.equal("__name__", "b"), Matcher.equal("job", "y")),
              List.of(Matcher.equal("n", "3")));
      List<SeriesExemplars> read =
          ExemplarSection.read(new Part(bytes, List.of()), new ExemplarSelection(sets, 10, 25));
      Set<Entry> expected = entries(content);
      expected.removeIf(
          entry ->
              entry.series.equals(B)
                  || entry.exemplar.timestampMs() < 10
                  || entry.exemplar.timestampMs() > 25);
      assertThat(entries(read)).as("seed %d", seed).isEqualTo(expected);
    }
  }

  @Test
  void cutsIntoWindowsOfTime() {
    List<SeriesExemplars> content =
        List.of(
            new SeriesExemplars(A, List.of(at(-1), at(0), at(99), at(100))),
            new SeriesExemplars(B, List.of(at(-100), at(250))));
    List<Packed> sections = ExemplarSection.pack(content, 100);
    assertThat(sections).extracting(Packed::firstMs).containsExactly(-100L, 0L, 100L, 250L);
    assertThat(sections).extracting(Packed::lastMs).containsExactly(-1L, 99L, 100L, 250L);
    List<SeriesExemplars> read = new ArrayList<>();
    for (Packed section : sections) {
      read.addAll(ExemplarSection.read(new Part(section.bytes(), List.of()), EVERYTHING));
    }
    assertThat(SeriesExemplars.union(read)).isEqualTo(content);
    assertThat(ExemplarSection.pack(List.of(), 100)).isEmpty();
  }

  @Test
  void thinsOutSeriesWithMany() {
    List<Exemplar> many = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      many.add(at(i));
    }
    List<SeriesExemplars> content =
        List.of(
            new SeriesExemplars(A, many),
            new SeriesExemplars(B, many.subList(0, 5)),
            new SeriesExemplars(series(3), many.subList(0, 900)));
    List<Part> parts = new ArrayList<>();
    pack(content).forEach(packed -> parts.add(new Part(packed.bytes(), List.of())));

    byte[] merged = Objects.requireNonNull(ExemplarSection.merge(parts, 0, 105, metrics));
    List<SeriesExemplars> read = ExemplarSection.read(new Part(merged, List.of()), EVERYTHING);
    assertThat(read).extracting(each -> each.exemplars().size()).containsExactly(50, 5, 50);
    assertThat(read.getFirst().exemplars()).isSorted();
    // Spread over the whole time, not only its beginning or end.
    TreeSet<Long> tenths = new TreeSet<>();
    read.getFirst().exemplars().forEach(each -> tenths.add(each.timestampMs() / 100));
    assertThat(tenths).hasSizeGreaterThan(7);
    assertThat(dropped("section_full")).isEqualTo(1905 - 105);
    assertThat(ExemplarSection.merge(List.of(new Part(merged, List.of())), 0, 105, metrics))
        .isEqualTo(merged);
  }

  @Test
  void thinsOutSeriesWhenThereAreTooMany() {
    List<SeriesExemplars> content = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      content.add(new SeriesExemplars(series(i), List.of(at(i), at(i + 1))));
    }
    Part part = new Part(pack(SeriesExemplars.union(content)).getFirst().bytes(), List.of());
    byte[] merged = Objects.requireNonNull(ExemplarSection.merge(List.of(part), 0, 30, metrics));
    assertThat(ExemplarSection.read(new Part(merged, List.of()), EVERYTHING))
        .hasSize(30)
        .allSatisfy(each -> assertThat(each.exemplars()).hasSize(1));
  }

  /** Sections are united one after the other; all at once is the model. */
  @Test
  void thinsOutTheSameInAnyOrder() {
    int thinned = 0;
    for (int seed = 0; seed < 400; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      RandomExemplars exemplars = new RandomExemplars(seed);
      List<SeriesExemplars> all = new ArrayList<>();
      List<Part> parts = new ArrayList<>();
      for (int i = 2 + random.nextInt(5); i > 0; i--) {
        List<SeriesExemplars> content = new ArrayList<>();
        for (int s = 1 + random.nextInt(6); s > 0; s--) {
          content.add(new SeriesExemplars(series(random.nextInt(12)), exemplars.exemplars(30)));
        }
        all.addAll(content);
        pack(SeriesExemplars.union(content))
            .forEach(packed -> parts.add(new Part(packed.bytes(), List.of())));
      }
      int max = 1 + random.nextInt(60);
      ExemplarThinning.Thinned atOnce =
          ExemplarThinning.thin(ExemplarThinning.Thinned.NOTHING, SeriesExemplars.union(all), max);
      for (int order = 0; order < 4; order++) {
        Collections.shuffle(parts, new Random(order));
        byte[] merged = ExemplarSection.merge(parts, Long.MIN_VALUE, max, metrics);
        List<SeriesExemplars> read =
            merged == null
                ? List.of()
                : ExemplarSection.read(new Part(merged, List.of()), EVERYTHING);
        assertThat(read).as("seed %d max %d", seed, max).isEqualTo(atOnce.series());
      }
      thinned += atOnce.dropped() > 0 ? 1 : 0;
    }
    assertThat(thinned).isBetween(100, 399);
  }

  @Test
  void refusesDamagedBytes() {
    byte[] bytes = pack(List.of(new SeriesExemplars(A, List.of(at(1))))).getFirst().bytes();
    byte[] noLevel = bytes.clone();
    noLevel[0] = 0;
    byte[] torn = Arrays.copyOf(bytes, bytes.length - 1);
    for (byte[] damaged : List.of(noLevel, torn, new byte[0])) {
      List<Part> parts = List.of(new Part(bytes, List.of()), new Part(damaged, List.of()));
      assertThatThrownBy(() -> ExemplarSection.merge(parts, 0, ALL, metrics))
          .isInstanceOfSatisfying(
              CarillonException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CORRUPTION));
    }
  }

  @Test
  void aNewerFormatIsNoDamage() {
    byte[] newer = pack(List.of(new SeriesExemplars(A, List.of(at(1))))).getFirst().bytes();
    newer[0] = (byte) 255;
    Part part = new Part(newer, List.of());
    for (ThrowingCallable use :
        List.<ThrowingCallable>of(
            () -> ExemplarSection.read(part, EVERYTHING),
            () -> ExemplarSection.merge(List.of(part), 0, ALL, metrics))) {
      assertThatThrownBy(use)
          .isInstanceOfSatisfying(
              CarillonException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.FAILED_PRECONDITION))
          .hasMessageContaining("format level 255")
          .hasMessageContaining("this version reads 1");
    }
  }

  private double dropped(String reason) {
    return registry.scrape(name -> name.equals("carillon_ingester_exemplars_dropped")).stream()
        .flatMap(snapshot -> ((CounterSnapshot) snapshot).getDataPoints().stream())
        .filter(point -> reason.equals(point.getLabels().get("reason")))
        .mapToDouble(CounterSnapshot.CounterDataPointSnapshot::getValue)
        .sum();
  }

  private static List<Packed> pack(List<SeriesExemplars> content) {
    return ExemplarSection.pack(content, Long.MAX_VALUE);
  }

  private static Exemplar at(long timestampMs) {
    return new Exemplar(Labels.of("trace_id", "t" + timestampMs), 1, timestampMs);
  }

  private static Labels series(int number) {
    return number == 0 ? A : number == 1 ? B : Labels.of("n", String.valueOf(number));
  }

  private static Deletion deletion(SplittableRandom random) {
    List<Matcher> matchers =
        switch (random.nextInt(3)) {
          case 0 -> List.of(Matcher.equal("job", "x"));
          case 1 -> List.of(Matcher.equal("job", "x"), Matcher.equal("__name__", "a"));
          default -> List.of(Matcher.of(Matcher.Type.REGEX, "n", "[2-3]"));
        };
    long minMs = random.nextInt(40);
    return new Deletion(matchers, minMs, minMs + random.nextInt(10));
  }

  private static void addSurvivors(
      List<SeriesExemplars> content, List<Deletion> deletions, long minMs, Set<Entry> model) {
    for (Entry entry : entries(content)) {
      long timestampMs = entry.exemplar.timestampMs();
      boolean isDeleted =
          deletions.stream()
              .anyMatch(
                  d ->
                      timestampMs >= d.minMs()
                          && timestampMs <= d.maxMs()
                          && d.matchers().stream()
                              .allMatch(m -> m.matches(entry.series.get(m.name()))));
      if (timestampMs >= minMs && !isDeleted) {
        model.add(entry);
      }
    }
  }

  private static Set<Entry> entries(List<SeriesExemplars> content) {
    Set<Entry> entries = new HashSet<>();
    for (SeriesExemplars each : content) {
      each.exemplars().forEach(exemplar -> entries.add(new Entry(each.series(), exemplar)));
    }
    return entries;
  }
}
