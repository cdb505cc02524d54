package io.carillon.querier.api;

import io.carillon.common.error.CarillonException;
import io.carillon.common.error.ErrorCode;
import io.carillon.common.http.HttpAnswer;
import io.carillon.common.http.HttpCall;
import io.carillon.common.labels.Matcher;
import io.carillon.common.store.Exemplar;
import io.carillon.common.store.ExemplarsRequest;
import io.carillon.common.store.SeriesExemplars;
import io.carillon.common.store.SeriesSource;
import io.carillon.querier.parser.PromqlParser;
import java.io.IOException;
import java.time.Instant;
import java.util.List;

/** {@code query_exemplars}: exemplars of all series that an expression selects. */
final class ExemplarEndpoint {
  private final SeriesSource source;

  ExemplarEndpoint(SeriesSource source) {
    this.source = source;
  }

  HttpAnswer query(HttpCall call) {
    ApiParams params = new ApiParams(call);
    Instant start = params.time("start", ApiTime.MIN);
    Instant end = params.time("end", ApiTime.MAX);
    if (end.isBefore(start)) {
      throw new CarillonException(
          ErrorCode.BAD_DATA, "end timestamp must not be before start timestamp");
    }
    List<List<Matcher>> selectors = Selectors.in(PromqlParser.parse(params.text("query")));
    if (selectors.isEmpty()) {
      return HttpAnswer.noContent();
    }
    List<SeriesExemplars> found =
        source
            .exemplars(
                new ExemplarsRequest(
                    call.tenant(), 0, start.toEpochMilli(), end.toEpochMilli(), selectors))
            .series();
    return Success.of(json -> writeSeries(json, found));
  }

  private static void writeSeries(PromJson json, List<SeriesExemplars> series) throws IOException {
    json.raw('[');
    for (int i = 0; i < series.size(); i++) {
      json.raw(i == 0 ? "{\"seriesLabels\":" : ",{\"seriesLabels\":");
      json.labels(series.get(i).series()).raw(",\"exemplars\":[");
      writeExemplars(json, series.get(i).exemplars());
      json.raw("]}");
    }
    json.raw(']');
  }

  private static void writeExemplars(PromJson json, List<Exemplar> exemplars) throws IOException {
    for (int i = 0; i < exemplars.size(); i++) {
      Exemplar exemplar = exemplars.get(i);
      json.raw(i == 0 ? "{\"labels\":" : ",{\"labels\":").labels(exemplar.labels());
      json.raw(",\"value\":").value(exemplar.value());
      json.raw(",\"timestamp\":").timestamp(exemplar.timestampMs()).raw('}');
    }
  }
}
