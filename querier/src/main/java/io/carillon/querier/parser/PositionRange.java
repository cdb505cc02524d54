package io.carillon.querier.parser;

/**
 * Where a part of a query stands.
 *
 * @param start byte offset of its first byte
 * @param end byte offset after its last byte
 */
public record PositionRange(int start, int end) {
  /** The smallest range that holds both. */
  public PositionRange union(PositionRange other) {
    return new PositionRange(Math.min(start, other.start), Math.max(end, other.end));
  }
}
