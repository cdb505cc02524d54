/**
 * The typed, resolved form of a query: parentheses are gone, durations and {@code start()}, {@code
 * end()}, {@code range()}, {@code step()} are numbers, and parts that are the same at every step
 * are marked. Immutable; usable on any thread.
 */
@NullMarked
package io.carillon.querier.plan;

import org.jspecify.annotations.NullMarked;
