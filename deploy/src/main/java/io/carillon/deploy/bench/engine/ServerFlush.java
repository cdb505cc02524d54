package io.carillon.deploy.bench.engine;

import io.carillon.deploy.bench.ServerUnderTest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Asks a server to bring all samples into files, and these into as few as it can. */
final class ServerFlush {
  private static final long POLL_MS = 100;
  private static final String MERGING = "vm_active_force_merges 0";

  private ServerFlush() {}

  /** Returns when all samples are in files. */
  static void flush(ServerUnderTest server) throws IOException, InterruptedException {
    if (server.name().equals(Systems.CARILLON)) {
      ask(server, "POST", "/ingester/flush");
    } else {
      ask(server, "GET", "/internal/force_flush");
    }
  }

  /** Returns when the files are merged, too. */
  static void flushAndMerge(ServerUnderTest server) throws IOException, InterruptedException {
    if (server.name().equals(Systems.CARILLON)) {
      ask(server, "POST", "/ingester/flush?merge=true");
      return;
    }
    flush(server);
    ask(server, "GET", "/internal/force_merge");
    while (!ask(server, "GET", "/metrics").contains(MERGING)) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(POLL_MS));
    }
  }

  private static String ask(ServerUnderTest server, String method, String path)
      throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(server.url() + path))
              .method(method, HttpRequest.BodyPublishers.noBody())
              .build();
      HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() / 100 != 2) {
        throw new IOException(path + " answered " + answer.statusCode() + ": " + answer.body());
      }
      return answer.body();
    }
  }
}
