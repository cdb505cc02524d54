package io.carillon.deploy.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options that say which servers are asked, and the servers once they are open. */
final class QueryServers implements AutoCloseable {
  @Option(names = "--no-peers", description = "Carillon alone.")
  private boolean noPeers;

  @Option(names = "--keep", description = "The servers run on afterwards, with their data.")
  private boolean isKept;

  @Option(
      names = "--carillon-url",
      paramLabel = "URL",
      description = "A running Carillon; none is started.")
  private @Nullable String carillonUrl;

  @Option(
      names = "--prometheus-url",
      paramLabel = "URL",
      description = "A running Prometheus; none is started.")
  private @Nullable String prometheusUrl;

  @Option(
      names = "--victoria-url",
      paramLabel = "URL",
      description = "A running victoria-metrics; none is started.")
  private @Nullable String victoriaUrl;

  private final List<ServerUnderTest> started = new ArrayList<>();
  private final List<QueryTarget> targets = new ArrayList<>();

  /** Starts a server. */
  @FunctionalInterface
  private interface Starter {
    Optional<ServerUnderTest> start() throws IOException, InterruptedException;
  }

  /** Starts what has no URL, and tells about it. */
  void open(PrintWriter out) throws IOException, InterruptedException {
    add(
        QueryTarget.CARILLON,
        carillonUrl,
        () -> Optional.of(ServerUnderTest.carillon("--retention=100y")),
        out);
    if (!noPeers) {
      add(
          QueryTarget.PROMETHEUS,
          prometheusUrl,
          () -> ServerUnderTest.prometheus("--query.max-samples=2000000000", "--query.timeout=10m"),
          out);
      add(
          QueryTarget.VICTORIA_METRICS,
          victoriaUrl,
          () ->
              ServerUnderTest.victoriaMetrics(
                  "-search.disableCache",
                  "-search.maxPointsPerTimeseries=1000000",
                  "-search.maxUniqueTimeseries=10000000",
                  "-search.maxQueryDuration=10m"),
          out);
    }
  }

  private void add(String name, @Nullable String url, Starter starter, PrintWriter out)
      throws IOException, InterruptedException {
    if (url != null) {
      targets.add(new QueryTarget(name, url));
      return;
    }
    Optional<ServerUnderTest> server = starter.start();
    if (server.isEmpty()) {
      out.println(name + " is not on PATH: measured without it");
      return;
    }
    ServerUnderTest process = server.get();
    started.add(process);
    targets.add(new QueryTarget(name, process.url()));
    if (isKept) {
      process.keep();
      out.println(name + " runs on as process " + process.pid() + " at " + process.url());
    }
  }

  /** Carillon, then the others. */
  List<QueryTarget> targets() {
    return List.copyOf(targets);
  }

  @Override
  public void close() throws IOException {
    for (ServerUnderTest server : started) {
      server.close();
    }
  }
}
