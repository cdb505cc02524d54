package io.carillon.common.http;

import io.carillon.common.error.CarillonException;
import io.carillon.common.error.ErrorCode;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The parameters of URL and form body as one map, like Go's {@code Request.Form}. */
final class Parameters {
  private static final String FORM = "application/x-www-form-urlencoded";

  /** Netty drops what is beyond in silence, so this is more than fits into any body we admit. */
  private static final int MAX_PARAMETERS = Integer.MAX_VALUE;

  private Parameters() {}

  /**
   * Decodes parameters; those of the form come first.
   *
   * @throws CarillonException with BAD_DATA for a broken escape
   */
  static Map<String, List<String>> decode(String uri, @Nullable String contentType, byte[] body) {
    try {
      Map<String, List<String>> url = decode(uri, true);
      if (body.length == 0 || !isForm(contentType)) {
        return url;
      }
      Map<String, List<String>> all =
          new LinkedHashMap<>(decode(new String(body, StandardCharsets.UTF_8), false));
      url.forEach((name, values) -> all.merge(name, values, Parameters::concat));
      return all;
    } catch (IllegalArgumentException e) {
      throw new CarillonException(
          ErrorCode.BAD_DATA,
          "expected URL-encoded parameters such as query=up%7Bjob%3D%22a%22%7D: " + e.getMessage(),
          e);
    }
  }

  private static Map<String, List<String>> decode(String text, boolean hasPath) {
    // A semicolon is an ordinary character, as in Go since 1.17.
    return new QueryStringDecoder(text, StandardCharsets.UTF_8, hasPath, MAX_PARAMETERS, true)
        .parameters();
  }

  private static boolean isForm(@Nullable String contentType) {
    return contentType != null && contentType.toLowerCase(Locale.ROOT).startsWith(FORM);
  }

  private static List<String> concat(List<String> first, List<String> second) {
    List<String> both = new ArrayList<>(first);
    both.addAll(second);
    return both;
  }
}
