package io.carillon.distributor.validate;

import io.carillon.common.labels.Labels;
import io.carillon.common.store.Exemplar;
import io.carillon.common.store.SeriesExemplars;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Collects what may be kept of one request's exemplars and counts the rest. An exemplar that is not
 * kept is no reason to refuse the samples around it. Not thread-safe.
 */
public final class ExemplarValidator {
  /**
   * Characters that all names and values of an exemplar have at most, as OpenMetrics 1.0 wants it
   * ("Exemplars").
   */
  static final int MAX_LABEL_CHARS = 128;

  private final long maxMs;
  private final List<SeriesExemplars> kept = new ArrayList<>();
  private final EnumMap<ExemplarRejection, Long> rejected = new EnumMap<>(ExemplarRejection.class);
  private long received;

  /**
   * A validator for one request.
   *
   * @param maxMs time of the latest exemplar that is kept
   */
  ExemplarValidator(long maxMs) {
    this.maxMs = maxMs;
  }

  void add(Labels series, List<UncheckedExemplar> unchecked) {
    List<Exemplar> exemplars = new ArrayList<>(unchecked.size());
    for (UncheckedExemplar each : unchecked) {
      Exemplar exemplar = check(each);
      if (exemplar != null) {
        exemplars.add(exemplar);
      }
    }
    received += exemplars.size();
    if (!exemplars.isEmpty()) {
      kept.add(new SeriesExemplars(series, exemplars));
    }
  }

  /** Counts exemplars that are not kept. */
  public void refuse(ExemplarRejection reason, long exemplars) {
    received += exemplars;
    if (exemplars > 0) {
      rejected.merge(reason, exemplars, Long::sum);
    }
  }

  /** What is kept; the same label set may come more than once. */
  public List<SeriesExemplars> kept() {
    return Collections.unmodifiableList(kept);
  }

  /** How many are kept. */
  public long keptCount() {
    return kept.stream().mapToLong(each -> each.exemplars().size()).sum();
  }

  /** All exemplars taken, kept or not. */
  public long received() {
    return received;
  }

  /** How many are not kept for which reason. */
  public Map<ExemplarRejection, Long> rejected() {
    return Collections.unmodifiableMap(rejected);
  }

  private @Nullable Exemplar check(UncheckedExemplar unchecked) {
    String[] pairs = unchecked.namesAndValues().toArray(String[]::new);
    LabelValidator.sort(pairs);
    ExemplarRejection reason = problem(unchecked, pairs);
    if (reason != null) {
      refuse(reason, 1);
      return null;
    }
    Labels labels = Labels.ofSorted(LabelValidator.withoutEmptyValues(pairs));
    if (charCount(labels) > MAX_LABEL_CHARS) {
      refuse(ExemplarRejection.LABELS_TOO_LONG, 1);
      return null;
    }
    return new Exemplar(labels, unchecked.value(), unchecked.timestampMs());
  }

  private @Nullable ExemplarRejection problem(UncheckedExemplar unchecked, String[] pairs) {
    if (!unchecked.isUtf8()) {
      return ExemplarRejection.INVALID_UTF8;
    }
    if (unchecked.timestampMs() > maxMs) {
      return ExemplarRejection.FUTURE_TIMESTAMP;
    }
    for (int i = 0; i < pairs.length; i += 2) {
      if (pairs[i].isEmpty()) {
        return ExemplarRejection.EMPTY_LABEL_NAME;
      }
      if (i > 0 && pairs[i].equals(pairs[i - 2])) {
        return ExemplarRejection.DUPLICATE_LABEL_NAME;
      }
    }
    return null;
  }

  private static int charCount(Labels labels) {
    return labels.asPairs().stream().mapToInt(text -> text.codePointCount(0, text.length())).sum();
  }
}
