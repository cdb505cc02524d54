package io.carillon.deploy.bench;

import io.carillon.deploy.bench.data.Jitter;
import io.carillon.deploy.bench.data.NodeMetrics;
import io.carillon.deploy.bench.data.ScrapeClock;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code carillon bench ingest}: the same remote write load on fresh servers, one after the other.
 */
@Command(
    name = "ingest",
    description = {
      "Sends S series x T scrapes as remote write 1.0 to a fresh Carillon and, where it is"
          + " installed,",
      "to a fresh victoria-metrics. Another load on other series comes first and is not counted.",
      "CPU is user and system time of the server process."
    },
    mixinStandardHelpOptions = true)
public final class IngestCommand implements Callable<Integer> {
  private static final long SEED = 20_261_101;
  private static final long INTERVAL_MS = 15_000;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(names = "--series", description = "Series; default ${DEFAULT-VALUE}.")
  private int series = 10_900;

  @Option(names = "--scrapes", description = "Scrapes; default ${DEFAULT-VALUE}.")
  private int scrapes = 200;

  @Option(names = "--batch", description = "Series a request; default ${DEFAULT-VALUE}.")
  private int batch = 2000;

  @Option(names = "--parallel", description = "Requests at once; default ${DEFAULT-VALUE}.")
  private int parallel = 8;

  @Option(names = "--no-peers", description = "Carillon alone.")
  private boolean noPeers;

  /** What one server needed; the first scrape, in which all series are new, apart. */
  private record Result(
      String name, double newMicros, HttpLoad.Outcome rest, double cpuMicros, long kib) {}

  @Override
  public Integer call() throws IOException, InterruptedException {
    List<Result> results = new ArrayList<>();
    try (ServerUnderTest server = ServerUnderTest.carillon()) {
      results.add(measure(server));
    }
    if (!noPeers) {
      Optional<ServerUnderTest> other = ServerUnderTest.victoriaMetrics();
      if (other.isEmpty()) {
        out().println("victoria-metrics is not on PATH: measured without it");
      } else {
        try (ServerUnderTest server = other.get()) {
          results.add(measure(server));
        }
      }
    }
    print(results);
    return 0;
  }

  private Result measure(ServerUnderTest server) throws IOException, InterruptedException {
    try (RemoteWriteClient client = new RemoteWriteClient(server.url())) {
      ScrapeClock clock = ScrapeClock.untilNow(scrapes, INTERVAL_MS, Jitter.TARGET);
      NodeMetrics warmUp = new NodeMetrics(series, "warm-up", SEED + 1);
      new HttpLoad(warmUp, batch, parallel, clock).run(client, 0, Math.min(scrapes, 20));
      NodeMetrics measured = new NodeMetrics(series, "node", SEED);
      HttpLoad load = new HttpLoad(measured, batch, parallel, clock);
      long start = ProcessStats.cpuMicros(server.pid());
      load.run(client, 0, 1);
      long middle = ProcessStats.cpuMicros(server.pid());
      HttpLoad.Outcome rest = load.run(client, 1, scrapes);
      long end = ProcessStats.cpuMicros(server.pid());
      return new Result(
          server.name(),
          (double) (middle - start) / series,
          rest,
          (double) (end - middle) / Math.max(1, rest.samples()),
          ProcessStats.residentKib(server.pid()));
    }
  }

  private void print(List<Result> results) {
    PrintWriter out = out();
    out.printf(
        Locale.ROOT,
        "%d series x %d scrapes, %d series a request, %d requests at once%n",
        series,
        scrapes,
        batch,
        parallel);
    out.printf(
        Locale.ROOT,
        "%-18s %12s %14s %14s %9s %9s %9s%n",
        "server",
        "samples/s",
        "CPU us/sample",
        "CPU us/series",
        "p50 ms",
        "p99 ms",
        "RSS MiB");
    for (Result result : results) {
      out.printf(
          Locale.ROOT,
          "%-18s %12.0f %14.2f %14.1f %9.1f %9.1f %9d%n",
          result.name,
          result.rest.samples() / result.rest.seconds(),
          result.cpuMicros,
          result.newMicros,
          result.rest.p50Ms(),
          result.rest.p99Ms(),
          result.kib / 1024);
    }
    if (results.size() == 2) {
      out.printf(
          Locale.ROOT,
          "CPU a sample, carillon : victoria-metrics = %.2f%n",
          results.getFirst().cpuMicros / results.getLast().cpuMicros);
    }
    out.flush();
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }
}
