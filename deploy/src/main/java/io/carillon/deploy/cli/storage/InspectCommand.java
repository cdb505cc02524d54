package io.carillon.deploy.cli.storage;

import io.carillon.deploy.cli.Terminal;
import io.carillon.ingester.inspect.DataInspector;
import io.carillon.ingester.inspect.DataSummary;
import io.carillon.ingester.service.StoppedDirectory;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code carillon storage inspect}. */
@Command(
    name = "inspect",
    description =
        "Prints what the files are: levels, series, samples, bytes by part, codecs, and the log.",
    mixinStandardHelpOptions = true)
final class InspectCommand implements Callable<Integer> {
  /** How the result is printed. */
  enum Output {
    table,
    json
  }

  @Spec
  @SuppressWarnings("NullAway.Init") // Set by picocli, as are the options below.
  private CommandSpec spec;

  @Parameters(paramLabel = "DIR", description = StorageCommand.DIRECTORY)
  @SuppressWarnings("NullAway.Init")
  private Path directory;

  @Option(
      names = {"-o", "--output"},
      defaultValue = "table",
      paramLabel = "FORMAT",
      description = "${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
  @SuppressWarnings("NullAway.Init")
  private Output output;

  @Override
  public Integer call() {
    DataSummary summary;
    try (StoppedDirectory opened = StorageCommand.open(directory)) {
      summary = DataInspector.inspect(opened);
    }
    InspectView view = InspectView.of(summary);
    PrintWriter out = spec.commandLine().getOut();
    out.print(
        switch (output) {
          case table -> InspectTable.render(view, Terminal.width(Integer.MAX_VALUE));
          case json -> view.toJson() + "\n";
        });
    out.flush();
    PrintWriter err = spec.commandLine().getErr();
    view.problems().forEach(problem -> err.println("carillon: " + problem));
    err.flush();
    return view.problems().isEmpty() ? 0 : 1;
  }
}
