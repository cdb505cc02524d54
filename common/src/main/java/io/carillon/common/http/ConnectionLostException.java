package io.carillon.common.http;

import java.io.IOException;

/** The client went away or stopped reading, so that the rest of an answer cannot be sent. */
final class ConnectionLostException extends IOException {
  private static final long serialVersionUID = 1L;

  ConnectionLostException(String message, Throwable cause) {
    super(message, cause);
  }
}
