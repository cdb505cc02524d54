package io.carillon.common.store;

import io.carillon.common.error.ErrorCode;
import io.carillon.common.ring.Ring;
import java.util.List;

/** What became of a {@link PushBatch}. */
public sealed interface PushAck {
  /** Everything but the rejected series is on disk, fsynced. */
  record Durable(List<Rejection> rejections) implements PushAck {
    public Durable {
      rejections = List.copyOf(rejections);
    }
  }

  /**
   * Nothing is promised; the same batch may be sent again later.
   *
   * @param code a retryable code, such as OVERLOADED, STORAGE_FULL or UNAVAILABLE
   * @param reason text for the one who waits
   */
  record Retry(ErrorCode code, String reason) implements PushAck {}

  /**
   * The batch was routed by an older ring; nothing is stored.
   *
   * @param partitions partitions of the batch that the receiver does not hold
   * @param ring the receiver's ring
   */
  record Moved(List<Integer> partitions, Ring ring) implements PushAck {
    public Moved {
      partitions = List.copyOf(partitions);
    }
  }
}
