package io.carillon.deploy.bench.engine;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code carillon bench engine}: the storage engine's figures beside its targets and its peers. */
@Command(
    name = "engine",
    description = {
      "Measures the storage engine. Figures are medians of the runs.",
      "  ingest   an ingester in a process of its own, from decoded batches to a flush: CPU",
      "  http     the same as remote write, all roles in one process",
      "  memory   1 M series x 5 scrapes of remote write, resident memory a minute later",
      "  disk     10.9 k series x 2000 scrapes, files after flush and merge, log excluded",
      "  restart  1 M series x 5 scrapes, killed: time to the first complete answer",
      "  select   10 k series over an hour",
      "  churn    1 M series, 2 h of simulated time, a tenth of them replaced in an hour",
      "  latency  queries while the server seals and merges"
    },
    mixinStandardHelpOptions = true)
public final class EngineCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--set",
      split = ",",
      paramLabel = "SET",
      description = "Some of ${COMPLETION-CANDIDATES}; default all.")
  private Set<EngineSet> sets = new LinkedHashSet<>(Arrays.asList(EngineSet.values()));

  @Option(names = "--runs", description = "Runs; default ${DEFAULT-VALUE}.")
  private int runs = 5;

  @Option(
      names = "--scale",
      description = "Factor of the numbers of series; default ${DEFAULT-VALUE}.")
  private double scale = 1;

  @Option(names = "--no-peers", description = "Carillon alone.")
  private boolean noPeers;

  @Override
  public Integer call() throws IOException, InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    List<Measured> measured = new ArrayList<>();
    ServerSets servers = new ServerSets(new Systems(!noPeers), scale);
    for (int run = 0; run < runs; run++) {
      for (EngineSet set : sets) {
        out.println("run " + (run + 1) + " of " + runs + ": " + set);
        out.flush();
        measured.addAll(set.measure(servers, scale));
      }
    }
    new FigureTable(measured).print(out);
    return 0;
  }
}
