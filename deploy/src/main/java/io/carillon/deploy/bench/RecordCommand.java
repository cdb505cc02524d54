package io.carillon.deploy.bench;

import io.carillon.deploy.bench.data.Recording;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code carillon bench record}: keeps what an exporter shows, to be played by benchmarks. */
@Command(
    name = "record",
    description = "Scrapes an exporter again and again and writes its values to a file.",
    mixinStandardHelpOptions = true)
public final class RecordCommand implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "URL", description = "Such as http://host:9100/metrics.")
  private URI url = URI.create("");

  @Parameters(index = "1", paramLabel = "FILE", description = "Is written, compressed.")
  private Path file = Path.of("");

  @Option(names = "--scrapes", description = "Scrapes; default ${DEFAULT-VALUE}.")
  private int scrapes = 240;

  @Option(names = "--seconds", description = "Between scrapes; default ${DEFAULT-VALUE}.")
  private int seconds = 15;

  @Override
  public Integer call() throws IOException, InterruptedException {
    Map<String, List<String>> series = new LinkedHashMap<>();
    long begin = System.nanoTime();
    try (HttpClient client = HttpClient.newHttpClient()) {
      for (int scrape = 0; scrape < scrapes; scrape++) {
        long dueNanos = TimeUnit.SECONDS.toNanos((long) scrape * seconds);
        LockSupport.parkNanos(begin + dueNanos - System.nanoTime());
        HttpRequest request = HttpRequest.newBuilder(url).build();
        String text = client.send(request, HttpResponse.BodyHandlers.ofString()).body();
        text.lines().filter(line -> !line.startsWith("#")).forEach(line -> add(line, series));
      }
    }
    series.values().removeIf(values -> values.size() < scrapes);
    try (OutputStream out = Files.newOutputStream(file)) {
      Recording.write(series, out);
    }
    return 0;
  }

  private static void add(String line, Map<String, List<String>> series) {
    int space = line.lastIndexOf(' ');
    series
        .computeIfAbsent(line.substring(0, space), _ -> new ArrayList<>())
        .add(line.substring(space + 1));
  }
}
