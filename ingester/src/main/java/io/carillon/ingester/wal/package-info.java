/**
 * The write-ahead log: append-only segments with checksummed frames, written by one committer
 * thread that groups what is waiting, writes it, calls fdatasync and only then tells whoever waits.
 *
 * <p>Segments are files {@code <number>.wal}; all numbers little endian:
 *
 * <pre>
 * segment  header frame*
 * header   magic 8 | level 4 | salt 4 | number 8 | previous number 8 | previous end 8 | crc32c 4
 * frame    length 4 | crc32c 4 | durable end 8 | type 1 | body of that length
 * SERIES   (type 1)  {uvarint ref, tenant, uvarint label count, {name, value}*}*
 * SAMPLES  (type 2)  {uvarint ref, column in codec 1}*
 * METADATA (type 3)  tenant, {family, type, help, unit}*
 * </pre>
 *
 * The random salt goes into every checksum of its segment, so that no frame of another segment
 * passes. References to series mean something in their own segment only, so a segment decodes
 * alone. <i>Previous</i> names the segment before and how much of it was durable; <i>durable
 * end</i> names how much of the own segment was durable when the frame was written. So a bad frame
 * is a torn tail where nobody says that it was durable, and damage where somebody does.
 *
 * <p>A start always continues in a new segment. A failed write (other than for lack of space) or
 * fdatasync is final.
 */
@NullMarked
package io.carillon.ingester.wal;

import org.jspecify.annotations.NullMarked;
