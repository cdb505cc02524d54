package io.carillon.distributor.receive;

import io.carillon.common.error.CarillonException;
import io.carillon.common.error.ErrorCode;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What the headers of a remote write request may announce: remote write 1.0 in snappy's block
 * format, which is also what a request without these headers is taken for
 * (prometheus.io/docs/specs/prw/remote_write_spec_2_0, "Content-Type").
 */
public final class RemoteWriteHeaders {
  private static final String MEDIA_TYPE = "application/x-protobuf";
  private static final String MESSAGE = "prometheus.WriteRequest";
  private static final String ENCODING = "snappy";

  private RemoteWriteHeaders() {}

  /**
   * Checks the headers {@code Content-Type} and {@code Content-Encoding}.
   *
   * @throws CarillonException with UNSUPPORTED_MEDIA_TYPE, on which a sender of a newer protocol
   *     falls back
   */
  public static void check(@Nullable String contentType, @Nullable String contentEncoding) {
    if (contentType != null && !contentType.isBlank()) {
      checkContentType(contentType);
    }
    if (contentEncoding != null
        && !contentEncoding.isBlank()
        && !contentEncoding.strip().equalsIgnoreCase(ENCODING)) {
      throw unsupported("Content-Encoding", ENCODING, contentEncoding);
    }
  }

  private static void checkContentType(String contentType) {
    String[] parts = contentType.split(";", -1);
    if (!parts[0].strip().equalsIgnoreCase(MEDIA_TYPE)) {
      throw unsupported("Content-Type", MEDIA_TYPE, contentType);
    }
    for (int i = 1; i < parts.length; i++) {
      String parameter = parts[i].strip();
      boolean isOtherMessage =
          parameter.toLowerCase(Locale.ROOT).startsWith("proto=")
              && !parameter.substring("proto=".length()).equals(MESSAGE);
      if (isOtherMessage) {
        throw unsupported("Content-Type", MEDIA_TYPE + ";proto=" + MESSAGE, contentType);
      }
    }
  }

  private static CarillonException unsupported(String header, String expected, String found) {
    return new CarillonException(
        ErrorCode.UNSUPPORTED_MEDIA_TYPE,
        header + ": expected " + expected + " (remote write 1.0), got " + found);
  }
}
