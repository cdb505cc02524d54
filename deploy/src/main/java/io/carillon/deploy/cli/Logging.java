package io.carillon.deploy.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.util.concurrent.CompletableFuture;
import org.slf4j.ILoggerFactory;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;

/** Sends all logs of the process one way: {@code logback.xml} on the classpath. */
final class Logging {
  private final CompletableFuture<ILoggerFactory> loggers;

  private Logging(CompletableFuture<ILoggerFactory> loggers) {
    this.loggers = loggers;
  }

  /** Loads what logs on a thread of its own: it takes as long as reading the command line. */
  static Logging begin() {
    return new Logging(
        CompletableFuture.supplyAsync(
            LoggerFactory::getILoggerFactory, task -> Thread.ofPlatform().daemon().start(task)));
  }

  /**
   * Sets the level of our own loggers, and takes in what Hazelcast and users of java.util.logging
   * say. Libraries stay at their levels of logback.xml, or less.
   *
   * @param level trace, debug, info, warn or error
   */
  void configure(String level) {
    var _ = loggers.join();
    System.setProperty("hazelcast.logging.type", "slf4j");
    SLF4JBridgeHandler.removeHandlersForRootLogger();
    SLF4JBridgeHandler.install();
    Level ours = Level.toLevel(level);
    logger("io.carillon").setLevel(ours);
    Logger root = logger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    if (ours.isGreaterOrEqual(root.getLevel())) {
      root.setLevel(ours);
    }
  }

  private static Logger logger(String name) {
    return (Logger) LoggerFactory.getLogger(name);
  }
}
