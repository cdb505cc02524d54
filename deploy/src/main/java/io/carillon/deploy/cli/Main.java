package io.carillon.deploy.cli;

import io.carillon.common.error.CarillonException;
import io.carillon.common.error.ErrorCode;
import io.carillon.deploy.cli.storage.StorageCommand;
import java.io.PrintWriter;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command {@code carillon}. */
public final class Main {
  private static final String NAME = "carillon";

  private final Logging logging = Logging.begin();
  private final ServerRunner runner;

  /**
   * What makes each command, by name, in the order of the help. No method handle in here may name a
   * class of picocli or a child of one, as {@code VersionCommand::new} would: their format is too
   * old for the class cache, and Java 25 fails to write one with such a handle in it
   * (archiveHeapWriter.cpp, "should have been archived").
   */
  private final Map<String, Supplier<Object>> makers = new LinkedHashMap<>();

  private @Nullable PrintWriter out;
  private @Nullable PrintWriter err;

  /**
   * The commands.
   *
   * @param runner runs servers
   * @param ownCommand how to start another process of this build, without Carillon's own arguments
   * @param more what makes further commands, as picocli knows them, by name
   */
  public Main(
      ServerRunner runner,
      Supplier<List<String>> ownCommand,
      InstantSource wallClock,
      Map<String, Supplier<Object>> more) {
    this.runner = runner;
    makers.put("server", () -> new ServerCommand(runner, logging));
    makers.put("cluster", () -> new ClusterCommand(ownCommand));
    makers.put("query", () -> new QueryCommand(wallClock));
    makers.put("ring", RingCommand::new);
    makers.put("storage", () -> StorageCommand.create(wallClock));
    makers.put("config", ConfigCommand::new);
    makers.put("version", () -> new VersionCommand());
    makers.putAll(more);
  }

  /** Where commands print to; standard output and error by default. */
  Main printingTo(PrintWriter out, PrintWriter err) {
    this.out = out;
    this.err = err;
    return this;
  }

  /**
   * Runs a command.
   *
   * @return the exit code
   */
  public int run(String... args) {
    // Reading the annotations of all commands takes some 40 ms of every start.
    Supplier<Object> named = args.length == 0 ? null : makers.get(args[0]);
    if (named == null) {
      return prepared(all(), NAME).execute(args);
    }
    Object command = named.get();
    CommandLine line = command instanceof CommandLine made ? made : new CommandLine(command);
    return prepared(line, NAME + " " + args[0]).execute(Arrays.copyOfRange(args, 1, args.length));
  }

  private CommandLine all() {
    CommandLine commands = new CommandLine(new ServerCommand(runner, logging));
    commands
        .getCommandSpec()
        .usageMessage()
        .description(
            "A distributed, Prometheus-compatible metrics store.%n%n"
                + "Without a command it runs a node with all roles: carillon server.%n")
        .footer("", "carillon COMMAND --help tells more.");
    makers.forEach((name, maker) -> commands.addSubcommand(name, maker.get()));
    return commands;
  }

  private CommandLine prepared(CommandLine line, String name) {
    line.setCommandName(name);
    line.setExecutionExceptionHandler(Main::failed);
    line.setParameterExceptionHandler(Main::misused);
    setVersion(line);
    if (out != null) {
      line.setOut(out);
    }
    if (err != null) {
      line.setErr(err);
    }
    return line;
  }

  private static void setVersion(CommandLine line) {
    line.getCommandSpec().versionProvider(new VersionCommand());
    line.getSubcommands().values().forEach(Main::setVersion);
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
