package io.carillon.ingester.wal;

/**
 * A segment that is not written any more.
 *
 * @param lastLsn no record in it has a higher number
 * @param fileBytes size of its file
 * @param usedBytes bytes of it that hold something
 */
public record SegmentInfo(long number, long lastLsn, long fileBytes, long usedBytes) {}
