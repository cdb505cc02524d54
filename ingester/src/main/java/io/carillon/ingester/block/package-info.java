/**
 * Sealed data: immutable, checksummed files, each with the series of some span of time, and the
 * manifest that says which of them count. A slice is what was sealed in some minutes, a block what
 * slices were merged into; both have one format and one code. A file is written under a temporary
 * name, synced, renamed, and listed in the manifest; only what the manifest lists is data.
 *
 * <p>A file, format level 2; numbers little endian, a string is its length and UTF-8:
 *
 * <pre>
 * file       header page* footer                      the last page is the directory
 * header     magic 8 | level 4 | crc32c 4
 * page       crc32c 4 | kind 1 | packing 1 | raw length 4 | packed length 4 | content
 *            packing 0 none, 1 zstd; the crc covers the page's offset and all that follows it
 * kinds      1 values, 2 times, 3 index, 4 section, 5 directory
 * footer     offset of the directory 8 | crc32c 4 | magic 8
 *
 * values     packed values of series in the order of tenant and labels, one after the other
 * times      packed timestamp vectors, one after the other; one for all series that share it
 * section    opaque bytes, exemplars for instance
 * index      parts, each whole in one page; a ref is {uvarint index page, uvarint offset}
 *
 * directory  uvarint merge level, uvarint delete number, varint min ms, varint max ms,
 *            uvarint series, uvarint samples,
 *            uvarint index pages, {uvarint distance of the offset to the page before}*,
 *            uvarint vectors, uvarint count, {ref of vectors}*,
 *            uvarint tenants, {string, ref of root}*,
 *            uvarint sections, {uvarint kind, string tenant, uvarint page offset,
 *            varint min ms, varint max ms}*
 * vectors    up to 256 rows {uvarint distance to the page of the row before, first row: uvarint
 *            offset in the page, uvarint length, and as differences to the row before: varint
 *            count, varint min ms, varint span ms, varint longest gap ms}
 * root       of a tenant: uvarint series, uvarint count, {ref of series}*,
 *            uvarint names, {string, ref of label}*
 * series     up to 256 label rows ({@code LabelRow}), then as many {uvarint distance to the page of
 *            the row before, first row: uvarint offset in the page, uvarint length, varint vector
 *            minus that of the row before}
 * label      uvarint count, {uvarint values, string first value, ref of texts, ref of postings}*
 * texts      up to 256 sorted values ({@code ValueChunk})
 * postings   as many lists of series ({@code Postings})
 * </pre>
 *
 * <p>Opening a file reads header, footer and directory. The parts of the index are read one by one
 * as a question needs them, and kept in one bounded cache for all files. Where the samples of a
 * series are and which span of time they cover, the index tells: pages of values and times are read
 * only for samples, once for all series of a question, and unpacked by whoever decodes them.
 *
 * <p>The checksum of a page is verified whenever it is read. A file that fails, also one whose page
 * fails to unpack long after it was read, is quarantined and its span of time declared in {@link
 * io.carillon.ingester.block.Gaps}.
 *
 * <p>There are no fingerprints of what a series has in two hours, and no filter of series: decoding
 * and hashing 480 samples takes 2.4 us, stored fingerprints would make files 6 % larger, and the
 * postings say whether a series is there.
 *
 * <p>Deletions are {@link io.carillon.ingester.block.Tombstone}s: they mask what files of lower
 * delete numbers hold until a merge leaves it out.
 *
 * <p>The list of files is an immutable snapshot behind one volatile; changes to it happen under the
 * store's lock. Files are counted while they are read and closed after the last reader.
 */
@NullMarked
package io.carillon.ingester.block;

import org.jspecify.annotations.NullMarked;
