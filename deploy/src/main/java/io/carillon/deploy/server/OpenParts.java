package io.carillon.deploy.server;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is open, closed in the reverse order of opening; a part that fails to close does not keep
 * the others open. Used by one thread.
 */
final class OpenParts implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(OpenParts.class);

  private record Part(String name, AutoCloseable closeable) {}

  private final Deque<Part> parts = new ArrayDeque<>();

  /** Remembers a part that was just opened. */
  <T extends AutoCloseable> T add(String name, T part) {
    parts.push(new Part(name, part));
    return part;
  }

  @Override
  public void close() {
    while (!parts.isEmpty()) {
      Part part = parts.pop();
      try {
        part.closeable.close();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        log.error("closing was interrupted part={}", part.name, e);
      } catch (Exception e) {
        log.error("closing failed part={}", part.name, e);
      }
    }
  }
}
