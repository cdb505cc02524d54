package io.carillon.deploy.bench;

/**
 * A range query.
 *
 * @param text PromQL
 * @param startMs first step
 * @param endMs last step, inclusive
 * @param stepMs between steps
 */
record BenchQuery(String text, long startMs, long endMs, long stepMs) {
  /** The text as an older or another server knows it. */
  String textFor(String server) {
    return server.equals(QueryTarget.CARILLON)
        ? text
        : text.replace("double_exponential_smoothing(", "holt_winters(");
  }

  /** Number of steps. */
  long steps() {
    return (endMs - startMs) / stepMs + 1;
  }
}
