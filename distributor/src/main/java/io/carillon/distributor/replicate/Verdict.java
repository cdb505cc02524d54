package io.carillon.distributor.replicate;

import io.carillon.common.error.ErrorCode;
import io.carillon.common.ring.Ring;
import java.util.List;

/** What became of a request on its replicas. */
sealed interface Verdict {
  /** Every partition has its write quorum. */
  record Durable(List<SeriesRejection> rejections) implements Verdict {}

  /**
   * Some partition has not.
   *
   * @param code a retryable code
   * @param text which partitions and nodes, one line a replica group
   */
  record Missing(ErrorCode code, String text) implements Verdict {}

  /** A replica knows a newer ring, under which the request is to be routed again. */
  record Moved(Ring ring) implements Verdict {}
}
