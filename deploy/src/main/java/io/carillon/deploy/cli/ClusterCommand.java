package io.carillon.deploy.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/** {@code carillon cluster}. */
@Command(
    name = "cluster",
    description = {
      "Runs several nodes as processes on this machine, each with all roles.",
      "HTTP of node i listens on base port + 10 * i, gRPC one above, membership two above."
    },
    mixinStandardHelpOptions = true)
final class ClusterCommand implements Callable<Integer> {
  /** Of the machine's memory, the heaps of all nodes together; files need the rest. */
  private static final int HEAP_PERCENT = 50;

  private static final String HEAP_FLAG = "-XX:MaxRAMPercentage=";

  private final Supplier<List<String>> ownCommand;

  @SuppressWarnings("NullAway.Init") // Set by picocli.
  private CommandSpec spec;

  @Option(
      names = "--nodes",
      required = true,
      paramLabel = "N",
      description = "How many nodes, such as 3.")
  private int nodes;

  @Option(
      names = "--base-port",
      paramLabel = "PORT",
      description = "HTTP port of node 0. Default: " + NodePlan.DEFAULT_BASE_PORT + ".")
  private int basePort = NodePlan.DEFAULT_BASE_PORT;

  ClusterCommand(Supplier<List<String>> ownCommand) {
    this.ownCommand = ownCommand;
  }

  @Spec
  void setSpec(CommandSpec spec) {
    this.spec = spec;
    ServerFlags.addTo(spec, NodePlan.HANDED_ON);
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    ParseResult parsed = spec.commandLine().getParseResult();
    List<NodePlan> plans =
        NodePlan.all(
            nodes,
            basePort,
            ServerFlags.given(parsed, NodePlan.HANDED_ON),
            ServerFlags.configFile(parsed));
    List<String> java = java();
    try (NodeProcesses processes = new NodeProcesses(spec.commandLine().getOut())) {
      Runtime.getRuntime().addShutdownHook(new Thread(processes::close, "cluster-stop"));
      for (NodePlan plan : plans) {
        processes.start(plan, java);
      }
      return processes.awaitAll();
    }
  }

  /** Our own command, with a heap that leaves room for the other nodes. */
  private List<String> java() {
    List<String> command = new ArrayList<>(ownCommand.get());
    command.removeIf(argument -> argument.startsWith(HEAP_FLAG));
    command.add(1, HEAP_FLAG + (double) HEAP_PERCENT / nodes);
    return command;
  }
}
