/**
 * Exemplars: {@link io.carillon.ingester.exemplar.ExemplarStore} keeps what is not sealed on the
 * heap, {@link io.carillon.ingester.exemplar.ExemplarRecords} carries them through the log, {@link
 * io.carillon.ingester.exemplar.ExemplarSection} is what slices and blocks hold of a tenant.
 *
 * <p>Any order of time is taken, equal exemplars are kept once, also when replicas and files are
 * united. Numbers are little endian, a string is its length and UTF-8:
 *
 * <pre>
 * record     (type EXEMPLARS) string tenant, content
 * section    level 1 byte, content
 * content    uvarint count, {string}*             each string that comes below, once
 *            uvarint count, {series}*             in label order in a section
 * series     labels, uvarint count, {exemplar}*   in natural order in a section
 * exemplar   varint ms minus those of the exemplar before in the series (first: 0), value 8, labels
 * labels     uvarint count, {uvarint name, uvarint value}*   positions among the strings
 * </pre>
 *
 * A section of a higher level is one of a newer version, not damage: its file stays as it is.
 *
 * <p>Records name series by their labels, not by references, so that they decode alone and the
 * series need not have samples.
 */
@NullMarked
package io.carillon.ingester.exemplar;

import org.jspecify.annotations.NullMarked;
