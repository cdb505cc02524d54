package io.carillon.common.error;

import io.grpc.Status;

/**
 * What went wrong, in the terms of whoever must act on it. {@link #errorType} is what Prometheus'
 * HTTP API calls the kind of error (web/api/v1/api.go).
 */
public enum ErrorCode {
  /** A request that can never succeed as it is. */
  BAD_DATA(400, "bad_data", Status.Code.INVALID_ARGUMENT),
  /** A query that failed while it was evaluated, by its own fault. */
  EXECUTION(422, "execution", Status.Code.OUT_OF_RANGE),
  /** A budget of a query is used up. */
  BUDGET_EXCEEDED(422, "execution", Status.Code.RESOURCE_EXHAUSTED),
  /** The client went away or ended the query. */
  CANCELED(499, "canceled", Status.Code.CANCELLED),
  /** The query's own time-out passed. */
  TIMEOUT(503, "timeout", Status.Code.DEADLINE_EXCEEDED),
  /** Too few replicas answer or acknowledge; try again. */
  UNAVAILABLE(503, "unavailable", Status.Code.UNAVAILABLE),
  /** Queues are full; try again later. */
  OVERLOADED(503, "unavailable", Status.Code.UNAVAILABLE),
  /** The disk is full or not writable; try again when it is not. */
  STORAGE_FULL(503, "unavailable", Status.Code.UNAVAILABLE),
  /** A tenant's own rate limit. */
  RATE_LIMITED(429, "bad_data", Status.Code.RESOURCE_EXHAUSTED),
  /** The body is larger than the limit. */
  TOO_LARGE(413, "bad_data", Status.Code.RESOURCE_EXHAUSTED),
  /** Content type or encoding that the endpoint does not read. */
  UNSUPPORTED_MEDIA_TYPE(415, "bad_data", Status.Code.INVALID_ARGUMENT),
  /** What the request names does not exist. */
  NOT_FOUND(404, "not_found", Status.Code.NOT_FOUND),
  /** The request does not fit the state of the node, such as a ring of another cluster. */
  FAILED_PRECONDITION(412, "bad_data", Status.Code.FAILED_PRECONDITION),
  /** A part of PromQL or of the API that is not built yet. */
  UNIMPLEMENTED(422, "execution", Status.Code.UNIMPLEMENTED),
  /** A file or message whose checksum or structure is wrong. */
  CORRUPTION(500, "internal", Status.Code.DATA_LOSS),
  /** A bug of ours, or an I/O error. */
  INTERNAL(500, "internal", Status.Code.INTERNAL);

  private final int httpStatus;
  private final String errorType;
  private final Status.Code grpcCode;

  ErrorCode(int httpStatus, String errorType, Status.Code grpcCode) {
    this.httpStatus = httpStatus;
    this.errorType = errorType;
    this.grpcCode = grpcCode;
  }

  /** Status of the HTTP response. */
  public int httpStatus() {
    return httpStatus;
  }

  /** The {@code errorType} of Prometheus' error envelope. */
  public String errorType() {
    return errorType;
  }

  /** Status code of the gRPC call. */
  public Status.Code grpcCode() {
    return grpcCode;
  }

  /** Whether the same request may succeed later without being changed. */
  public boolean isRetryable() {
    return this == UNAVAILABLE
        || this == OVERLOADED
        || this == STORAGE_FULL
        || this == TIMEOUT
        || this == RATE_LIMITED;
  }
}
