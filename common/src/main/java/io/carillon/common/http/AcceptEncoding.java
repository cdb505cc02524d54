package io.carillon.common.http;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The Accept-Encoding header (RFC 9110, 12.5.3). */
final class AcceptEncoding {
  private AcceptEncoding() {}

  /** Whether the client takes gzip: named, or by {@code *}, and not with quality 0. */
  static boolean acceptsGzip(@Nullable String header) {
    if (header == null) {
      return false;
    }
    boolean byWildcard = false;
    for (String item : header.toLowerCase(Locale.ROOT).split(",", -1)) {
      String[] parts = item.split(";", 2);
      boolean isAccepted = parts.length == 1 || !isZero(parts[1].strip());
      switch (parts[0].strip()) {
        case "gzip" -> {
          return isAccepted;
        }
        case "*" -> byWildcard = isAccepted;
        default -> {}
      }
    }
    return byWildcard;
  }

  private static boolean isZero(String weight) {
    return weight.matches("q=0(\\.0*)?");
  }
}
