package io.carillon.querier.exec;

import io.carillon.common.error.CarillonException;
import io.carillon.common.error.ErrorCode;

/** Counts what a query holds, and ends the query when it is too much. Thread-safe. */
final class QueryBudget {
  private final long maxSamples;
  private final long maxBytes;
  private long samples;
  private long bytes;

  QueryBudget(EngineConfig config) {
    maxSamples = config.maxSamples();
    maxBytes = config.memoryBudgetBytes();
  }

  /**
   * What is held at some moment.
   *
   * @param samples number of samples
   * @param bytes memory
   */
  record Mark(long samples, long bytes) {}

  /** What is held now, to return to by {@link #release}. */
  synchronized Mark mark() {
    return new Mark(samples, bytes);
  }

  /** Everything that was charged since the mark is free again. */
  synchronized void release(Mark mark) {
    samples = mark.samples();
    bytes = mark.bytes();
  }

  /**
   * Charges what is about to be held.
   *
   * @throws CarillonException with EXECUTION above the number of samples, with BUDGET_EXCEEDED
   *     above the memory
   */
  synchronized void charge(long moreSamples, long moreBytes) {
    samples += moreSamples;
    bytes += moreBytes;
    if (samples > maxSamples) {
      throw new CarillonException(
          ErrorCode.EXECUTION,
          "query processing would load too many samples into memory in query execution");
    }
    if (bytes > maxBytes) {
      throw new CarillonException(
          ErrorCode.BUDGET_EXCEEDED,
          "query needs more than its memory budget of "
              + maxBytes
              + " bytes: it asked for "
              + bytes
              + "; select fewer series or steps, or raise the memory budget of a query");
    }
  }

  /** Gives back what was charged. */
  synchronized void release(long fewerSamples, long fewerBytes) {
    samples -= fewerSamples;
    bytes -= fewerBytes;
  }

  void charge(StepSeries series) {
    charge(series.samples(), series.sizeBytes());
  }
}
