package io.carillon.deploy.bench;

import picocli.CommandLine.Command;

/** {@code carillon bench}. */
@Command(
    name = "bench",
    description = "Measures this build beside other systems on this machine.",
    mixinStandardHelpOptions = true,
    subcommands = {IngestCommand.class, QueryBenchCommand.class})
public final class BenchCommand {}
