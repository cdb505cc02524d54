package io.carillon.deploy.cli;

import io.carillon.common.error.CarillonException;
import io.carillon.common.error.ErrorCode;
import io.carillon.deploy.cli.storage.StorageCommand;
import java.io.PrintWriter;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command {@code carillon}. */
public final class Main {
  private final CommandLine commands;

  /**
   * The commands.
   *
   * @param runner runs servers
   * @param ownCommand how to start another process of this build, without Carillon's own arguments
   * @param more further commands, as picocli knows them
   */
  public Main(
      ServerRunner runner,
      Supplier<List<String>> ownCommand,
      InstantSource wallClock,
      List<Object> more) {
    Logging logging = Logging.begin();
    commands = new CommandLine(new ServerCommand(runner, logging));
    commands.setCommandName("carillon");
    commands
        .getCommandSpec()
        .usageMessage()
        .description(
            "A distributed, Prometheus-compatible metrics store.%n%n"
                + "Without a command it runs a node with all roles: carillon server.%n")
        .footer("", "carillon COMMAND --help tells more.");
    commands.addSubcommand(new ServerCommand(runner, logging));
    commands.addSubcommand(new ClusterCommand(ownCommand));
    commands.addSubcommand(new QueryCommand(wallClock));
    commands.addSubcommand(new RingCommand());
    commands.addSubcommand(StorageCommand.create(wallClock));
    commands.addSubcommand(new ConfigCommand());
    commands.addSubcommand(new VersionCommand());
    more.forEach(commands::addSubcommand);
    commands.setExecutionExceptionHandler(Main::failed);
    commands.setParameterExceptionHandler(Main::misused);
    setVersion(commands);
  }

  private static void setVersion(CommandLine line) {
    line.getCommandSpec().versionProvider(new VersionCommand());
    line.getSubcommands().values().forEach(Main::setVersion);
  }

  /** Where commands print to; standard output and error by default. */
  Main printingTo(PrintWriter out, PrintWriter err) {
    commands.setOut(out);
    commands.setErr(err);
    return this;
  }

  /**
   * Runs a command.
   *
   * @return the exit code
   */
  public int run(String... args) {
    return commands.execute(args);
  }

  private static int failed(Exception error, CommandLine line, ParseResult parsed) {
    PrintWriter err = line.getErr();
    if (error instanceof CarillonException known) {
      err.println("carillon: " + known.getMessage());
      boolean isMisused = known.code() == ErrorCode.BAD_DATA;
      return isMisused ? CommandLine.ExitCode.USAGE : CommandLine.ExitCode.SOFTWARE;
    }
    err.println("carillon: unexpected error; please report it with what follows");
    error.printStackTrace(err);
    return CommandLine.ExitCode.SOFTWARE;
  }

  private static int misused(ParameterException error, String[] args) {
    CommandLine line = error.getCommandLine();
    PrintWriter err = line.getErr();
    err.println("carillon: " + error.getMessage());
    UnmatchedArgumentException.printSuggestions(error, err);
    err.println("See " + line.getCommandSpec().qualifiedName() + " --help");
    return CommandLine.ExitCode.USAGE;
  }
}
