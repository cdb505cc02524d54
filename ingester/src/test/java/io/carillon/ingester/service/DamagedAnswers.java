package io.carillon.ingester.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.common.column.SampleColumn;
import io.carillon.common.error.CarillonException;
import io.carillon.common.labels.Labels;
import io.carillon.common.store.LabelsRequest;
import io.carillon.common.store.MetadataRequest;
import io.carillon.common.store.MetricMetadata;
import io.carillon.common.store.SeriesExemplars;
import io.carillon.common.store.UnvouchedRange;
import io.carillon.common.tenant.TenantId;
import io.carillon.ingester.file.FaultyFileStore;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The rule for a node whose files are damaged: it names the file and does not start, or every
 * answer holds what was sent and nothing else, and lacks nothing for which it vouches.
 */
final class DamagedAnswers {
  private final History history;
  private final TestingClock clock;
  private final Set<MetricMetadata> metadata;

  /**
   * @param metadata all that was ever sent
   */
  DamagedAnswers(History history, TestingClock clock, Set<MetricMetadata> metadata) {
    this.history = history;
    this.clock = clock;
    this.metadata = metadata;
  }

  /** Starts a node on the files; returns whether it started and vouches for everything. */
  Outcome check(Damage damage, FaultyFileStore files, int starts) {
    Outcome outcome = Outcome.WHOLE;
    for (int start = 0; start < starts; start++) {
      try (TestingNode node = new TestingNode(files, TestingNode.config(), clock)) {
        outcome = checkAnswers(node) ? outcome : Outcome.DECLARED;
        if (starts == 1) {
          // Nothing may be written by what follows: it is the fastest way to an end.
          var _ = files.kill();
        }
      } catch (CarillonException e) {
        assertThat(e).hasMessageContaining(damage.file().toString());
        return Outcome.REFUSED;
      }
    }
    return outcome;
  }

  /** What a start made of it. */
  enum Outcome {
    WHOLE,
    DECLARED,
    REFUSED
  }

  /** Fails unless all answers are right; returns whether the node vouches for everything. */
  boolean checkAnswers(TestingNode node) {
    boolean isWhole = true;
    for (TenantId tenant : TestedNode.TENANTS) {
      isWhole &= checkTenant(node, tenant);
    }
    return isWhole;
  }

  private boolean checkTenant(TestingNode node, TenantId tenant) {
    TestingNode.Answer answer = node.select(tenant, Long.MIN_VALUE, Long.MAX_VALUE, List.of());
    List<UnvouchedRange> unvouched = new ArrayList<>(answer.trailer().unvouched());
    checkSamples(answer.series(), tenant, unvouched);
    LabelsRequest request =
        new LabelsRequest(tenant, 3, Long.MIN_VALUE, Long.MAX_VALUE, List.of(), 0);
    TenantModel ever = history.everSent.tenant(tenant);
    long min = Long.MIN_VALUE;
    ever.checkSeries(node.ingester.series(request).series(), min, Long.MAX_VALUE, List.of());
    ever.checkNames(node.ingester.labelNames(request).values(), min, Long.MAX_VALUE, List.of());
    List<SeriesExemplars> exemplars = node.exemplars(tenant, min, Long.MAX_VALUE, List.of());
    ever.exemplars.check(exemplars, min, Long.MAX_VALUE, List.of(), false);
    assertThat(metadata)
        .containsAll(node.ingester.metadata(new MetadataRequest(tenant, 3, "")).metadata());
    return answer.trailer().unvouched().isEmpty();
  }

  /** Strictly between the ranges for which the node does not vouch, and for all that was sent. */
  private void checkSamples(
      Map<Labels, SampleColumn> answer, TenantId tenant, List<UnvouchedRange> unvouched) {
    TenantModel ever = history.everSent.tenant(tenant);
    var _ = ever.check(answer, Long.MIN_VALUE, Long.MAX_VALUE, List.of(), false);
    TenantModel strict = history.model.tenant(tenant);
    unvouched.sort(Comparator.comparingLong(UnvouchedRange::minMs));
    long fromMs = Long.MIN_VALUE;
    for (UnvouchedRange range : unvouched) {
      if (range.minMs() > fromMs) {
        checkStrictly(strict, answer, fromMs, range.minMs() - 1);
      }
      if (range.maxMs() == Long.MAX_VALUE) {
        return;
      }
      fromMs = Math.max(fromMs, range.maxMs() + 1);
    }
    checkStrictly(strict, answer, fromMs, Long.MAX_VALUE);
  }

  private static void checkStrictly(
      TenantModel strict, Map<Labels, SampleColumn> answer, long minMs, long maxMs) {
    Map<Labels, SampleColumn> part = new HashMap<>();
    answer.forEach(
        (labels, column) -> {
          SampleColumn slice = column.slice(minMs, maxMs);
          if (slice.size() > 0) {
            part.put(labels, slice);
          }
        });
    var _ = strict.check(part, minMs, maxMs, List.of(), false);
  }
}
