package io.carillon.deploy.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code carillon server}, which is also what {@code carillon} alone does. */
@Command(
    name = "server",
    description = "Runs a node: alone with all roles by default, in a cluster with --join.",
    mixinStandardHelpOptions = true)
final class ServerCommand implements Callable<Integer> {
  private final ServerRunner runner;
  private final Logging logging;

  @SuppressWarnings("NullAway.Init") // Set by picocli.
  private CommandSpec spec;

  ServerCommand(ServerRunner runner, Logging logging) {
    this.runner = runner;
    this.logging = logging;
  }

  @Spec
  void setSpec(CommandSpec spec) {
    this.spec = spec;
    ServerFlags.addTo(spec, ServerTable.ALL);
  }

  @Override
  public Integer call() {
    ServerSettings settings =
        ServerSettings.of(ServerFlags.settings(spec.commandLine().getParseResult()));
    logging.configure(settings.logLevel());
    return runner.run(settings);
  }
}
