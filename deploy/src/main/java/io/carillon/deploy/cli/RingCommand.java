package io.carillon.deploy.cli;

import io.carillon.common.cluster.RingStatus;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code carillon ring}. */
@Command(
    name = "ring",
    description = "Prints the ring as a node sees it: instances, and how partitions are covered.",
    mixinStandardHelpOptions = true)
final class RingCommand implements Callable<Integer> {
  @Spec
  @SuppressWarnings("NullAway.Init") // Set by picocli, as are the options below.
  private CommandSpec spec;

  @Option(
      names = "--url",
      defaultValue = "http://127.0.0.1:9201",
      paramLabel = "URL",
      description = "A node. Default: ${DEFAULT-VALUE}.")
  @SuppressWarnings("NullAway.Init")
  private String url;

  @Override
  public Integer call() {
    try (ApiClient client = new ApiClient(url, null)) {
      RingStatus ring = client.get("api/v1/status/ring").dataAs(RingStatus.class);
      PrintWriter out = spec.commandLine().getOut();
      out.print(RingOutput.render(ring, Terminal.width(Integer.MAX_VALUE)));
      out.flush();
    }
    return 0;
  }
}
