package io.carillon.deploy.bench;

/**
 * A server that is asked.
 *
 * @param url base of its HTTP API
 */
public record QueryTarget(String name, String url) {
  static final String CARILLON = "carillon";
  static final String PROMETHEUS = "prometheus";
  static final String VICTORIA_METRICS = "victoria-metrics";
}
