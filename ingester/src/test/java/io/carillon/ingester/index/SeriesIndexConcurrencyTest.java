package io.carillon.ingester.index;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.common.labels.Labels;
import io.carillon.common.labels.Matcher;
import io.carillon.common.tenant.TenantId;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.roaringbitmap.RoaringBitmap;

/** Writers add and remove series of their own while readers look for those that stay. */
final class SeriesIndexConcurrencyTest {
  private static final TenantId TENANT = new TenantId("a");
  private static final int STAYING = 3000;
  private static final int WRITERS = 2;
  private static final int ROUNDS = 30;
  private static final int BATCH = 400;

  private static final List<List<Matcher>> STAYS =
      List.of(
          List.of(Matcher.equal("kind", "stays")),
          List.of(Matcher.of(Matcher.Type.REGEX, "pod", "s-.*")),
          List.of(Matcher.of(Matcher.Type.NOT_REGEX, "pod", "w.*")),
          List.of(Matcher.equal("wave", "")),
          List.of(Matcher.of(Matcher.Type.NOT_EQUAL, "kind", "goes"), matcherOfAllPods()));

  private final SeriesIndex index = new SeriesIndex();
  private final int tenant = index.tenantNumber(TENANT);
  private final AtomicInteger writing = new AtomicInteger(WRITERS);

  @Test
  void readersFindWhatStays() throws InterruptedException, ExecutionException {
    for (int i = 0; i < STAYING; i++) {
      index.add(tenant, Labels.of("__name__", "m" + i % 7, "kind", "stays", "pod", "s-" + i), i);
    }
    try (ExecutorService threads = Executors.newFixedThreadPool(WRITERS + 2)) {
      List<Future<Integer>> results = new ArrayList<>();
      for (int i = 0; i < WRITERS; i++) {
        int writer = i;
        results.add(threads.submit(() -> write(writer)));
      }
      List<Callable<Integer>> readers = List.of(this::readSelections, this::readOrder);
      readers.forEach(reader -> results.add(threads.submit(reader)));
      for (Future<Integer> result : results) {
        assertThat(result.get()).isPositive();
      }
    }
    assertThat(index.select(TENANT, List.of()).getCardinality()).isEqualTo(STAYING);
    assertThat(index.size()).isEqualTo(STAYING);
    index.close();
  }

  private static Matcher matcherOfAllPods() {
    return Matcher.of(Matcher.Type.REGEX, "pod", ".+");
  }

  private int write(int writer) {
    int ref = STAYING + writer;
    for (int round = 0; round < ROUNDS; round++) {
      int first = ref;
      for (int i = 0; i < BATCH; i++) {
        Labels labels =
            Labels.of(
                "__name__", "m" + i % 7, "kind", "goes", "pod", "w-" + ref, "wave", "r" + round);
        index.add(tenant, labels, ref);
        assertThat(index.hasLabels(ref, labels)).isTrue();
        ref += WRITERS;
      }
      for (int gone = first; gone < ref; gone += WRITERS) {
        index.remove(gone);
      }
    }
    writing.decrementAndGet();
    return ref;
  }

  private int readSelections() {
    int reads = 0;
    do {
      for (List<Matcher> matchers : STAYS) {
        RoaringBitmap found = index.select(TENANT, matchers);
        assertThat(found.getCardinality()).as(matchers.toString()).isEqualTo(STAYING);
        assertThat(found.last()).as(matchers.toString()).isEqualTo(STAYING - 1);
      }
      TreeSet<String> kinds = new TreeSet<>();
      index.collectValues(TENANT, "kind", RoaringBitmap.bitmapOf(1, 2), kinds);
      assertThat(kinds).containsExactly("stays");
      reads++;
    } while (writing.get() > 0);
    return reads;
  }

  private int readOrder() {
    int reads = 0;
    do {
      List<Labels> ordered = new ArrayList<>();
      int staying = 0;
      for (int ref : index.inLabelOrder(TENANT, index.select(TENANT, List.of()))) {
        Labels labels = index.labels(ref);
        if (labels != null) {
          ordered.add(labels);
          staying += ref < STAYING ? 1 : 0;
        }
      }
      assertThat(ordered).isSorted();
      assertThat(staying).isEqualTo(STAYING);
      reads++;
    } while (writing.get() > 0);
    return reads;
  }
}
