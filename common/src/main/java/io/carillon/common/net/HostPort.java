package io.carillon.common.net;

import io.carillon.common.error.CarillonException;
import io.carillon.common.error.ErrorCode;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a node listens.
 *
 * @param host name or address; an IPv6 address without brackets
 * @param port 0 to 65535; 0 lets the system choose
 */
public record HostPort(String host, int port) {
  private static final Pattern SYNTAX =
      Pattern.compile("(?:\\[(?<v6>[^\\[\\]]+)]|(?<host>[^:\\[\\]]+)):(?<port>[0-9]+)");

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
    Matcher matcher = SYNTAX.matcher(text);
    if (!matcher.matches()) {
      throw bad(setting, text, null);
    }
    try {
      String host = matcher.group("v6") == null ? matcher.group("host") : matcher.group("v6");
      return new HostPort(host, Integer.parseInt(matcher.group("port")));
    } catch (IllegalArgumentException e) {
      throw bad(setting, text, e);
    }
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
