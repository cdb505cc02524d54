package io.carillon.querier.parser;

import org.jspecify.annotations.Nullable;

/**
 * The offset and {@code @} of a selector or subquery.
 *
 * @param offset how far back to look; may be negative; null when none was written
 * @param at the fixed time of evaluation; null when none was written
 */
public record TimeModifier(@Nullable DurationExpr offset, @Nullable At at) {
  /** Neither. */
  public static final TimeModifier NONE = new TimeModifier(null, null);

  /** The time after {@code @}. */
  public sealed interface At {
    /** A time in milliseconds since the epoch. */
    record Time(long timestampMs) implements At {}

    /** {@code start()}: the start of the whole query. */
    record Start() implements At {}

    /** {@code end()}: the end of the whole query. */
    record End() implements At {}
  }
}
