package io.carillon.querier.api;

import io.carillon.common.error.CarillonException;
import io.carillon.common.error.ErrorCode;
import io.carillon.common.http.HttpAnswer;
import io.carillon.common.http.HttpCall;
import io.carillon.common.labels.LabelQuoting;
import io.carillon.common.labels.Labels;
import io.carillon.common.labels.Matcher;
import io.carillon.common.store.LabelsRequest;
import io.carillon.common.store.SeriesSource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;

/** {@code labels}, {@code label/:name/values} and {@code series}. */
final class SeriesEndpoints {
  private final SeriesSource source;

  SeriesEndpoints(SeriesSource source) {
    this.source = source;
  }

  HttpAnswer labels(HttpCall call) {
    return strings(call, request -> source.labelNames(request).values());
  }

  HttpAnswer labelValues(HttpCall call) {
    String name = LabelNameEscaping.unescape(call.pathParam("name"));
    if (name.isEmpty() || !StandardCharsets.UTF_8.newEncoder().canEncode(name)) {
      throw new CarillonException(
          ErrorCode.BAD_DATA, "invalid label name: " + LabelQuoting.quote(name));
    }
    return strings(call, request -> source.labelValues(name, request).values());
  }

  HttpAnswer series(HttpCall call) {
    List<String> selectors = call.params("match[]");
    if (selectors.isEmpty()) {
      throw new CarillonException(ErrorCode.BAD_DATA, "no match[] parameter provided");
    }
    ApiParams params = new ApiParams(call);
    int limit = params.limit();
    Instant start = params.time("start", ApiTime.MIN);
    Instant end = params.time("end", ApiTime.MAX);
    List<List<Matcher>> matcherSets;
    try {
      matcherSets = Selectors.parse(selectors);
    } catch (CarillonException e) {
      throw ApiParams.invalid("match[]", e.getMessage(), e);
    }
    List<Labels> series = source.series(request(call, start, end, matcherSets, limit)).series();
    return limited(series, limit, SeriesEndpoints::writeSeries);
  }

  private HttpAnswer strings(HttpCall call, Function<LabelsRequest, List<String>> ask) {
    ApiParams params = new ApiParams(call);
    int limit = params.limit();
    Instant start = params.time("start", ApiTime.MIN);
    Instant end = params.time("end", ApiTime.MAX);
    List<List<Matcher>> matcherSets = Selectors.parse(call.params("match[]"));
    List<String> values = ask.apply(request(call, start, end, matcherSets, limit));
    return limited(values, limit, Success::strings);
  }

  /** One more than the limit is asked for, to know whether there is more. */
  private static LabelsRequest request(
      HttpCall call, Instant start, Instant end, List<List<Matcher>> matcherSets, int limit) {
    return new LabelsRequest(
        call.tenant(),
        0,
        start.toEpochMilli(),
        end.toEpochMilli(),
        matcherSets,
        limit > 0 ? limit + 1 : 0);
  }

  private static <E> HttpAnswer limited(List<E> elements, int limit, ListWriter<E> writer) {
    boolean isTruncated = limit > 0 && elements.size() > limit;
    List<E> shown = isTruncated ? elements.subList(0, limit) : elements;
    return Success.of(
        json -> writer.write(json, shown),
        isTruncated ? List.of(QueryEndpoints.TRUNCATED) : List.of(),
        List.of());
  }

  private static void writeSeries(PromJson json, List<Labels> series) throws IOException {
    char separator = '[';
    for (Labels labels : series) {
      json.raw(separator).labels(labels);
      separator = ',';
    }
    json.raw(series.isEmpty() ? "[]" : "]");
  }

  /** Writes a list. */
  @FunctionalInterface
  private interface ListWriter<E> {
    void write(PromJson json, List<E> elements) throws IOException;
  }
}
