/**
 * The ring: which ingesters hold which partition of the series hash. {@link
 * io.carillon.common.ring.Ring} is immutable; a newer one replaces it as a whole, never an older
 * one.
 */
@NullMarked
package io.carillon.common.ring;

import org.jspecify.annotations.NullMarked;
