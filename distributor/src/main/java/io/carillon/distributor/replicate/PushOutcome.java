package io.carillon.distributor.replicate;

import io.carillon.common.store.PushAck;

/** What became of a batch; the names are values of a metric's label. */
enum PushOutcome {
  DURABLE,
  RETRY,
  MOVED,
  /** The budget of the ingester was full. */
  DROPPED,
  /** No address of the ingester is known. */
  UNREACHABLE,
  /** The sink broke its contract. */
  ERROR;

  static PushOutcome of(PushAck ack) {
    return switch (ack) {
      case PushAck.Durable _ -> DURABLE;
      case PushAck.Retry _ -> RETRY;
      case PushAck.Moved _ -> MOVED;
    };
  }
}
