/**
 * A run of one series' samples as primitive arrays, the rule that decides between two samples at
 * one timestamp, and the codecs that pack a run. Arrays are not to be changed after they are handed
 * over.
 *
 * <p>Codec 1 ({@link io.carillon.common.column.ColumnCodec}) is plain and quick; the log has it.
 * Codec 2 is small, for pages of many columns that are compressed as a whole: the timestamps of a
 * column ({@link io.carillon.common.column.TimestampCodec}), which series can share, apart from its
 * values ({@link io.carillon.common.column.ValueCodec}). In one piece, as on the wire:
 *
 * <pre>
 * column      uvarint length of the timestamps, timestamps, values
 * timestamps  count, gaps, integers
 * values      floats, or {kind, starts (integers), floats or histograms}
 * floats      tag, exceptions, a constant or integers: decimals without their point (as quotients
 *             or products with a power of ten), or raw bits
 * histograms  layouts, then each number of a histogram over time: integers or floats
 * integers    shape (level, line, deltas, deltas of deltas), what is left of it, packed
 * packed      a fixed width, Rice codes, digits, varints, few numbers among zeros, or by entropy
 * </pre>
 *
 * <p>The boxes of each part are at the class that has its name: FloatCodec, HistogramColumnCodec,
 * HistogramLayout, IntegerCodec, ResidualPacking, AdaptivePacking and SymbolTable. An encoder tries
 * what may fit and takes what is smallest after the compression of its page: packed bits do not
 * compress, varints do.
 *
 * <p>Numbers of series are mostly either constant, or noise around a line or a step: packing the
 * noise by its strength leaves nothing for a byte-wise compressor to gain, and what repeats
 * (constants, heads, columns that are equal) is left for it.
 */
@NullMarked
package io.carillon.common.column;

import org.jspecify.annotations.NullMarked;
