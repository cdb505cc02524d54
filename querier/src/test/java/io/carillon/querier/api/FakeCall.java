package io.carillon.querier.api;

import io.carillon.common.http.HttpCall;
import io.carillon.common.tenant.TenantId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A request with parameters given as {@code name, value, name, value, …}. */
final class FakeCall implements HttpCall {
  private final String pathParam;
  private final List<Map.Entry<String, String>> params = new ArrayList<>();

  private FakeCall(String pathParam, String... params) {
    this.pathParam = pathParam;
    for (int i = 0; i < params.length; i += 2) {
      this.params.add(Map.entry(params[i], params[i + 1]));
    }
  }

  static FakeCall with(String... params) {
    return new FakeCall("", params);
  }

  static FakeCall named(String name, String... params) {
    return new FakeCall(name, params);
  }

  @Override
  public String method() {
    return "GET";
  }

  @Override
  public String pathParam(String name) {
    return pathParam;
  }

  @Override
  public @Nullable String param(String name) {
    List<String> all = params(name);
    return all.isEmpty() ? null : all.getFirst();
  }

  @Override
  public List<String> params(String name) {
    return params.stream()
        .filter(param -> param.getKey().equals(name))
        .map(Map.Entry::getValue)
        .toList();
  }

  @Override
  public @Nullable String header(String name) {
    return null;
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
