package io.carillon.ingester.api;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.carillon.common.error.CarillonException;
import io.carillon.common.error.ErrorCode;
import io.carillon.common.http.Endpoint;
import io.carillon.common.http.HttpAnswer;
import io.carillon.common.http.HttpCall;
import io.carillon.ingester.service.FlushReport;
import io.carillon.ingester.service.Ingester;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Lets an operator seal and merge over HTTP. Thread-safe. */
public final class FlushApi {
  private static final long MAX_BODY_BYTES = 4096;

  private final ObjectMapper json =
      new ObjectMapper().configure(JsonGenerator.Feature.AUTO_CLOSE_TARGET, false);

  private final Ingester ingester;

  public FlushApi(Ingester ingester) {
    this.ingester = ingester;
  }

  /** {@code POST /ingester/flush}, with {@code merge=true} to merge as well. */
  public List<Endpoint> endpoints() {
    return List.of(
        new Endpoint(
            "ingester_flush", Set.of("POST"), "/ingester/flush", MAX_BODY_BYTES, this::flush));
  }

  private record Envelope(String status, FlushReport data) {}

  private HttpAnswer flush(HttpCall call) {
    Envelope answer = new Envelope("success", ingester.flush(isMerge(call.param("merge"))));
    return HttpAnswer.json(200, out -> json.writeValue(out, answer));
  }

  private static boolean isMerge(@Nullable String text) {
    if (text == null || text.equals("false")) {
      return false;
    }
    if (text.equals("true")) {
      return true;
    }
    throw new CarillonException(
        ErrorCode.BAD_DATA, "expected merge=true or merge=false, got merge=" + text);
  }
}
