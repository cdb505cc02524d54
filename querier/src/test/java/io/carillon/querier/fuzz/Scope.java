package io.carillon.querier.fuzz;

import io.carillon.common.labels.Labels;
import io.carillon.querier.function.Annotations;
import io.carillon.querier.parser.TimeModifier;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** What the evaluation of one query shares. */
final class Scope {
  private final FuzzData data;
  private final FuzzQuery query;
  private final Durations durations;
  private final Annotations annotations = new Annotations();
  private final Map<Key, IdentityHashMap<Object, Object>> memo = new HashMap<>();

  Scope(FuzzData data, FuzzQuery query) {
    this.data = data;
    this.query = query;
    durations = new Durations(query);
  }

  /** What is remembered, in a frame. */
  private record Key(Frame frame, Class<?> what) {}

  FuzzData data() {
    return data;
  }

  FuzzQuery query() {
    return query;
  }

  long lookbackMs() {
    return query.lookbackMs();
  }

  boolean delaysNameRemoval() {
    return query.delaysNameRemoval();
  }

  Durations durations() {
    return durations;
  }

  Annotations annotations() {
    return annotations;
  }

  /** What was remembered of a part of the query in a frame, or that computed now. */
  <T> T remember(Object part, Frame frame, Class<T> type, Supplier<T> compute) {
    IdentityHashMap<Object, Object> known =
        memo.computeIfAbsent(new Key(frame, type), _ -> new IdentityHashMap<>());
    Object value = known.get(part);
    if (value == null) {
      value = compute.get();
      known.put(part, value);
    }
    return type.cast(value);
  }

  /** The time that a selector or subquery looks at. */
  long shifted(TimeModifier modifier, long timeMs) {
    return at(modifier, timeMs) - offsetMs(modifier);
  }

  long offsetMs(TimeModifier modifier) {
    return modifier.offset() == null ? 0 : durations.ms(modifier.offset());
  }

  long at(TimeModifier modifier, long timeMs) {
    return switch (modifier.at()) {
      case null -> timeMs;
      case TimeModifier.At.Time time -> time.timestampMs();
      case TimeModifier.At.Start _ -> query.startMs();
      case TimeModifier.At.End _ -> query.endMs();
    };
  }

  /** The labels without the name and its companions. */
  static Labels withoutName(Labels labels) {
    return labels.toBuilder()
        .remove(Labels.METRIC_NAME)
        .remove("__type__")
        .remove("__unit__")
        .build();
  }

  /** The element without its name, now or at the end. */
  Element dropName(Element element) {
    return element.with(
        delaysNameRemoval() ? element.labels() : withoutName(element.labels()), true);
  }

  /** Refuses elements of equal labels where the engine looks at them. */
  List<Element> checked(List<Element> vector, Frame frame) {
    if (!delaysNameRemoval() || !frame.isSingle()) {
      refuseSameLabels(vector);
    }
    return vector;
  }

  static void refuseSameLabels(List<Element> vector) {
    if (vector.stream().map(Element::labels).distinct().count() < vector.size()) {
      throw QueryFailure.sameLabels();
    }
  }
}
