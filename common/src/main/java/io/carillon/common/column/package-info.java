/**
 * A run of one series' samples as primitive arrays, the rule that decides between two samples at
 * one timestamp, and the codecs that pack a run. Arrays are not to be changed after they are handed
 * over.
 */
@NullMarked
package io.carillon.common.column;

import org.jspecify.annotations.NullMarked;
