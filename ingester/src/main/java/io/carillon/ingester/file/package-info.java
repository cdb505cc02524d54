/**
 * The seam between the engine and the disk. Everything the engine reads or writes goes through
 * {@link io.carillon.ingester.file.FileStore}, so that tests can lose unsynced bytes, tear writes,
 * fill the disk and fail any call. Small files that are replaced as a whole go through {@link
 * io.carillon.ingester.file.ChecksummedFile}. Implementations are thread-safe; an open file has one
 * writer.
 */
@NullMarked
package io.carillon.ingester.file;

import org.jspecify.annotations.NullMarked;
