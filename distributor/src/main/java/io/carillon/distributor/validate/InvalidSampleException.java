package io.carillon.distributor.validate;

/** A series or sample that cannot be kept. Without stack trace: a request may hold thousands. */
final class InvalidSampleException extends Exception {
  private static final long serialVersionUID = 1L;

  private final RejectionReason reason;

  InvalidSampleException(RejectionReason reason, String message) {
    super(message, null, false, false);
    this.reason = reason;
  }

  RejectionReason reason() {
    return reason;
  }
}
