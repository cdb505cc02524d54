/**
 * Metrics about ourselves: what the JVM and the process expose, and a loop that stores what {@code
 * /metrics} shows as if it had been scraped. One thread of its own; everything else is thread-safe.
 */
@NullMarked
package io.carillon.common.telemetry;

import org.jspecify.annotations.NullMarked;
