package io.carillon.common.http;

import io.carillon.common.tenant.TenantId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One request. Used by one virtual thread. */
public interface HttpCall {
  /** HTTP method, upper case. */
  String method();

  /** Value of a {@code :name} in the path, decoded. */
  String pathParam(String name);

  /** First value of a parameter, of a form body or of the URL; null when there is none. */
  @Nullable String param(String name);

  /** All values of a parameter, those of a form body first, as Go's Request.Form has them. */
  List<String> params(String name);

  /** A header, by name in any case; null when there is none. */
  @Nullable String header(String name);

  /** The body as it came, not decompressed; empty when there is none. Not to be changed. */
  byte[] body();

  /**
   * Who asks.
   *
   * @throws io.carillon.common.error.CarillonException with BAD_DATA when the header is invalid
   */
  TenantId tenant();
}
