/**
 * The files of a data directory as an operator sees them: what is in them and whether it is whole.
 * Works on a directory that no ingester has open and changes nothing, since it reads through {@link
 * io.carillon.ingester.file.ReadOnlyFileStore} what a start would read.
 */
@NullMarked
package io.carillon.ingester.inspect;

import org.jspecify.annotations.NullMarked;
