package io.carillon.deploy.bench;

import io.carillon.deploy.bench.data.Jitter;
import io.carillon.deploy.bench.data.NodeMetrics;
import io.carillon.deploy.bench.data.ScrapeClock;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code carillon bench load}: work for a server that runs. */
@Command(
    name = "load",
    description = {
      "Sends S series x T scrapes, the last of them now, as remote write 1.0 to a server that"
          + " runs,",
      "then asks queries over them."
    },
    mixinStandardHelpOptions = true)
public final class LoadCommand implements Callable<Integer> {
  private static final long SEED = 20_261_101;
  private static final long INTERVAL_MS = 15_000;
  private static final int PARALLEL = 4;
  private static final List<String> QUERIES =
      List.of(
          "count({job=\"load\"})",
          "sum by (instance) (rate(node_cpu_seconds_total{job=\"load\"}[5m]))",
          "max(node_memory_MemAvailable_bytes / node_memory_MemTotal_bytes)",
          "topk(5, node_load1)");

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(names = "--url", description = "Base of its HTTP API; default ${DEFAULT-VALUE}.")
  private String url = "http://127.0.0.1:9201";

  @Option(names = "--series", description = "Series; default ${DEFAULT-VALUE}.")
  private int series = 20_000;

  @Option(names = "--scrapes", description = "Scrapes; default ${DEFAULT-VALUE}.")
  private int scrapes = 40;

  @Option(names = "--batch", description = "Series a request; default ${DEFAULT-VALUE}.")
  private int batch = 500;

  @Option(names = "--queries", description = "Queries; default ${DEFAULT-VALUE}.")
  private int queries = 80;

  @Override
  public Integer call() throws IOException, InterruptedException {
    ScrapeClock clock = ScrapeClock.untilNow(scrapes, INTERVAL_MS, Jitter.TARGET);
    NodeMetrics metrics = new NodeMetrics(series, "load", SEED);
    try (RemoteWriteClient client = new RemoteWriteClient(url)) {
      HttpLoad.Outcome outcome =
          new HttpLoad(metrics, batch, PARALLEL, clock).run(client, 0, scrapes);
      spec.commandLine()
          .getOut()
          .printf(
              Locale.ROOT,
              "%d samples in %.1f s, %.0f samples/s, p99 %.1f ms%n",
              outcome.samples(),
              outcome.seconds(),
              outcome.samples() / outcome.seconds(),
              outcome.p99Ms());
    }
    ask(clock);
    return 0;
  }

  private void ask(ScrapeClock clock) throws IOException, InterruptedException {
    long endSeconds = (clock.startMs() + scrapes * clock.intervalMs()) / 1000;
    long startSeconds = endSeconds - scrapes * clock.intervalMs() / 1000;
    try (RangeQueryClient client = new RangeQueryClient()) {
      QueryTarget server = new QueryTarget(QueryTarget.CARILLON, url);
      for (int i = 0; i < queries; i++) {
        String query = URLEncoder.encode(QUERIES.get(i % QUERIES.size()), StandardCharsets.UTF_8);
        String path =
            i % 2 == 0
                ? "/api/v1/query?time=" + endSeconds + "&query=" + query
                : "/api/v1/query_range?step=15&start="
                    + startSeconds
                    + "&end="
                    + endSeconds
                    + "&query="
                    + query;
        var _ = client.get(server, path);
      }
    }
  }
}
