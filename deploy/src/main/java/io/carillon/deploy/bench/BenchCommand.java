package io.carillon.deploy.bench;

import io.carillon.deploy.bench.engine.EngineCommand;
import io.carillon.deploy.bench.engine.ProbeCommand;
import picocli.CommandLine.Command;

/** {@code carillon bench}. */
@Command(
    name = "bench",
    description = "Measures this build beside other systems on this machine.",
    mixinStandardHelpOptions = true,
    subcommands = {
      IngestCommand.class,
      LoadCommand.class,
      QueryBenchCommand.class,
      RecordCommand.class,
      EngineCommand.class,
      ProbeCommand.class
    })
public final class BenchCommand {}
