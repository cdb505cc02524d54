package io.carillon.deploy.server;

import io.carillon.common.error.CarillonException;
import io.carillon.deploy.cli.ServerRunner;
import io.carillon.deploy.cli.ServerSettings;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs one node until SIGTERM or SIGINT, or until it cannot go on. */
public final class Server implements ServerRunner {
  private static final Logger log = LoggerFactory.getLogger(Server.class);

  /** Longer than all parts may take to close; afterwards the process ends in any case. */
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(50);

  /** Exit code after the disk failed, so that a supervisor can tell it from a crash (EX_IOERR). */
  private static final int EXIT_DISK = 74;

  private final PrintStream out;

  /**
   * A runner.
   *
   * @param out where it says where to look
   */
  public Server(PrintStream out) {
    this.out = out;
  }

  @Override
  public int run(ServerSettings settings) {
    Surroundings surroundings = Surroundings.ofProcess();
    long beginNs = surroundings.clock().nanoTime();
    CompletableFuture<Void> stop = new CompletableFuture<>();
    CountDownLatch closed = new CountDownLatch(1);
    Thread hook = new Thread(() -> stopAndWait(stop, closed), "stop");
    try (Node node = Node.open(settings, surroundings, Server::diskFailed)) {
      Runtime.getRuntime().addShutdownHook(hook);
      announce(settings, node, surroundings.clock().nanoTime() - beginNs);
      CarillonException refusal =
          (CarillonException)
              CompletableFuture.anyOf(stop.thenApply(_ -> null), node.mustStop()).join();
      if (refusal != null) {
        throw refusal;
      }
      log.info("stopping");
    } finally {
      closed.countDown();
    }
    log.info("stopped");
    return 0;
  }

  private void announce(ServerSettings settings, Node node, long startNs) {
    String url = "http://" + node.httpAddress();
    out.printf(
        Locale.ROOT,
        """
        Carillon serves after %d ms.
          write   %s/api/v1/write
          query   %s/api/v1/query?query=up    or: carillon query up --url %s
          state   %s/-/ready, %s/metrics, carillon ring --url %s
          data    %s
        """,
        startNs / 1_000_000,
        url,
        url,
        url,
        url,
        url,
        url,
        settings.dataDir());
    out.flush();
  }

  /** Runs in the shutdown hook: the virtual machine ends when this returns. */
  private static void stopAndWait(CompletableFuture<Void> stop, CountDownLatch closed) {
    stop.complete(null);
    try {
      if (!closed.await(CLOSE_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        log.error("not closed within limit_s={}, ending all the same", CLOSE_LIMIT.toSeconds());
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /** Nothing that comes after a failed fsync can be believed, so not even an orderly end. */
  private static void diskFailed(Throwable reason) {
    log.error(
        "the disk failed, so nothing more is acknowledged and the process ends; check the disk of"
            + " --data-dir, then start again",
        reason);
    Runtime.getRuntime().halt(EXIT_DISK);
  }
}
