package io.carillon.querier.budget;

/**
 * What queries may take, each field with the setting that changes it. Above a limit the query ends
 * with an error that names the setting.
 *
 * @param queryBytes memory that one query may hold at a time, as far as it is counted
 * @param tenantBytes memory that all queries of one tenant may hold at a time
 * @param processBytes memory that all queries of a process may hold at a time
 * @param samples samples that one query may hold at a time, as Prometheus counts them
 * @param series series that one query may read; 0 means any number
 * @param concurrentQueries queries that are evaluated at once; more of them wait
 */
public record QueryLimits(
    long queryBytes,
    long tenantBytes,
    long processBytes,
    long samples,
    long series,
    int concurrentQueries) {
  /** Setting of {@link #queryBytes}. */
  public static final String QUERY_BYTES = "max-query-bytes";

  /** Setting of {@link #tenantBytes}. */
  public static final String TENANT_BYTES = "max-tenant-query-bytes";

  /** Setting of {@link #processBytes}. */
  public static final String PROCESS_BYTES = "max-process-query-bytes";

  /** Setting of {@link #samples}. */
  public static final String SAMPLES = "max-query-samples";

  /** Setting of {@link #series}. */
  public static final String SERIES = "max-query-series";

  /** Setting of {@link #concurrentQueries}. */
  public static final String CONCURRENT_QUERIES = "max-concurrent-queries";

  /** What a dashboard never needs, and what a heap of 1 GiB gives twice. */
  private static final long DEFAULT_QUERY_BYTES = 256L << 20;

  /** Prometheus' default of --query.max-samples. */
  private static final long DEFAULT_SAMPLES = 50_000_000;

  /** Prometheus' default of --query.max-concurrency. */
  private static final int DEFAULT_CONCURRENT_QUERIES = 20;

  public QueryLimits {
    requirePositive(QUERY_BYTES, queryBytes);
    requirePositive(TENANT_BYTES, tenantBytes);
    requirePositive(PROCESS_BYTES, processBytes);
    requirePositive(SAMPLES, samples);
    requirePositive(CONCURRENT_QUERIES, concurrentQueries);
    if (series < 0) {
      throw new IllegalArgumentException("expected " + SERIES + " of 0 or more, got " + series);
    }
  }

  /**
   * The defaults: 2/5 of the heap for queries, 3/10 for those of one tenant, the rest being for
   * writes and for what is not counted.
   */
  public static QueryLimits forHeap(long maxHeapBytes) {
    return new QueryLimits(
        DEFAULT_QUERY_BYTES,
        maxHeapBytes / 10 * 3,
        maxHeapBytes / 5 * 2,
        DEFAULT_SAMPLES,
        0,
        DEFAULT_CONCURRENT_QUERIES);
  }

  /** The same with other limits of one query. */
  public QueryLimits withQuery(long newSamples, long newQueryBytes) {
    return new QueryLimits(
        newQueryBytes, tenantBytes, processBytes, newSamples, series, concurrentQueries);
  }

  private static void requirePositive(String name, long value) {
    if (value <= 0) {
      throw new IllegalArgumentException("expected " + name + " above 0, got " + value);
    }
  }
}
