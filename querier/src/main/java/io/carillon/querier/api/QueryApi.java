package io.carillon.querier.api;

import io.carillon.common.http.Endpoint;
import io.carillon.common.store.SeriesSource;
import io.carillon.querier.exec.ActiveQueries;
import io.carillon.querier.exec.QueryEngine;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;

/** The endpoints of Prometheus' HTTP API that read. Thread-safe. */
public final class QueryApi {
  private static final String PREFIX = "/api/v1/";

  private final QueryEndpoints queries;
  private final SeriesEndpoints series;
  private final ExemplarEndpoint exemplars;
  private final StatusEndpoints status;
  private final ActiveQueryEndpoints active;

  /**
   * An API.
   *
   * @param engine answers queries
   * @param activeQueries those that the engine is at
   * @param source answers for labels, series, metadata and exemplars
   * @param clock the time of queries that name none
   */
  public QueryApi(
      QueryEngine engine,
      ActiveQueries activeQueries,
      SeriesSource source,
      ApiConfig config,
      InstantSource clock) {
    queries = new QueryEndpoints(engine, clock);
    series = new SeriesEndpoints(source);
    exemplars = new ExemplarEndpoint(source);
    status = new StatusEndpoints(source, config.build());
    active = new ActiveQueryEndpoints(activeQueries, clock);
  }

  /** The endpoints, for the HTTP server. */
  public List<Endpoint> endpoints() {
    return List.of(
        getOrPost("query", "query", queries::query),
        getOrPost("query_range", "query_range", queries::queryRange),
        getOrPost("query_exemplars", "query_exemplars", exemplars::query),
        getOrPost("format_query", "format_query", queries::formatQuery),
        getOrPost("parse_query", "parse_query", queries::parseQuery),
        getOrPost("labels", "labels", series::labels),
        get("label_values", "label/:name/values", series::labelValues),
        getOrPost("series", "series", series::series),
        get("metadata", "metadata", status::metadata),
        get("buildinfo", "status/buildinfo", status::buildInfo),
        get("active_queries", "status/active_queries", active::list),
        new Endpoint(
            "end_active_query",
            Set.of("DELETE"),
            PREFIX + "status/active_queries/:id",
            Endpoint.FORM_BODY_BYTES,
            active::end));
  }

  private static Endpoint get(String name, String path, Endpoint.Handler handler) {
    return new Endpoint(name, Set.of("GET"), PREFIX + path, Endpoint.FORM_BODY_BYTES, handler);
  }

  private static Endpoint getOrPost(String name, String path, Endpoint.Handler handler) {
    return new Endpoint(
        name, Set.of("GET", "POST"), PREFIX + path, Endpoint.FORM_BODY_BYTES, handler);
  }
}
