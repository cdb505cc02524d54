package io.carillon.deploy.cli;

import io.carillon.common.config.PrometheusDuration;
import io.carillon.common.config.SettingTypes;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code carillon query}. */
@Command(
    name = "query",
    description = "Evaluates a PromQL expression at one time, or over a range with --start.",
    mixinStandardHelpOptions = true)
final class QueryCommand implements Callable<Integer> {
  /** Points a graph can show, at the width of a usual terminal. */
  private static final int DEFAULT_POINTS = 120;

  private static final int GRAPH_WIDTH = 100;

  /** How the result is printed. */
  enum Output {
    table,
    json,
    csv,
    graph
  }

  private final InstantSource wallClock;

  @Spec
  @SuppressWarnings("NullAway.Init") // Set by picocli, as are the options below.
  private CommandSpec spec;

  @Parameters(paramLabel = "EXPR", description = "The expression, such as 'sum(rate(x[5m]))'.")
  @SuppressWarnings("NullAway.Init")
  private String expression;

  @Option(
      names = "--url",
      defaultValue = "http://127.0.0.1:9201",
      paramLabel = "URL",
      description = "The server. Default: ${DEFAULT-VALUE}.")
  @SuppressWarnings("NullAway.Init")
  private String url;

  @Option(
      names = "--time",
      paramLabel = "TIME",
      description =
          "When to evaluate: now, -1h, Unix seconds, or 2026-01-31T12:00:00Z. Default: now.")
  private @Nullable String time;

  @Option(
      names = "--start",
      paramLabel = "TIME",
      description = "First time of a range, written as for --time.")
  private @Nullable String start;

  @Option(
      names = "--end",
      paramLabel = "TIME",
      description = "Last time of the range. Default: now.")
  private @Nullable String end;

  @Option(
      names = "--step",
      paramLabel = "DURATION",
      description = "Between the points of the range. Default: " + DEFAULT_POINTS + " points.")
  private @Nullable String step;

  @Option(names = "--tenant", paramLabel = "NAME", description = "Whose data. Default: anonymous.")
  private @Nullable String tenant;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      description = "${COMPLETION-CANDIDATES}. Default: graph for a range, else table.")
  private @Nullable Output output;

  QueryCommand(InstantSource wallClock) {
    this.wallClock = wallClock;
  }

  @Override
  public Integer call() {
    Range range = range();
    Output format = output != null ? output : range.isInstant() ? Output.table : Output.graph;
    try (ApiClient client = new ApiClient(url, tenant)) {
      ApiClient.Answer answer = client.post(range.path(), range.form(expression));
      print(format, range, answer);
    }
    return 0;
  }

  private Range range() {
    if (start == null) {
      if (end != null || step != null) {
        throw new ParameterException(spec.commandLine(), "--end and --step need --start");
      }
      Instant at = TimeArgument.time("--time", time == null ? "now" : time, wallClock.instant());
      return new Range(at, at, Duration.ZERO);
    }
    if (time != null) {
      throw new ParameterException(spec.commandLine(), "expected --time or --start, got both");
    }
    Instant now = wallClock.instant();
    Instant from = TimeArgument.time("--start", start, now);
    Instant to = TimeArgument.time("--end", end == null ? "now" : end, now);
    if (!from.isBefore(to)) {
      throw new ParameterException(
          spec.commandLine(), "expected --start before --end, got " + from + " and " + to);
    }
    return new Range(from, to, step == null ? defaultStep(from, to) : step(step));
  }

  private static Duration step(String text) {
    Duration duration = PrometheusDuration.parse(text);
    if (duration == null || duration.isZero()) {
      throw SettingTypes.bad("--step", "a duration above 0 such as 15s or 5m", text);
    }
    return duration;
  }

  private static Duration defaultStep(Instant from, Instant to) {
    long seconds = Duration.between(from, to).toSeconds() / DEFAULT_POINTS;
    return Duration.ofSeconds(Math.max(1, seconds));
  }

  private void print(Output format, Range range, ApiClient.Answer answer) {
    PrintWriter out = spec.commandLine().getOut();
    QueryAnswer result = QueryAnswer.of(answer.data());
    out.print(
        switch (format) {
          case json -> answer.body().endsWith("\n") ? answer.body() : answer.body() + "\n";
          case csv -> QueryOutput.csv(result);
          case table -> QueryOutput.table(result, Terminal.width(Integer.MAX_VALUE));
          case graph ->
              new QueryGraph(range.start(), range.end(), Terminal.width(GRAPH_WIDTH))
                  .render(result);
        });
    out.flush();
    PrintWriter err = spec.commandLine().getErr();
    answer.envelope().path("warnings").forEach(text -> err.println("warning: " + text.asText()));
    answer.envelope().path("infos").forEach(text -> err.println("info: " + text.asText()));
    err.flush();
  }

  /**
   * When to evaluate.
   *
   * @param step zero for one time only, which start and end are then
   */
  private record Range(Instant start, Instant end, Duration step) {
    boolean isInstant() {
      return step.isZero();
    }

    String path() {
      return isInstant() ? "api/v1/query" : "api/v1/query_range";
    }

    Map<String, String> form(String expression) {
      Map<String, String> form = new LinkedHashMap<>();
      form.put("query", expression);
      if (isInstant()) {
        form.put("time", TimeArgument.seconds(start));
      } else {
        form.put("start", TimeArgument.seconds(start));
        form.put("end", TimeArgument.seconds(end));
        form.put("step", TimeArgument.seconds(Instant.ofEpochMilli(step.toMillis())));
      }
      return form;
    }
  }
}
