package io.carillon.deploy.bench;

/**
 * A range query.
 *
 * @param title for the report
 * @param text PromQL
 * @param startMs first step
 * @param endMs last step, inclusive
 * @param stepMs between steps
 */
public record BenchQuery(String title, String text, long startMs, long endMs, long stepMs) {
  /** Steps lie between the times of samples, and off whole minutes, where subqueries step. */
  private static final long OFFSET_MS = -4_000;

  /**
   * A query whose last step is shortly before a time.
   *
   * @param steps how many
   */
  public static BenchQuery until(String text, long timeMs, int steps, long stepMs) {
    long endMs = timeMs + OFFSET_MS;
    return new BenchQuery(text, text, endMs - (steps - 1) * stepMs, endMs, stepMs);
  }

  /** The same query with another title. */
  BenchQuery titled(String newTitle) {
    return new BenchQuery(newTitle, text, startMs, endMs, stepMs);
  }

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
