package io.carillon.deploy.e2e;

import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** A process that a test started, with what it printed. Ended on close. */
final class RunningProcess implements AutoCloseable {
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(60);

  private final String name;
  private final Process process;
  private final List<String> output = new CopyOnWriteArrayList<>();

  private RunningProcess(String name, Process process) {
    this.name = name;
    this.process = process;
  }

  static RunningProcess start(String name, Path folder, List<String> command) {
    return start(name, folder, command, Map.of());
  }

  static RunningProcess start(
      String name, Path folder, List<String> command, Map<String, String> environment) {
    try {
      ProcessBuilder builder =
          new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
      builder.environment().putAll(environment);
      RunningProcess running = new RunningProcess(name, builder.start());
      Thread.ofVirtual().start(running::read);
      return running;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void read() {
    try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
      reader.lines().forEach(output::add);
    } catch (IOException | UncheckedIOException e) {
      output.add("(output ends: " + e.getMessage() + ")");
    }
  }

  long pid() {
    return process.pid();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Lines printed so far. */
  List<String> output() {
    return List.copyOf(output);
  }

  /** The last lines, for the message of a failing test. */
  String tail() {
    List<String> lines = output();
    return name
        + ":\n"
        + String.join("\n", lines.subList(Math.max(0, lines.size() - 60), lines.size()));
  }

  /** kill -9, and waits until it is gone. */
  void kill() {
    process.destroyForcibly();
    awaitEnd();
  }

  /** SIGTERM, and waits for the exit code. */
  int terminate() {
    process.destroy();
    return awaitEnd();
  }

  /** Waits for the exit code. */
  int awaitEnd() {
    try {
      if (!process.waitFor(STOP_TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
        throw new AssertionError("does not end: " + tail());
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Waits until a line holds the text. */
  String awaitLine(String text, Duration timeout) {
    return await(name + " prints " + text)
        .atMost(timeout)
        .until(
            () -> output.stream().filter(line -> line.contains(text)).findFirst().orElse(""),
            line -> {
              if (line.isEmpty() && !isAlive()) {
                throw new AssertionError("ended before it printed " + text + ": " + tail());
              }
              return !line.isEmpty();
            });
  }

  @Override
  public void close() {
    if (process.isAlive()) {
      process.destroy();
      try {
        if (!process.waitFor(STOP_TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
          process.destroyForcibly();
        }
      } catch (InterruptedException e) {
        process.destroyForcibly();
        Thread.currentThread().interrupt();
      }
    }
  }
}
