package io.carillon.querier.api;

import io.carillon.common.error.CarillonException;
import io.carillon.common.error.ErrorCode;
import io.carillon.common.http.HttpAnswer;
import io.carillon.common.http.HttpCall;
import io.carillon.common.labels.LabelQuoting;
import io.carillon.querier.exec.ChargedResult;
import io.carillon.querier.exec.Query;
import io.carillon.querier.exec.QueryEngine;
import io.carillon.querier.exec.QueryResult;
import io.carillon.querier.exec.QueryValue;
import io.carillon.querier.parser.Expr;
import io.carillon.querier.parser.PrettyPrinter;
import io.carillon.querier.parser.PromqlParser;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** {@code query}, {@code query_range}, {@code format_query} and {@code parse_query}. */
final class QueryEndpoints {
  static final String TRUNCATED = "results truncated due to limit";

  /** Points that a series of a range query may have, less one: Grafana's own limit. */
  private static final int MAX_POINTS = 11_000;

  private static final long NANOS_PER_MS = 1_000_000;

  private final QueryEngine engine;
  private final InstantSource clock;

  QueryEndpoints(QueryEngine engine, InstantSource clock) {
    this.engine = engine;
    this.clock = clock;
  }

  HttpAnswer query(HttpCall call) {
    ApiParams params = new ApiParams(call);
    int limit = params.limit();
    long timeMs = params.time("time", clock.instant()).toEpochMilli();
    long timeoutMs = timeoutMs(params);
    long lookbackMs = lookbackMs(params);
    return answer(
        new Query(call.tenant(), params.text("query"), timeMs, timeMs, 0, lookbackMs, timeoutMs),
        limit,
        params.text("stats"));
  }

  HttpAnswer queryRange(HttpCall call) {
    ApiParams params = new ApiParams(call);
    int limit = params.limit();
    Instant start = params.requiredTime("start");
    Instant end = params.requiredTime("end");
    if (end.isBefore(start)) {
      throw ApiParams.invalid("end", "end timestamp must not be before start time", null);
    }
    long stepNanos = params.requiredDurationNanos("step");
    if (stepNanos < NANOS_PER_MS) {
      throw ApiParams.invalid(
          "step",
          "zero or negative query resolution step widths are not accepted. Try a positive integer",
          null);
    }
    if (hasTooManyPoints(start, end, stepNanos)) {
      throw new CarillonException(
          ErrorCode.BAD_DATA,
          "exceeded maximum resolution of 11,000 points per timeseries. Try decreasing the query"
              + " resolution (?step=XX)");
    }
    long timeoutMs = timeoutMs(params);
    long lookbackMs = lookbackMs(params);
    return answer(
        new Query(
            call.tenant(),
            params.text("query"),
            start.toEpochMilli(),
            end.toEpochMilli(),
            stepNanos / NANOS_PER_MS,
            lookbackMs,
            timeoutMs),
        limit,
        params.text("stats"));
  }

  HttpAnswer formatQuery(HttpCall call) {
    String formatted = PrettyPrinter.print(parse(call));
    return Success.of(json -> json.string(formatted));
  }

  HttpAnswer parseQuery(HttpCall call) {
    Expr expr = parse(call);
    return Success.of(json -> AstJson.write(json, expr));
  }

  private static Expr parse(HttpCall call) {
    try {
      return PromqlParser.parse(new ApiParams(call).text("query"));
    } catch (CarillonException e) {
      throw ApiParams.invalid("query", e.getMessage(), e);
    }
  }

  private static boolean hasTooManyPoints(Instant start, Instant end, long stepNanos) {
    Duration tooLong = Duration.ofNanos(stepNanos).multipliedBy(MAX_POINTS + 1L);
    return Duration.between(start, end).compareTo(tooLong) >= 0;
  }

  /** Time for waiting and for running; one that has passed already still lets the text be read. */
  private static long timeoutMs(ApiParams params) {
    return params.text("timeout").isEmpty()
        ? 0
        : Math.max(1, params.requiredDurationNanos("timeout") / NANOS_PER_MS);
  }

  private static long lookbackMs(ApiParams params) {
    String text = params.text("lookback_delta");
    if (text.isEmpty()) {
      return 0;
    }
    try {
      return Math.max(0, ApiTime.parseDurationNanos(text) / NANOS_PER_MS);
    } catch (IllegalArgumentException e) {
      throw new CarillonException(
          ErrorCode.BAD_DATA, "error parsing lookback delta duration: " + e.getMessage(), e);
    }
  }

  private HttpAnswer answer(Query query, int limit, String stats) {
    ChargedResult charged = execute(query);
    QueryResult result = charged.result();
    List<String> warnings = new ArrayList<>(result.warnings());
    boolean isTruncated = limit > 0 && seriesCount(result.value()) > limit;
    QueryValue value = isTruncated ? truncate(result.value(), limit) : result.value();
    if (isTruncated) {
      warnings.add(TRUNCATED);
    }
    if (!stats.isEmpty() && !stats.equals("true") && !stats.equals(StatsJson.ALL)) {
      warnings.add(
          "value "
              + LabelQuoting.quote(stats)
              + " for parameter \"stats\" is deprecated and will be rejected in the next major"
              + " release, use \"true\" or \"all\"");
    }
    return Success.of(
            json -> {
              json.raw('{');
              ResultJson.write(json, value);
              if (!stats.isEmpty()) {
                StatsJson.write(json.raw(','), result.stats(), query, stats.equals(StatsJson.ALL));
              }
              json.raw('}');
            },
            warnings,
            result.infos())
        .withClose(charged::close);
  }

  private ChargedResult execute(Query query) {
    try {
      return engine.executeCharged(query);
    } catch (CarillonException e) {
      throw e.code() == ErrorCode.BAD_DATA ? ApiParams.invalid("query", e.getMessage(), e) : e;
    }
  }

  private static int seriesCount(QueryValue value) {
    return switch (value) {
      case QueryValue.Vector vector -> vector.elements().size();
      case QueryValue.Matrix matrix -> matrix.series().size();
      case QueryValue.Scalar _, QueryValue.Text _ -> 0;
    };
  }

  private static QueryValue truncate(QueryValue value, int limit) {
    return switch (value) {
      case QueryValue.Vector vector -> new QueryValue.Vector(vector.elements().subList(0, limit));
      case QueryValue.Matrix matrix -> new QueryValue.Matrix(matrix.series().subList(0, limit));
      case QueryValue.Scalar _, QueryValue.Text _ -> value;
    };
  }
}
