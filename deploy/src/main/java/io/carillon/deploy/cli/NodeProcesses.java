package io.carillon.deploy.cli;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The processes of a cluster on this machine. What they print comes out with the node's name before
 * it. Closing asks all to stop, waits, and at last kills what is left. Thread-safe: the main thread
 * starts and waits, a shutdown hook closes.
 */
final class NodeProcesses implements AutoCloseable {
  /** A node flushes to its disk within this time. */
  private static final Duration STOP_LIMIT = Duration.ofSeconds(45);

  /** For the last lines of an ended process. */
  private static final Duration OUTPUT_LIMIT = Duration.ofSeconds(1);

  private final PrintWriter out;

  @GuardedBy("this")
  private final List<Node> nodes = new ArrayList<>();

  @GuardedBy("this")
  private boolean isClosing;

  NodeProcesses(PrintWriter out) {
    this.out = out;
  }

  /** A process, and the thread that copies its output and says when it ended. */
  private record Node(String name, Process process, Thread watcher) {}

  /**
   * Starts a node and prints its pid.
   *
   * @param command what runs Carillon, without its arguments
   */
  synchronized void start(NodePlan plan, List<String> command) throws IOException {
    if (isClosing) {
      return;
    }
    List<String> all = new ArrayList<>(command);
    all.addAll(plan.arguments());
    Process process = new ProcessBuilder(all).redirectErrorStream(true).start();
    print(plan.name() + " pid " + process.pid() + " http " + plan.http());
    Thread watcher = Thread.ofVirtual().name(plan.name()).start(() -> watch(plan, process));
    nodes.add(new Node(plan.name(), process, watcher));
  }

  private void watch(NodePlan plan, Process process) {
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        print(plan.name() + " | " + line);
      }
    } catch (IOException e) {
      print(plan.name() + " | (output lost: " + e.getMessage() + ")");
    }
    try {
      ended(plan, process.waitFor());
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void ended(NodePlan plan, int exitCode) {
    if (isClosing()) {
      print(plan.name() + " stopped");
      return;
    }
    print(
        plan.name() + " ended with code " + exitCode + "; the other nodes go on. Start it again:");
    print("carillon " + String.join(" ", plan.arguments()));
  }

  private synchronized boolean isClosing() {
    return isClosing;
  }

  private void print(String line) {
    out.println(line);
    out.flush();
  }

  /**
   * Waits until all have ended by themselves.
   *
   * @return 0 when all ended with 0, else 1
   */
  int awaitAll() throws InterruptedException {
    int exitCode = 0;
    for (Node node : all()) {
      node.watcher().join();
      exitCode = node.process().exitValue() == 0 ? exitCode : 1;
    }
    return exitCode;
  }

  private synchronized List<Node> all() {
    return List.copyOf(nodes);
  }

  @Override
  public void close() {
    synchronized (this) {
      if (isClosing) {
        return;
      }
      isClosing = true;
    }
    List<Node> running = all();
    // Process.destroy() would also close the pipes, and the last lines would be lost.
    running.forEach(node -> node.process().toHandle().destroy());
    awaitEnd(running);
    for (Node node : running) {
      if (node.process().isAlive()) {
        print(node.name() + " did not stop in " + STOP_LIMIT.toSeconds() + " s and is killed");
        node.process().destroyForcibly();
      }
    }
  }

  private static void awaitEnd(List<Node> nodes) {
    try {
      CompletableFuture.allOf(
              nodes.stream().map(node -> node.process().onExit()).toArray(CompletableFuture[]::new))
          .get(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
      for (Node node : nodes) {
        node.watcher().join(OUTPUT_LIMIT);
      }
    } catch (TimeoutException | ExecutionException _) {
      // What is alive is killed by the caller.
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
