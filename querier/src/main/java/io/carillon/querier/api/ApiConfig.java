package io.carillon.querier.api;

/**
 * Settings of the HTTP API.
 *
 * @param build what {@code status/buildinfo} tells
 */
public record ApiConfig(Build build) {
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
}
