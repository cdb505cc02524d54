package io.carillon.common.cluster;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.carillon.common.http.Endpoint;
import io.carillon.common.http.HttpAnswer;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/** Shows the ring over HTTP, in Prometheus' envelope. Thread-safe. */
public final class RingStatusApi {
  /** It takes no parameters. */
  private static final long MAX_BODY_BYTES = 4096;

  private final ObjectMapper json =
      new ObjectMapper().configure(JsonGenerator.Feature.AUTO_CLOSE_TARGET, false);

  private final Supplier<RingStatus> status;

  /**
   * @param status the ring as seen at the time of the call
   */
  public RingStatusApi(Supplier<RingStatus> status) {
    this.status = status;
  }

  /** {@code GET /api/v1/status/ring}. */
  public List<Endpoint> endpoints() {
    return List.of(
        new Endpoint(
            "status_ring",
            Set.of("GET"),
            "/api/v1/status/ring",
            MAX_BODY_BYTES,
            _ -> {
              Envelope envelope = new Envelope("success", status.get());
              return HttpAnswer.json(200, out -> json.writeValue(out, envelope));
            }));
  }

  private record Envelope(String status, RingStatus data) {}
}
