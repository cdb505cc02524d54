package io.carillon.querier.api;

import io.carillon.common.http.HttpAnswer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The envelope of answers that succeed: {@code {"status":"success","data":…,"warnings":[…]}}. */
final class Success {
  /** Warnings that an answer shows at most, and infos as well. */
  private static final int MAX_ANNOTATIONS = 10;

  private Success() {}

  /** Writes the {@code data}. */
  @FunctionalInterface
  interface Data {
    void writeTo(PromJson json) throws IOException;
  }

  static HttpAnswer of(Data data) {
    return of(data, List.of(), List.of());
  }

  static HttpAnswer of(Data data, List<String> warnings, List<String> infos) {
    return HttpAnswer.json(
        200,
        out -> {
          PromJson json = new PromJson(out);
          json.raw("{\"status\":\"success\",\"data\":");
          data.writeTo(json);
          annotations(json, "warnings", " more warning annotations omitted", warnings);
          annotations(json, "infos", " more info annotations omitted", infos);
          json.raw('}').flush();
        });
  }

  /** A list of strings. */
  static void strings(PromJson json, List<String> strings) throws IOException {
    json.raw('[');
    for (int i = 0; i < strings.size(); i++) {
      if (i > 0) {
        json.raw(',');
      }
      json.string(strings.get(i));
    }
    json.raw(']');
  }

  private static void annotations(PromJson json, String field, String omitted, List<String> texts)
      throws IOException {
    if (texts.isEmpty()) {
      return;
    }
    json.raw(",\"").raw(field).raw("\":");
    if (texts.size() <= MAX_ANNOTATIONS) {
      strings(json, texts);
      return;
    }
    List<String> shown = new ArrayList<>(texts.subList(0, MAX_ANNOTATIONS));
    shown.add(texts.size() - MAX_ANNOTATIONS + omitted);
    strings(json, shown);
  }
}
