package io.carillon.deploy.bench.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.carillon.deploy.bench.ProcessStats;
import io.carillon.deploy.bench.QueryTarget;
import io.carillon.deploy.bench.RangeQueryClient;
import io.carillon.deploy.bench.RemoteWriteClient;
import io.carillon.deploy.bench.ServerUnderTest;
import io.carillon.deploy.bench.data.Jitter;
import io.carillon.deploy.bench.data.ScrapeClock;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** How long a killed server takes until it can answer for all series again. */
final class RestartSet {
  private static final double KIB_A_MIB = 1024;
  private static final String QUERY = "count({job=\"node\"})";

  private RestartSet() {}

  /** Loads, kills, starts and asks. */
  static List<Measured> measure(ServerUnderTest server, LoadSizes sizes)
      throws IOException, InterruptedException {
    ScrapeClock clock = sizes.clock(Jitter.TARGET);
    try (RemoteWriteClient client = new RemoteWriteClient(server.url())) {
      LoadSizes.httpLoad(sizes.measuredSeries(), clock).run(client, 0, sizes.scrapes());
    }
    double beforeKib = ProcessStats.residentKib(server.pid());
    long lastMs = clock.startMs() + sizes.scrapes() * clock.intervalMs();
    try (RangeQueryClient client = new RangeQueryClient()) {
      // The asking side has loaded its classes after this; the two cores are the server's then.
      var _ = seriesOf(count(client, server, lastMs));
      // Returns when the memory is given back, which takes the system a while and is no start.
      server.kill();
      long begin = System.nanoTime();
      server.restart();
      double readySeconds = secondsSince(begin);
      String answer = count(client, server, lastMs);
      double seconds = secondsSince(begin);
      boolean isComplete = seriesOf(answer) == sizes.series();
      if (!isComplete && server.name().equals(Systems.CARILLON)) {
        throw new IOException("ready, but not with " + sizes.series() + " series: " + answer);
      }
      double peak = ProcessStats.peakResidentKib(server.pid()) / beforeKib;
      return List.of(
          new Measured(Figure.RESTART_READY, server.name(), readySeconds),
          new Measured(Figure.RESTART, server.name(), isComplete ? seconds : Double.NaN),
          new Measured(Figure.RESTART_PEAK, server.name(), peak),
          new Measured(Figure.RESTART_MEMORY, server.name(), beforeKib / KIB_A_MIB));
    }
  }

  private static String count(RangeQueryClient client, ServerUnderTest server, long timeMs)
      throws IOException, InterruptedException {
    String path =
        "/api/v1/query?time="
            + timeMs / 1000
            + "&query="
            + URLEncoder.encode(QUERY, StandardCharsets.UTF_8);
    return client.get(new QueryTarget(server.name(), server.url()), path);
  }

  private static long seriesOf(String answer) throws IOException {
    JsonNode result = new ObjectMapper().readTree(answer).path("data").path("result");
    return result.path(0).path("value").path(1).asLong(0);
  }

  private static double secondsSince(long beginNanos) {
    return (System.nanoTime() - beginNanos) / 1e9;
  }
}
