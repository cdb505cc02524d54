package io.carillon.deploy.bench;

import io.carillon.deploy.bench.data.GeneratedSeries;
import io.carillon.proto.prometheus.v1.Sample;
import io.carillon.proto.prometheus.v1.TimeSeries;
import io.carillon.proto.prometheus.v1.WriteRequest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Writes the same samples to some servers, in order of time: the requests of one scrape are on
 * their way at once, and answered before those of the next.
 */
final class OrderedLoad {
  private static final int BATCH_SIZE = 2000;

  private final GeneratedSeries series;
  private final ScrapeTimes times;
  private final List<TimeSeries> prototypes;

  OrderedLoad(GeneratedSeries series, ScrapeTimes times) {
    this.series = series;
    this.times = times;
    prototypes = new ArrayList<>(series.size());
    for (int i = 0; i < series.size(); i++) {
      prototypes.add(
          RemoteWriteClient.series(series.labels(i), 0, 0).toBuilder().clearSamples().build());
    }
  }

  /**
   * Writes everything.
   *
   * @throws IOException when a server refuses a request
   */
  void run(List<RemoteWriteClient> servers) throws IOException, InterruptedException {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int scrape = 0; scrape < times.count(); scrape++) {
        List<Callable<Void>> sends = new ArrayList<>();
        for (byte[] body : bodies(threads, scrape)) {
          servers.forEach(server -> sends.add(() -> send(server, body)));
        }
        all(threads, sends);
      }
    }
  }

  private List<byte[]> bodies(ExecutorService threads, int scrape)
      throws IOException, InterruptedException {
    List<Callable<byte[]>> batches = new ArrayList<>();
    for (int from = 0; from < series.size(); from += BATCH_SIZE) {
      int first = from;
      batches.add(() -> body(first, Math.min(first + BATCH_SIZE, series.size()), scrape));
    }
    return all(threads, batches);
  }

  private byte[] body(int from, int to, int scrape) {
    WriteRequest.Builder request = WriteRequest.newBuilder();
    long timeMs = times.timeMs(scrape);
    for (int i = from; i < to; i++) {
      Sample.Builder sample =
          Sample.newBuilder().setTimestamp(timeMs).setValue(series.value(i, scrape));
      request.addTimeseries(prototypes.get(i).toBuilder().addSamples(sample));
    }
    return RemoteWriteClient.compress(request.build().toByteArray());
  }

  private static Void send(RemoteWriteClient server, byte[] body)
      throws IOException, InterruptedException {
    server.sendUntilTaken(body);
    return null;
  }

  private static <T> List<T> all(ExecutorService threads, List<Callable<T>> tasks)
      throws IOException, InterruptedException {
    List<T> results = new ArrayList<>(tasks.size());
    for (Future<T> task : threads.invokeAll(tasks)) {
      try {
        results.add(task.get());
      } catch (ExecutionException e) {
        throw new IOException(e.getCause());
      }
    }
    return results;
  }
}
