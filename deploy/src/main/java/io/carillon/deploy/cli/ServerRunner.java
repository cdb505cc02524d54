package io.carillon.deploy.cli;

/** Runs a server. */
@FunctionalInterface
public interface ServerRunner {
  /**
   * Starts a server, prints where to look, and returns when it has stopped. SIGTERM and SIGINT stop
   * it; taking them is the runner's business.
   *
   * @return the exit code
   * @throws io.carillon.common.error.CarillonException when it cannot start
   */
  int run(ServerSettings settings);
}
