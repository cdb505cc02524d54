package io.carillon.deploy.cli.storage;

import io.carillon.ingester.inspect.DataVerifier;
import io.carillon.ingester.inspect.LogSummary;
import io.carillon.ingester.service.StoppedDirectory;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code carillon storage verify}. */
@Command(
    name = "verify",
    description =
        "Reads everything and checks every checksum: a line for each problem, then a summary.",
    mixinStandardHelpOptions = true)
final class VerifyCommand implements Callable<Integer> {
  @Spec
  @SuppressWarnings("NullAway.Init") // Set by picocli, as is the parameter below.
  private CommandSpec spec;

  @Parameters(paramLabel = "DIR", description = StorageCommand.DIRECTORY)
  @SuppressWarnings("NullAway.Init")
  private Path directory;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    try (StoppedDirectory opened = StorageCommand.open(directory)) {
      DataVerifier.Outcome outcome =
          DataVerifier.verify(
              opened, problem -> out.println(problem.file() + ": " + problem.what()));
      printLogTail(out, outcome.log());
      printSeriesTail(out, outcome.seriesTailBytes());
      out.println(summary(outcome));
      out.flush();
      return outcome.problemCount() == 0 ? 0 : 1;
    }
  }

  private static void printLogTail(PrintWriter out, @Nullable LogSummary log) {
    if (log != null && log.lastSegment() > 0 && !log.isEnded()) {
      out.printf(
          Locale.ROOT,
          "wal: note: not closed in order, as after a kill; it ends at byte %d of segment %d, and"
              + " what lies behind was never acknowledged%n",
          log.lastEnd(),
          log.lastSegment());
    }
  }

  private static void printSeriesTail(PrintWriter out, long sizeBytes) {
    if (sizeBytes > 0) {
      out.printf(
          Locale.ROOT,
          "series: note: %d bytes at the end are not whole, and nobody says that they were%n",
          sizeBytes);
    }
  }

  private static String summary(DataVerifier.Outcome outcome) {
    LogSummary log = outcome.log();
    String verdict =
        switch ((int) Math.min(2, outcome.problemCount())) {
          case 0 -> "OK";
          case 1 -> "1 problem";
          default -> outcome.problemCount() + " problems";
        };
    return String.format(
        Locale.ROOT,
        "%s: read %d files of %d samples, %s, %d series of the series file; %d files in quarantine",
        verdict,
        outcome.fileCount(),
        outcome.sampleCount(),
        log == null ? "no log" : log.usedBytes() + " bytes of the log",
        outcome.seriesCount(),
        outcome.quarantinedCount());
  }
}
