package io.carillon.distributor;

import io.carillon.common.http.HttpCall;
import io.carillon.common.tenant.TenantId;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A POST of a body. */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
record TestingCall(byte[] body, Map<String, String> headers) implements HttpCall {
  @Override
  public String method() {
    return "POST";
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
  public TenantId tenant() {
    return new TenantId(headers.getOrDefault(TenantId.HEADER, "anonymous"));
  }
}
