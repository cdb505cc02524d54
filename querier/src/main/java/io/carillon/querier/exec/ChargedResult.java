package io.carillon.querier.exec;

/**
 * An answer whose memory is still charged; to be closed when it is written or given up.
 *
 * @param result the answer
 * @param release gives the memory back
 */
public record ChargedResult(QueryResult result, Runnable release) implements AutoCloseable {
  @Override
  public void close() {
    release.run();
  }
}
