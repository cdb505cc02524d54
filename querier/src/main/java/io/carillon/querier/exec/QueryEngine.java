package io.carillon.querier.exec;

/** Answers queries. Thread-safe. */
@FunctionalInterface
public interface QueryEngine {
  /**
   * Parses and evaluates. Blocks; called on a virtual thread. Stops soon after the thread is
   * interrupted, with CANCELED.
   *
   * @throws io.carillon.common.error.CarillonException with BAD_DATA when the text does not parse,
   *     EXECUTION, BUDGET_EXCEEDED, TIMEOUT or UNIMPLEMENTED for what fails later
   */
  QueryResult execute(Query query);
}
