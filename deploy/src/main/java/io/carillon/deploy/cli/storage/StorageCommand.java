package io.carillon.deploy.cli.storage;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.carillon.ingester.service.StoppedDirectory;
import java.nio.file.Path;
import java.time.InstantSource;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code carillon storage}. */
@Command(
    name = "storage",
    description = {
      "Looks into the data directory of a stopped node, or into a copy of one.%n",
      "Nothing is written there, so the directory may be read-only. A running node holds its"
          + " directory: for a copy of what it has, call POST /ingester/flush first.%n"
    },
    footer = {"", "Exit codes: 0 fine, 1 something is damaged or failed, 2 wrong flags."},
    mixinStandardHelpOptions = true)
public final class StorageCommand implements Runnable {
  /** What the parameter of all of them means. */
  static final String DIRECTORY = "The --data-dir of a stopped node, or a copy of it.";

  @Spec
  @SuppressWarnings("NullAway.Init") // Set by picocli.
  private CommandSpec spec;

  /**
   * The command with its subcommands.
   *
   * @param wallClock for times that are given as before now
   */
  public static CommandLine create(InstantSource wallClock) {
    return new CommandLine(new StorageCommand())
        .addSubcommand(new InspectCommand())
        .addSubcommand(new VerifyCommand())
        .addSubcommand(new DumpCommand(wallClock));
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "expected inspect, verify or dump");
  }

  /** Takes a directory; what the engine would log about its damage, the commands print. */
  static StoppedDirectory open(Path directory) {
    ((Logger) LoggerFactory.getLogger("io.carillon.ingester")).setLevel(Level.OFF);
    return StoppedDirectory.open(directory);
  }
}
