package io.carillon.common.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.carillon.common.error.CarillonException;
import io.carillon.common.error.ErrorCode;
import io.carillon.common.labels.BrokenUtf8;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Prometheus' error envelope (web/api/v1/api.go, {@code respondError}). */
public final class ErrorAnswers {
  /** Long enough that a sender does not spin, short enough to go on soon. */
  static final String RETRY_AFTER_SECONDS = "1";

  private static final JsonFactory JSON = new JsonFactory();

  private ErrorAnswers() {}

  /** The answer for an error: its code's status and errorType, and Retry-After when it may pass. */
  public static HttpAnswer of(CarillonException error) {
    return of(error.code(), error.getMessage());
  }

  static HttpAnswer of(ErrorCode code, @Nullable String message) {
    HttpAnswer answer = of(code.httpStatus(), code.errorType(), message == null ? "" : message);
    return code.isRetryable() ? answer.withHeader("Retry-After", RETRY_AFTER_SECONDS) : answer;
  }

  static HttpAnswer of(int status, String errorType, String message) {
    byte[] body = envelope(errorType, message).getBytes(StandardCharsets.UTF_8);
    return HttpAnswer.json(status, out -> out.write(body));
  }

  private static String envelope(String errorType, String message) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartObject();
      json.writeStringField("status", "error");
      json.writeStringField("errorType", errorType);
      json.writeStringField("error", BrokenUtf8.shown(message));
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // A StringWriter does not fail.
    }
    return text.toString();
  }
}
