/**
 * Clocks as constructor parameters. Wall clock time comes as {@link java.time.InstantSource}, and
 * only for the bound on future samples, retention and labels of our own samples; durations come
 * from {@link io.carillon.common.time.MonotonicClock}. The only package that may call
 * System.nanoTime.
 */
@NullMarked
package io.carillon.common.time;

import org.jspecify.annotations.NullMarked;
