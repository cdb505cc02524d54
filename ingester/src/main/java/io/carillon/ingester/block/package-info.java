/**
 * Sealed data: immutable, checksummed files, each with the series of some span of time, and the
 * manifest that says which of them count. A block is written under a temporary name, synced,
 * renamed, and listed in the manifest; only what the manifest lists is data.
 *
 * <p>A block file; numbers little endian:
 *
 * <pre>
 * block    header page* index footer
 * header   magic 8 | level 4 | crc32c 4
 * page     raw length 4 | packed length 4 | crc32c of both lengths and what follows 4 | deflated
 * index    a page that unpacks to: symbols, uvarint tenant count, tenant*
 * symbols  uvarint count, string*
 * tenant   string, uvarint series count, series*
 * series   uvarint label count, {uvarint name, uvarint value}*, uvarint page offset,
 *          uvarint offset in the page, uvarint length, varint min ms, uvarint span ms
 * footer   index offset 8 | min ms 8 | max ms 8 | series 8 | samples 8 | merge level 4 | codec 4
 *          | crc32c 4 | magic 8
 * </pre>
 *
 * <p>Pages hold packed columns ({@code ColumnCodec}) in the order of tenant and labels. Checksums
 * of header, footer and index are verified on opening, of pages whenever they are read. A block
 * that fails is quarantined and its span of time declared in {@link
 * io.carillon.ingester.block.Gaps}.
 *
 * <p>The list of blocks is an immutable snapshot behind one volatile; changes to it happen under
 * the store's lock. Blocks are counted while they are read and closed after the last reader.
 */
@NullMarked
package io.carillon.ingester.block;

import org.jspecify.annotations.NullMarked;
