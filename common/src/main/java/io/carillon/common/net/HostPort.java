package io.carillon.common.net;

import io.carillon.common.error.CarillonException;
import io.carillon.common.error.ErrorCode;
import org.jspecify.annotations.Nullable;

/**
 * Where a node listens.
 *
 * @param host name or address; an IPv6 address without brackets
 * @param port 0 to 65535; 0 lets the system choose
 */
public record HostPort(String host, int port) {
  public HostPort {
    if (host.isEmpty() || port < 0 || port > 65535) {
      throw new IllegalArgumentException("expected host and port 0 to 65535, got " + port);
    }
  }

  /**
   * Reads {@code host:port} or {@code [v6]:port}.
   *
   * @param setting the flag or key that the text comes from, for the error
   * @throws CarillonException with BAD_DATA when it is none
   */
  public static HostPort parse(String setting, String text) {
    int colon = text.lastIndexOf(':');
    try {
      if (colon > 0) {
        String host = text.substring(0, colon);
        int port = Integer.parseInt(text.substring(colon + 1));
        boolean isBracketed = host.startsWith("[") && host.endsWith("]");
        return new HostPort(isBracketed ? host.substring(1, host.length() - 1) : host, port);
      }
    } catch (IllegalArgumentException e) {
      throw bad(setting, text, e);
    }
    throw bad(setting, text, null);
  }

  private static CarillonException bad(
      String setting, String text, @Nullable IllegalArgumentException cause) {
    return new CarillonException(
        ErrorCode.BAD_DATA, setting + ": expected host:port, got \"" + text + "\"", cause);
  }

  @Override
  public String toString() {
    return host.indexOf(':') >= 0 ? "[" + host + "]:" + port : host + ":" + port;
  }
}
