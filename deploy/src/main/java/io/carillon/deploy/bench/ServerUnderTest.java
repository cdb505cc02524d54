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
  private static final Duration POLL = Duration.ofMillis(50);
  private static final long STOP_TIMEOUT_SECONDS = 60;

  private final String name;
  private final Process process;
  private final String url;
  private final Path folder;
  private boolean isKept;

  private ServerUnderTest(String name, Process process, String url, Path folder) {
    this.name = name;
    this.process = process;
    this.url = url;
    this.folder = folder;
  }

  /**
   * This build of Carillon, all roles in one process, with the flags of the launcher.
   *
   * @param flags further flags of the server
   */
  public static ServerUnderTest carillon(String... flags) throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("carillon-bench");
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
    Path folder = Files.createTempDirectory("victoria-bench");
    int http = freePort();
    List<String> command = new ArrayList<>();
    command.addAll(
        List.of(
            binary.get().toString(),
            "-httpListenAddr=127.0.0.1:" + http,
            "-retentionPeriod=100y",
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
    Path folder = Files.createTempDirectory("prometheus-bench");
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
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }

  private static ServerUnderTest start(
      String name, List<String> command, String url, String readyPath, Path folder)
      throws IOException, InterruptedException {
    File log = folder.resolve("log").toFile();
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log).start();
    ServerUnderTest server = new ServerUnderTest(name, process, url, folder);
    long deadline = System.nanoTime() + START_TIMEOUT.toNanos();
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest ready = HttpRequest.newBuilder(URI.create(url + readyPath)).build();
      while (!answersOk(client, ready)) {
        if (!process.isAlive() || System.nanoTime() > deadline) {
          String said = Files.readString(log.toPath());
          server.close();
          throw new IOException(name + " did not get ready: " + said);
        }
        process.waitFor(POLL.toMillis(), TimeUnit.MILLISECONDS);
      }
    }
    return server;
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
