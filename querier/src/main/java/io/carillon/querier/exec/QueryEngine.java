package io.carillon.querier.exec;

/** Answers queries. Thread-safe. */
@FunctionalInterface
public interface QueryEngine {
  /**
   * Parses, waits until few enough queries run, and evaluates. Blocks; called on a virtual thread.
   * Stops soon after the thread is interrupted, with CANCELED. What the query held is free again
   * when this returns.
   *
   * @throws io.carillon.common.error.CarillonException with BAD_DATA when the text does not parse,
   *     EXECUTION, BUDGET_EXCEEDED, TIMEOUT or UNIMPLEMENTED for what fails later
   */
  QueryResult execute(Query query);

  /** The same, but the memory of the result stays charged until the caller closes it. */
  default ChargedResult executeCharged(Query query) {
    return new ChargedResult(execute(query), () -> {});
  }
}
