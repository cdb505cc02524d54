package io.carillon.ingester.wal;

/**
 * An end of the log.
 *
 * @param segment number of the segment; 0 when there is none
 * @param offset bytes of it that are durable
 */
public record WalPosition(long segment, long offset) {
  /** Before the first segment. */
  public static final WalPosition NONE = new WalPosition(0, 0);
}
