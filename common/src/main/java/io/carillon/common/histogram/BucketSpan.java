package io.carillon.common.histogram;

/**
 * A run of neighbouring buckets.
 *
 * @param offset gap to the end of the previous span; for the first span the index of its first
 *     bucket
 * @param length number of buckets
 */
public record BucketSpan(int offset, int length) {
  public BucketSpan {
    if (length < 0) {
      throw new IllegalArgumentException("expected a span length of 0 or more, got " + length);
    }
  }
}
