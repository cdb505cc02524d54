package io.carillon.querier.fuzz;

import java.io.Serial;

/** A query has no answer by its own fault. */
final class QueryFailure extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;

  QueryFailure(String message) {
    super(message);
  }

  static QueryFailure sameLabels() {
    return new QueryFailure("vector cannot contain metrics with the same labelset");
  }
}
