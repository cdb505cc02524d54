/**
 * The write-ahead log, and the series file that keeps labels longer than the log does.
 *
 * <p>Any thread appends records to a buffer in memory; one committer thread groups what waits,
 * writes it into a segment whose space was taken before, calls fdatasync and only then tells
 * whoever waits. Records are numbered (LSN) from 1. All numbers little endian.
 *
 * <p>Segments are files {@code <number>.wal}. Files {@code *.spare} wait to become segments: a
 * segment that is not needed any more is renamed, not deleted.
 *
 * <pre>
 * segment   header | 0* to 512 | the header again | 0* to 1024 | frame* | anything
 * header    magic 8 | level 4 | salt 4 | number 8 | shard count 4 | first LSN 8 | durable LSN 8
 *           | previous number 8 | previous end 8 | file size 8 | crc32c 4
 * frame     length 4 | crc32c 4 | LSN 8 | durable LSN 8 | type 1 | shard 1 | body of that length
 * </pre>
 *
 * The random salt stands in the place of the checksum while the checksum of a frame is taken, so
 * that no frame of an earlier life of the file passes. LSNs of a segment are consecutive.
 * <i>Previous</i> names the segment before and how much of it was used; <i>durable LSN</i> names
 * the last record that was durable when header or frame was written. So a bad frame is a torn tail
 * where nobody says that its record was durable, and damage where somebody does: then good frames
 * behind it are kept, and the numbers of those that are lost are told. A file never shrinks by
 * itself, so one that is shorter than its header says has lost its end. A frame of type 0 has no
 * body and no number of its own (it bears the next one); it ends a log that was closed in order.
 *
 * <p>The header is there twice since disks write 512 bytes as a whole or not at all: a file whose
 * copies are both zeros or of another segment was never begun, anything else was damaged.
 *
 * <p>Bodies by type (see {@link io.carillon.ingester.wal.RecordType}); each segment decodes without
 * others, apart from labels:
 *
 * <pre>
 * SERIES     {@link io.carillon.ingester.wal.SeriesRecords}
 * METADATA   {@link io.carillon.ingester.wal.MetadataRecords}
 * the others belong to whoever writes them
 * </pre>
 *
 * <p>Series files are {@code <number>.series}; a start continues in a new one. A whole one makes
 * those before it superfluous.
 *
 * <pre>
 * file      header | frame*
 * header    magic 8 | level 4 | salt 4 | whole 1 | number 8 | previous number 8 | previous end 8
 *           | crc32c 4
 * frame     length 4 | crc32c 4 | durable end 8 | body of that length as of a SERIES record
 * </pre>
 *
 * The checksum of a frame is over salt, length, durable end and body; <i>durable end</i> names how
 * much of the file was durable when the frame was written.
 *
 * <p>A failed write (other than for lack of space) or fdatasync is final.
 */
@NullMarked
package io.carillon.ingester.wal;

import org.jspecify.annotations.NullMarked;
