package io.carillon.deploy.bench.engine;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * A measurement of an ingester in this process, which has just begun: what {@code bench engine}
 * starts. Prints a line with name and value for each figure.
 */
@Command(name = "engine-probe", hidden = true, description = "One measurement of bench engine.")
public final class ProbeCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(paramLabel = "PROBE", description = "${COMPLETION-CANDIDATES}.")
  private Probe probe = Probe.WIDE;

  @Option(names = "--scale", description = "Factor of the numbers of series.")
  private double scale = 1;

  /** What can be measured. */
  enum Probe {
    /** Many series. */
    WIDE,
    /** Many scrapes. */
    LONG,
    /** Series never seen before. */
    NEW,
    /** Reading. */
    SELECT,
    /** Memory over time. */
    CHURN
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    for (Measured measured : measure()) {
      out.println(measured.figure().name() + " " + measured.value());
    }
    out.flush();
    return 0;
  }

  private List<Measured> measure() throws IOException, InterruptedException {
    return switch (probe) {
      case WIDE -> IngestProbe.samples(LoadSizes.WIDE.scaled(scale), Figure.WIDE, Figure.WIDE_COLD);
      case LONG -> IngestProbe.samples(LoadSizes.LONG.scaled(scale), Figure.LONG, Figure.LONG_COLD);
      case NEW -> IngestProbe.newSeries(LoadSizes.NEW.scaled(scale));
      case SELECT -> SelectProbe.measure(scale);
      case CHURN -> ChurnProbe.measure(LoadSizes.NEW.scaled(scale));
    };
  }
}
