package io.carillon.deploy.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Locale;

/** A sum over very many series at a thousand steps, of a fresh Carillon. */
final class ManySeriesBench {
  private static final double RELATIVE_TOLERANCE = 1e-9;
  private static final double MIB = 1 << 20;

  private final ManySeries series;
  private final Runs runs;
  private final PrintWriter out;

  ManySeriesBench(ManySeries series, Runs runs, PrintWriter out) {
    this.series = series;
    this.runs = runs;
    this.out = out;
  }

  /** Loads, asks, and prints; true when all answers were right. */
  boolean run() throws IOException, InterruptedException {
    try (ServerUnderTest server = ServerUnderTest.carillon("--retention=100y");
        RangeQueryClient client = new RangeQueryClient();
        RemoteWriteClient writer = new RemoteWriteClient(server.url())) {
      QueryTarget target = new QueryTarget(server.name(), server.url());
      long begin = System.nanoTime();
      series.load(writer);
      double seconds = (System.nanoTime() - begin) / 1e9;
      out.printf(Locale.ROOT, "wrote %d series in %.1f s%n", series.count(), seconds);
      new QueryTimer(client, runs).awaitIdle(target);
      printMemory(server, client, target, "after the load");
      boolean isRight = true;
      for (int run = 0; run < runs.count(); run++) {
        RangeQueryClient.Answer answer = client.ask(target, ManySeries.query());
        String verdict = verdict(answer);
        isRight &= verdict.equals("right");
        out.printf(
            Locale.ROOT,
            "%s: %.2f s, answer %s%n",
            ManySeries.QUERY,
            answer.nanos() / 1e9,
            verdict);
        printMemory(server, client, target, "after run " + (run + 1));
      }
      return isRight;
    }
  }

  private String verdict(RangeQueryClient.Answer answer) throws IOException {
    if (!answer.isOk()) {
      return answer.status() + " " + answer.text();
    }
    BenchQuery query = ManySeries.query();
    JsonNode values =
        new ObjectMapper()
            .readTree(answer.body())
            .path("data")
            .path("result")
            .path(0)
            .path("values");
    int next = 0;
    for (long timeMs = query.startMs(); timeMs <= query.endMs(); timeMs += query.stepMs()) {
      double expected = series.expected(timeMs);
      JsonNode point = values.path(next);
      boolean isThere = Math.round(point.path(0).asDouble(0) * 1000) == timeMs;
      next += isThere ? 1 : 0;
      double actual = isThere ? point.path(1).asDouble() : Double.NaN;
      boolean isSame =
          Double.isNaN(expected)
              ? !isThere
              : Math.abs(actual - expected) <= RELATIVE_TOLERANCE * expected;
      if (!isSame) {
        return "wrong at " + timeMs + " ms: " + actual + ", expected " + expected;
      }
    }
    return "right";
  }

  private void printMemory(
      ServerUnderTest server, RangeQueryClient client, QueryTarget target, String when)
      throws IOException, InterruptedException {
    out.printf(
        Locale.ROOT,
        "  %s: RSS %d MiB, at most %d MiB so far; heap used %.0f MiB, committed %.0f MiB%n",
        when,
        ProcessStats.residentKib(server.pid()) / 1024,
        ProcessStats.peakResidentKib(server.pid()) / 1024,
        client.ownMetric(target, "jvm_memory_used_bytes{area=\"heap\"}") / MIB,
        client.ownMetric(target, "jvm_memory_committed_bytes{area=\"heap\"}") / MIB);
    out.flush();
  }
}
