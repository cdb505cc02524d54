package io.carillon.querier.api;

/**
 * Settings of the HTTP API.
 *
 * @param build what {@code status/buildinfo} tells
 * @param maxConcurrentQueries queries that are evaluated at once; more of them wait
 * @param queryTimeoutMs how long a query may wait and then run; the parameter {@code timeout} can
 *     only shorten it
 */
public record ApiConfig(Build build, int maxConcurrentQueries, long queryTimeoutMs) {
  /** Prometheus' default of --query.max-concurrency. */
  public static final int DEFAULT_MAX_CONCURRENT_QUERIES = 20;

  /** Prometheus' default of --query.timeout. */
  public static final long DEFAULT_QUERY_TIMEOUT_MS = 120_000;

  /**
   * What was built, in the fields that Prometheus has.
   *
   * @param version of the Prometheus API that is followed; clients choose features by it
   * @param revision commit of Carillon
   * @param branch branch of Carillon
   * @param user who built it
   * @param date when it was built
   * @param runtime of the process, in place of Go's version
   */
  public record Build(
      String version, String revision, String branch, String user, String date, String runtime) {}

  public ApiConfig {
    if (maxConcurrentQueries <= 0 || queryTimeoutMs <= 0) {
      throw new IllegalArgumentException(
          "expected a positive number of queries and time-out, got "
              + maxConcurrentQueries
              + " and "
              + queryTimeoutMs);
    }
  }
}
