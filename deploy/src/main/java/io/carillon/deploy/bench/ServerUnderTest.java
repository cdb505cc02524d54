package io.carillon.deploy.bench;

import java.io.File;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A server process with a data folder of its own, ended and wiped on close. The process is started
 * without shell, so that its pid is the server's.
 */
public final class ServerUnderTest implements AutoCloseable {
  private static final Duration START_TIMEOUT = Duration.ofSeconds(60);

  /** Often enough for a start of seconds, and seldom enough not to slow it down on few cores. */
  private static final Duration POLL = Duration.ofMillis(30);

  private static final long STOP_TIMEOUT_SECONDS = 60;

  private final String name;
  private final List<String> command;
  private final String url;
  private final String readyPath;
  private final Path folder;
  private Process process;
  private boolean isKept;

  private ServerUnderTest(
      String name, List<String> command, String url, String readyPath, Path folder)
      throws IOException {
    this.name = name;
    this.command = List.copyOf(command);
    this.url = url;
    this.readyPath = readyPath;
    this.folder = folder;
    process = begin();
  }

  /**
   * This build of Carillon, all roles in one process, with the flags of the launcher.
   *
   * @param flags further flags of the server
   */
  public static ServerUnderTest carillon(String... flags) throws IOException, InterruptedException {
    Path folder = TemporaryFolder.create("carillon-bench");
    int http = freePort();
    List<String> command = new ArrayList<>(OwnCommand.line());
    command.addAll(
        List.of(
            "server",
            "--http-address=127.0.0.1:" + http,
            "--grpc-address=127.0.0.1:" + freePort(),
            "--self-metrics=off",
            "--data-dir=" + folder.resolve("data")));
    command.addAll(List.of(flags));
    return start("carillon", command, "http://127.0.0.1:" + http, "/-/ready", folder);
  }

  /**
   * Debian's single-node VictoriaMetrics; empty when it is not installed.
   *
   * @param flags further flags of the server
   */
  public static Optional<ServerUnderTest> victoriaMetrics(String... flags)
      throws IOException, InterruptedException {
    Optional<Path> binary = onPath("victoria-metrics");
    if (binary.isEmpty()) {
      return Optional.empty();
    }
    Path folder = TemporaryFolder.create("victoria-bench");
    int http = freePort();
    List<String> command = new ArrayList<>();
    command.addAll(
        List.of(
            binary.get().toString(),
            "-httpListenAddr=127.0.0.1:" + http,
            "-retentionPeriod=100y",
            "-search.maxUniqueTimeseries=10000000",
            "-storageDataPath=" + folder.resolve("data")));
    command.addAll(List.of(flags));
    return Optional.of(
        start("victoria-metrics", command, "http://127.0.0.1:" + http, "/health", folder));
  }

  /**
   * Debian's Prometheus, which scrapes nothing and takes remote write; empty when it is not
   * installed.
   *
   * @param flags further flags of the server
   */
  public static Optional<ServerUnderTest> prometheus(String... flags)
      throws IOException, InterruptedException {
    Optional<Path> binary = onPath("prometheus");
    if (binary.isEmpty()) {
      return Optional.empty();
    }
    Path folder = TemporaryFolder.create("prometheus-bench");
    Path config = Files.writeString(folder.resolve("prometheus.yml"), "");
    int http = freePort();
    List<String> command = new ArrayList<>();
    command.addAll(
        List.of(
            binary.get().toString(),
            "--web.listen-address=127.0.0.1:" + http,
            "--web.enable-remote-write-receiver",
            "--config.file=" + config,
            "--storage.tsdb.retention.time=100y",
            "--storage.tsdb.path=" + folder.resolve("data")));
    command.addAll(List.of(flags));
    return Optional.of(
        start("prometheus", command, "http://127.0.0.1:" + http, "/-/ready", folder));
  }

  /** Lets the process run on after {@link #close}, with its data. */
  public void keep() {
    isKept = true;
  }

  /** Name for the report. */
  public String name() {
    return name;
  }

  /** Base URL of its HTTP API. */
  public String url() {
    return url;
  }

  /** Number of the process that runs now. */
  public long pid() {
    return process.pid();
  }

  /** Where its files are. */
  public Path dataDir() {
    return folder.resolve("data");
  }

  @Override
  public void close() throws IOException {
    if (isKept) {
      return;
    }
    process.destroy();
    try {
      if (!process.waitFor(STOP_TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    TemporaryFolder.delete(folder);
  }

  /** Ends the process at once, and waits until it is gone. */
  public void kill() throws InterruptedException {
    var _ = process.destroyForcibly().waitFor();
  }

  /** Starts the process again on the same data, and waits until it is ready. */
  public void restart() throws IOException, InterruptedException {
    process = begin();
    awaitReady();
  }

  private static ServerUnderTest start(
      String name, List<String> command, String url, String readyPath, Path folder)
      throws IOException, InterruptedException {
    ServerUnderTest server = new ServerUnderTest(name, command, url, readyPath, folder);
    server.awaitReady();
    return server;
  }

  private Process begin() throws IOException {
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log()))
        .start();
  }

  private File log() {
    return folder.resolve("log").toFile();
  }

  private void awaitReady() throws IOException, InterruptedException {
    long deadline = System.nanoTime() + START_TIMEOUT.toNanos();
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest ready = HttpRequest.newBuilder(URI.create(url + readyPath)).build();
      while (!answersOk(client, ready)) {
        if (!process.isAlive() || System.nanoTime() > deadline) {
          String said = Files.readString(log().toPath());
          close();
          throw new IOException(name + " did not get ready: " + said);
        }
        process.waitFor(POLL.toMillis(), TimeUnit.MILLISECONDS);
      }
    }
  }

  private static boolean answersOk(HttpClient client, HttpRequest request)
      throws InterruptedException {
    try {
      return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException e) {
      return false;
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private static Optional<Path> onPath(String binary) {
    String path = System.getenv().getOrDefault("PATH", "");
    return Stream.of(path.split(File.pathSeparator, -1))
        .map(folder -> Path.of(folder).resolve(binary))
        .filter(Files::isExecutable)
        .findFirst();
  }
}
