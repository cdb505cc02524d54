package io.carillon.ingester.wal;

/** Records in one piece of a segment on their way to a visitor. */
@SuppressWarnings("ArrayRecordComponent")
record RecordBatch(long segment, byte[] content, int[] frames, int count) {}
