package io.carillon.common.rpc;

import io.carillon.common.error.CarillonException;
import io.carillon.common.error.ErrorCode;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Errors over gRPC: the status is that of the {@link ErrorCode}, and the code's name travels beside
 * it, since several codes share a status. Thread-safe.
 */
public final class RpcErrors {
  /** Metadata of a failed call that names its {@link ErrorCode}. */
  public static final Metadata.Key<String> ERROR_CODE =
      Metadata.Key.of("carillon-error-code", Metadata.ASCII_STRING_MARSHALLER);

  /**
   * A description becomes a header, percent-encoded to at most three times its size; peers refuse
   * headers of more than 8 KiB in all.
   */
  private static final int MAX_DESCRIPTION_BYTES = 2048;

  private RpcErrors() {}

  /** The status that ends a call with an error. */
  public static StatusRuntimeException toStatus(Throwable error) {
    return switch (error) {
      case StatusRuntimeException e -> e;
      case CarillonException e -> status(e.code(), e.getMessage(), e);
      case InterruptedException e -> status(ErrorCode.CANCELED, "interrupted", e);
      default -> status(ErrorCode.INTERNAL, error.toString(), error);
    };
  }

  /**
   * The error that a call ended with.
   *
   * @param peer who was called, such as {@code instance a1}; the text begins with it
   */
  public static CarillonException fromStatus(String peer, Throwable error) {
    Status status = Status.fromThrowable(error);
    return new CarillonException(
        code(status.getCode(), Status.trailersFromThrowable(error)),
        peer + ": " + describe(status),
        error);
  }

  /** What a status says in words. */
  static String describe(Status status) {
    String description = status.getDescription();
    Throwable cause = status.getCause();
    String text = description == null ? status.getCode().name() : description;
    return cause == null || cause.getMessage() == null ? text : text + ": " + cause.getMessage();
  }

  /** The code of a status that no peer of ours explained. */
  static ErrorCode code(Status.Code grpcCode) {
    return switch (grpcCode) {
      case INVALID_ARGUMENT -> ErrorCode.BAD_DATA;
      case OUT_OF_RANGE -> ErrorCode.EXECUTION;
      case RESOURCE_EXHAUSTED -> ErrorCode.BUDGET_EXCEEDED;
      case DEADLINE_EXCEEDED -> ErrorCode.TIMEOUT;
      // Whoever cancels a call knows it; for all others it is the peer that went away.
      case UNAVAILABLE, ABORTED, CANCELLED -> ErrorCode.UNAVAILABLE;
      case NOT_FOUND -> ErrorCode.NOT_FOUND;
      case FAILED_PRECONDITION, ALREADY_EXISTS, PERMISSION_DENIED, UNAUTHENTICATED ->
          ErrorCode.FAILED_PRECONDITION;
      case UNIMPLEMENTED -> ErrorCode.UNIMPLEMENTED;
      case DATA_LOSS -> ErrorCode.CORRUPTION;
      case OK, UNKNOWN, INTERNAL -> ErrorCode.INTERNAL;
    };
  }

  /** The code of that name; {@code fallback} for a name that only a newer version knows. */
  static ErrorCode codeOrElse(@Nullable String name, ErrorCode fallback) {
    for (ErrorCode code : ErrorCode.values()) {
      if (code.name().equals(name)) {
        return code;
      }
    }
    return fallback;
  }

  private static ErrorCode code(Status.Code grpcCode, @Nullable Metadata trailers) {
    ErrorCode byStatus = code(grpcCode);
    return trailers == null ? byStatus : codeOrElse(trailers.get(ERROR_CODE), byStatus);
  }

  private static StatusRuntimeException status(
      ErrorCode code, @Nullable String text, Throwable cause) {
    Metadata trailers = new Metadata();
    trailers.put(ERROR_CODE, code.name());
    String description = text == null ? code.name() : shorten(text);
    return code.grpcCode()
        .toStatus()
        .withDescription(description)
        .withCause(cause)
        .asRuntimeException(trailers);
  }

  private static String shorten(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    if (bytes.length <= MAX_DESCRIPTION_BYTES) {
      return text;
    }
    int end = MAX_DESCRIPTION_BYTES;
    while ((bytes[end] & 0xc0) == 0x80) {
      end--;
    }
    return new String(Arrays.copyOf(bytes, end), StandardCharsets.UTF_8) + " …";
  }
}
