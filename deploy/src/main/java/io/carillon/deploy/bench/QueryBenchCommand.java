package io.carillon.deploy.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code carillon bench query}: the same range queries to servers with the same data. */
@Command(
    name = "query",
    description = {
      "Writes the same series to a fresh Carillon and, where they are",
      "installed, to a fresh prometheus and victoria-metrics, asks all of",
      "them the same range queries over HTTP, and compares times and answers.",
      "A ratio is Carillon's time by the other's; \"differ\" counts points that",
      "are not the same. CPU is user and system time of the server."
    },
    mixinStandardHelpOptions = true)
public final class QueryBenchCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @ArgGroup(exclusive = false, validate = false, heading = "Servers:%n")
  private QueryServers servers = new QueryServers();

  /** Queries and their data. */
  enum SetName {
    DASHBOARD,
    BENCH,
    TSBS,
    ALL,
    MILLION
  }

  @Option(
      names = "--set",
      paramLabel = "SET",
      converter = SetNames.class,
      description = {
        "dashboard: over node_exporters (default);",
        "bench: PromQL's operations one by one;",
        "tsbs: the Time Series Benchmark Suite's devops queries;",
        "all: these three;",
        "million: a sum over a million series, of Carillon alone."
      })
  private SetName set = SetName.DASHBOARD;

  @Option(
      names = "--million-series",
      description = "Series of the set million; default ${DEFAULT-VALUE}.")
  private int millionSeries = 1_000_000;

  @Option(names = "--series", description = "Series of dashboard; default ${DEFAULT-VALUE}.")
  private int series = 10_900;

  @Option(names = "--scrapes", description = "Scrapes; default ${DEFAULT-VALUE}, six hours.")
  private int scrapes = 1440;

  @Option(names = "--interval", description = "Seconds a scrape; default ${DEFAULT-VALUE}.")
  private int intervalSeconds = 15;

  @Option(names = "--step", description = "Seconds a step; default ${DEFAULT-VALUE}.")
  private int stepSeconds = 30;

  @Option(
      names = "--queries",
      paramLabel = "FILE",
      description = "Queries of dashboard's data, a line each.")
  private @Nullable Path queryFile;

  @Option(
      names = "--only",
      paramLabel = "REGEX",
      description = "Only queries whose title or text contains this.")
  private Pattern only = Pattern.compile("");

  @Option(names = "--runs", description = "Measured runs of a query; default ${DEFAULT-VALUE}.")
  private int runCount = 7;

  @Option(names = "--best", description = "The fastest run counts, rather than the median.")
  private boolean isBest;

  @Option(names = "--warm-up", description = "Seconds at least; default ${DEFAULT-VALUE}.")
  private int warmUpSeconds = 10;

  @Option(
      names = "--evaluation",
      description = "Measures the engine alone, too: in this process, over columns in memory.")
  private boolean isEvaluated;

  @Option(names = "--no-load", description = "The servers have the data already.")
  private boolean isLoaded;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (set == SetName.MILLION) {
      return new ManySeriesBench(new ManySeries(millionSeries), runs(), out()).run() ? 0 : 1;
    }
    List<QuerySet> sets = sets();
    List<BenchQuery> queries =
        sets.stream()
            .flatMap(querySet -> querySet.queries().stream())
            .filter(query -> only.matcher(query.title() + "\n" + query.text()).find())
            .toList();
    try (QueryServers opened = servers;
        RangeQueryClient client = new RangeQueryClient()) {
      opened.open(out());
      out().flush();
      if (!isLoaded) {
        for (QuerySet querySet : sets) {
          load(querySet, opened.targets());
        }
      }
      settle(client, opened.targets());
      measure(client, opened.targets(), queries, sets);
    }
    return 0;
  }

  private List<QuerySet> sets() throws IOException {
    List<QuerySet> sets = new ArrayList<>();
    if (set == SetName.DASHBOARD || set == SetName.ALL) {
      List<String> texts =
          queryFile == null ? DashboardSet.queries() : Files.readAllLines(queryFile);
      sets.add(
          DashboardSet.create(
              series, scrapes, intervalSeconds * 1000L, stepSeconds * 1000L, texts));
    }
    if (set == SetName.BENCH || set == SetName.ALL) {
      sets.add(ShapeSet.create());
    }
    if (set == SetName.TSBS || set == SetName.ALL) {
      sets.add(TsbsSet.create());
    }
    return sets;
  }

  private void load(QuerySet querySet, List<QueryTarget> targets)
      throws IOException, InterruptedException {
    long begin = System.nanoTime();
    List<RemoteWriteClient> clients = new ArrayList<>();
    targets.forEach(target -> clients.add(new RemoteWriteClient(target.url())));
    new OrderedLoad(querySet.series(), querySet.times()).run(clients);
    clients.forEach(RemoteWriteClient::close);
    out()
        .printf(
            Locale.ROOT,
            "%s: wrote %d series x %d scrapes in %.1f s%n",
            querySet.name(),
            querySet.series().size(),
            querySet.times().count(),
            (System.nanoTime() - begin) / 1e9);
    out().flush();
  }

  private void settle(RangeQueryClient client, List<QueryTarget> targets)
      throws IOException, InterruptedException {
    QueryTimer timer = new QueryTimer(client, runs());
    for (QueryTarget target : targets) {
      if (target.name().equals(QueryTarget.VICTORIA_METRICS)) {
        client.get(target, "/internal/force_flush");
      }
      timer.awaitIdle(target);
      printMemory(client, target, "after the load");
    }
  }

  private void measure(
      RangeQueryClient client,
      List<QueryTarget> targets,
      List<BenchQuery> queries,
      List<QuerySet> sets)
      throws IOException, InterruptedException {
    QueryTimer timer = new QueryTimer(client, runs());
    for (QueryTarget target : targets) {
      timer.warmUp(target, queries, warmUpSeconds * 1000L);
    }
    QueryReport report = new QueryReport(out(), targets.subList(1, targets.size()));
    try (EvaluationTimer evaluation = new EvaluationTimer(isEvaluated ? sets : List.of(), runs())) {
      if (isEvaluated) {
        evaluation.warmUp(queries, warmUpSeconds * 1000L);
      }
      report.begin();
      for (BenchQuery query : queries) {
        double evaluationMs = isEvaluated ? evaluation.measureMs(query) : Double.NaN;
        report.add(query, timer.measure(targets, query), evaluationMs);
      }
    }
    report.end();
    for (QueryTarget target : targets) {
      printMemory(client, target, "after the queries");
    }
  }

  private void printMemory(RangeQueryClient client, QueryTarget target, String when)
      throws IOException, InterruptedException {
    double bytes = client.ownMetric(target, "process_resident_memory_bytes");
    out().printf(Locale.ROOT, "%s: RSS %.0f MiB %s%n", target.name(), bytes / (1 << 20), when);
    out().flush();
  }

  /** Sets as they are written. */
  static final class SetNames implements ITypeConverter<SetName> {
    @Override
    public SetName convert(String value) {
      try {
        return SetName.valueOf(value.toUpperCase(Locale.ROOT));
      } catch (IllegalArgumentException _) {
        throw new TypeConversionException(
            "expected dashboard, bench, tsbs, all or million, got \"" + value + "\"");
      }
    }
  }

  private Runs runs() {
    return new Runs(runCount, isBest);
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }
}
