package io.carillon.deploy.bench;

import io.carillon.common.labels.Labels;
import io.carillon.proto.prometheus.v1.Sample;
import io.carillon.proto.prometheus.v1.TimeSeries;
import io.carillon.proto.prometheus.v1.WriteRequest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Very many counters, each of which rises evenly: how fast all of them rise together is known.
 *
 * @param count of series
 */
record ManySeries(int count) {
  static final String QUERY = "sum(rate(many_total[5m]))";

  private static final int SCRAPES = 60;
  private static final long INTERVAL_MS = 15_000;
  private static final int STEPS = 1000;
  private static final long STEP_MS = 1_000;
  private static final long WINDOW_MS = 300_000;
  private static final int SLOPES = 97;
  private static final int BATCH_SIZE = 500;
  private static final int PARALLEL = 8;

  /** So high that no counter can have been 0 within a window before its first sample. */
  private static final double FIRST_VALUE = 1e6;

  private static final ScrapeTimes TIMES =
      ScrapeTimes.until(BenchDay.NOON_MS, INTERVAL_MS, SCRAPES);

  /** A thousand steps of a second; the first and last see windows that are not full. */
  static BenchQuery query() {
    return BenchQuery.until(QUERY, TIMES.endMs() + STEPS * STEP_MS - 900_000, STEPS, STEP_MS);
  }

  /** Writes all series, all samples of a series in one request. */
  void load(RemoteWriteClient server) throws IOException, InterruptedException {
    try (ExecutorService threads = Executors.newFixedThreadPool(PARALLEL)) {
      List<Future<?>> sends = new ArrayList<>();
      for (int from = 0; from < count; from += BATCH_SIZE) {
        int first = from;
        sends.add(threads.submit(() -> send(server, first)));
      }
      for (Future<?> send : sends) {
        send.get();
      }
    } catch (ExecutionException e) {
      throw new IOException(e.getCause());
    }
  }

  private Void send(RemoteWriteClient server, int first) throws IOException, InterruptedException {
    WriteRequest.Builder request = WriteRequest.newBuilder();
    for (int i = first; i < Math.min(first + BATCH_SIZE, count); i++) {
      TimeSeries.Builder series =
          RemoteWriteClient.series(labels(i), 0, 0).toBuilder().clearSamples();
      for (int scrape = 0; scrape < SCRAPES; scrape++) {
        series.addSamples(
            Sample.newBuilder()
                .setTimestamp(TIMES.timeMs(scrape))
                .setValue(FIRST_VALUE + (double) slope(i) * scrape));
      }
      request.addTimeseries(series);
    }
    server.sendUntilTaken(RemoteWriteClient.compress(request.build().toByteArray()));
    return null;
  }

  private static Labels labels(int i) {
    return Labels.of(
        Labels.METRIC_NAME,
        "many_total",
        "pod",
        "pod-" + i,
        "zone",
        "zone-" + i % 3,
        "node",
        "node-" + i % 1009);
  }

  /** What one series rises by from scrape to scrape. */
  private static long slope(int i) {
    return 1L + i % SLOPES;
  }

  /**
   * The answer at a time by rate()'s definition: the rise between the first and last sample of the
   * window, extended to the ends of the window where a sample is near them, else by half an
   * interval. NaN where there is no answer.
   */
  double expected(long timeMs) {
    long firstMs = Long.MAX_VALUE;
    long lastMs = Long.MIN_VALUE;
    for (int scrape = 0; scrape < SCRAPES; scrape++) {
      long sampleMs = TIMES.timeMs(scrape);
      if (sampleMs > timeMs - WINDOW_MS && sampleMs <= timeMs) {
        firstMs = Math.min(firstMs, sampleMs);
        lastMs = Math.max(lastMs, sampleMs);
      }
    }
    if (firstMs >= lastMs) {
      return Double.NaN;
    }
    double extendedMs =
        extension(firstMs - (timeMs - WINDOW_MS)) + (lastMs - firstMs) + extension(timeMs - lastMs);
    double slopes = 0;
    for (int i = 0; i < count; i++) {
      slopes += slope(i);
    }
    return slopes * extendedMs / INTERVAL_MS / (WINDOW_MS / 1000.0);
  }

  private static double extension(long gapMs) {
    return gapMs < 1.1 * INTERVAL_MS ? gapMs : INTERVAL_MS / 2.0;
  }
}
