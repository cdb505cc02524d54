package io.carillon.common.http;

import io.carillon.common.tenant.TenantId;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A GET with headers and nothing else. */
record TestingCall(Map<String, String> headers) implements HttpCall {
  @Override
  public String method() {
    return "GET";
  }

  @Override
  public String pathParam(String name) {
    throw new IllegalArgumentException(name);
  }

  @Override
  public @Nullable String param(String name) {
    return null;
  }

  @Override
  public List<String> params(String name) {
    return List.of();
  }

  @Override
  public @Nullable String header(String name) {
    return headers.get(name);
  }

  @Override
  public byte[] body() {
    return new byte[0];
  }

  @Override
  public TenantId tenant() {
    return TenantId.ANONYMOUS;
  }
}
