package io.carillon.ingester.wal;

/**
 * Records that were durable once and are lost.
 *
 * @param description for people
 * @param firstLsn lowest number of them
 * @param lastLsn highest number of them; {@link Long#MAX_VALUE} when nobody knows
 */
public record LogDamage(String description, long firstLsn, long lastLsn) {}
