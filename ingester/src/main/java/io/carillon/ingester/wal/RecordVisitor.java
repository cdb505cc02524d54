package io.carillon.ingester.wal;

/** Takes the records of some shards, in the order of their numbers. One thread. */
public interface RecordVisitor {
  /**
   * A segment begins: what records of others said about layouts and previous values means nothing
   * any more. A visitor without records in a segment is not told of it.
   */
  void beginSegment(long number);

  /**
   * A record whose checksum fits.
   *
   * @param content not to be changed or kept; the body lies at {@code offset}
   * @throws io.carillon.common.error.CarillonException with CORRUPTION when the body does not
   *     decode: then it counts as damaged, and the next one follows
   */
  void record(long lsn, RecordType type, int shard, byte[] content, int offset, int length);
}
