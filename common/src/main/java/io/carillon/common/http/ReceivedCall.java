package io.carillon.common.http;

import io.carillon.common.tenant.TenantId;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A request with its whole body. Parameters are decoded when first asked for. */
final class ReceivedCall implements HttpCall {
  private final String method;
  private final String uri;
  private final MultiMap headers;
  private final Map<String, String> pathParams;
  private final byte[] body;
  private @Nullable Map<String, List<String>> params;

  ReceivedCall(HttpServerRequest request, Map<String, String> pathParams, byte[] body) {
    this.method = request.method().name();
    this.uri = request.uri();
    this.headers = request.headers();
    this.pathParams = pathParams;
    this.body = body;
  }

  @Override
  public String method() {
    return method;
  }

  @Override
  public String pathParam(String name) {
    String value = pathParams.get(name);
    if (value == null) {
      throw new IllegalArgumentException("the endpoint's path has no :" + name);
    }
    return value;
  }

  @Override
  public @Nullable String param(String name) {
    List<String> values = params(name);
    return values.isEmpty() ? null : values.getFirst();
  }

  @Override
  public List<String> params(String name) {
    if (params == null) {
      params = Parameters.decode(uri, headers.get("Content-Type"), body);
    }
    return params.getOrDefault(name, List.of());
  }

  @Override
  public @Nullable String header(String name) {
    return headers.get(name);
  }

  @Override
  public byte[] body() {
    return body;
  }

  @Override
  public TenantId tenant() {
    String id = headers.get(TenantId.HEADER);
    return id == null ? TenantId.ANONYMOUS : new TenantId(id);
  }
}
