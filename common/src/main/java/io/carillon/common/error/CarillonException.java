package io.carillon.common.error;

import org.jspecify.annotations.Nullable;

/**
 * Every error that a user or another node may see. The message says what was expected, what was
 * found and which setting changes it.
 */
public final class CarillonException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ErrorCode code;

  public CarillonException(ErrorCode code, String message) {
    this(code, message, null);
  }

  public CarillonException(ErrorCode code, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.code = code;
  }

  /** What kind of error this is. */
  public ErrorCode code() {
    return code;
  }
}
