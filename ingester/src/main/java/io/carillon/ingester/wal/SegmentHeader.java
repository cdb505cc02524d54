package io.carillon.ingester.wal;

/**
 * The head of a segment.
 *
 * @param salt random; part of every checksum
 * @param number of the segment
 * @param shardCount shards that the records belong to
 * @param firstLsn number of the first record
 * @param durableLsn up to which records of earlier segments were durable
 * @param previousNumber the segment that was written before; 0 when there is none
 * @param previousEnd bytes of it that were used, all of them durable
 * @param fileBytes size of the segment's file
 */
public record SegmentHeader(
    int salt,
    long number,
    int shardCount,
    long firstLsn,
    long durableLsn,
    long previousNumber,
    long previousEnd,
    long fileBytes) {}
