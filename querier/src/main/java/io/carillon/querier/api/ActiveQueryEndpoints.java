package io.carillon.querier.api;

import io.carillon.common.error.CarillonException;
import io.carillon.common.error.ErrorCode;
import io.carillon.common.http.HttpAnswer;
import io.carillon.common.http.HttpCall;
import io.carillon.common.labels.LabelQuoting;
import io.carillon.common.tenant.TenantId;
import io.carillon.querier.exec.ActiveQueries;
import io.carillon.querier.exec.ActiveQuery;
import io.carillon.querier.exec.Query;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/**
 * Lists and ends the queries of this node. A call that names a tenant sees only the queries of that
 * tenant; one that names none sees all.
 */
final class ActiveQueryEndpoints {
  private static final double MS_PER_SECOND = 1000;

  private final ActiveQueries queries;
  private final InstantSource clock;

  ActiveQueryEndpoints(ActiveQueries queries, InstantSource clock) {
    this.queries = queries;
    this.clock = clock;
  }

  HttpAnswer list(HttpCall call) {
    List<ActiveQuery> visible = visible(call);
    Instant now = clock.instant();
    return Success.of(
        json -> {
          char separator = '[';
          for (ActiveQuery query : visible) {
            write(json.raw(separator), query, now);
            separator = ',';
          }
          json.raw(visible.isEmpty() ? "[]" : "]");
        });
  }

  HttpAnswer end(HttpCall call) {
    String id = call.pathParam("id");
    ActiveQuery query =
        visible(call).stream()
            .filter(one -> Long.toString(one.id()).equals(id))
            .findFirst()
            .orElseThrow(() -> notFound(id));
    String reason =
        "query was canceled in " + query.phase() + ": it was ended over the API as query " + id;
    if (!queries.end(query.id(), reason)) {
      throw notFound(id);
    }
    return HttpAnswer.noContent();
  }

  private List<ActiveQuery> visible(HttpCall call) {
    boolean isOfOneTenant = call.header(TenantId.HEADER) != null;
    TenantId tenant = call.tenant();
    return queries.list().stream()
        .filter(query -> !isOfOneTenant || query.query().tenant().equals(tenant))
        .toList();
  }

  private static CarillonException notFound(String id) {
    return new CarillonException(
        ErrorCode.NOT_FOUND,
        "expected the id of a query that runs on this node, as a GET of active_queries lists them,"
            + " got "
            + LabelQuoting.quote(id));
  }

  private static void write(PromJson json, ActiveQuery active, Instant now) throws IOException {
    Query query = active.query();
    json.raw("{\"id\":\"").raw(Long.toString(active.id()));
    json.raw("\",\"tenant\":").string(query.tenant().value());
    json.raw(",\"query\":").string(query.text());
    json.raw(",\"start\":").timestamp(query.startMs());
    json.raw(",\"end\":").timestamp(query.endMs());
    json.raw(",\"step\":").timestamp(query.stepMs());
    json.raw(",\"phase\":").string(active.phase());
    json.raw(",\"began\":").string(now.minusMillis(active.ageMs()).toString());
    json.raw(",\"ageSeconds\":").raw(GoFloat.format(active.ageMs() / MS_PER_SECOND));
    json.raw(",\"memoryBytes\":").raw(Long.toString(active.memoryBytes()));
    json.raw(",\"peakMemoryBytes\":").raw(Long.toString(active.peakMemoryBytes()));
    json.raw(",\"samples\":").raw(Long.toString(active.samples()));
    json.raw(",\"samplesRead\":").raw(Long.toString(active.samplesRead()));
    json.raw(",\"series\":").raw(Long.toString(active.series())).raw('}');
  }
}
