package io.carillon.deploy.cli.storage;

import io.carillon.common.column.ColumnFrame;
import io.carillon.common.column.SampleColumn;
import io.carillon.common.labels.Matcher;
import io.carillon.common.store.SelectHints;
import io.carillon.common.store.SelectRequest;
import io.carillon.common.store.SelectedSeries;
import io.carillon.common.store.SeriesStream;
import io.carillon.common.tenant.TenantId;
import io.carillon.common.time.MonotonicClock;
import io.carillon.deploy.cli.TimeArgument;
import io.carillon.ingester.block.Gaps;
import io.carillon.ingester.service.StoppedDirectory;
import io.carillon.ingester.service.StoredData;
import io.carillon.querier.parser.PromqlParser;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code carillon storage dump}. */
@Command(
    name = "dump",
    description = {
      "Prints samples, one a line: name{labels} value seconds.%n",
      "Samples of files and of the log are united as a query does it, without what is deleted; the"
          + " log takes as much memory as at a start. A staleness marker is NaN.%n"
    },
    mixinStandardHelpOptions = true)
final class DumpCommand implements Callable<Integer> {
  private static final int PRINT_CHARS = 64 << 10;

  private final InstantSource wallClock;

  @Spec
  @SuppressWarnings("NullAway.Init") // Set by picocli, as are the parameters below.
  private CommandSpec spec;

  @Parameters(index = "0", paramLabel = "DIR", description = StorageCommand.DIRECTORY)
  @SuppressWarnings("NullAway.Init")
  private Path directory;

  @Parameters(index = "1", paramLabel = "SELECTOR", description = "Such as 'up{job=\"node\"}'.")
  @SuppressWarnings("NullAway.Init")
  private String selector;

  @Option(names = "--tenant", paramLabel = "NAME", description = "Whose data. Default: anonymous.")
  private @Nullable String tenant;

  @Option(
      names = "--from",
      paramLabel = "TIME",
      description = "First time: now, -1h, Unix seconds, or 2026-01-31T12:00:00Z. Default: any.")
  private @Nullable String from;

  @Option(
      names = "--to",
      paramLabel = "TIME",
      description = "Last time, written as for --from. Default: any.")
  private @Nullable String to;

  DumpCommand(InstantSource wallClock) {
    this.wallClock = wallClock;
  }

  @Override
  public Integer call() {
    SelectRequest request = request();
    try (StoppedDirectory opened = StorageCommand.open(directory);
        StoredData data = StoredData.open(opened, MonotonicClock.system())) {
      try (SeriesStream stream = data.source().select(request)) {
        print(stream);
      }
      return reportGaps(data, request);
    }
  }

  private SelectRequest request() {
    List<Matcher> matchers = PromqlParser.parseSelector(selector);
    TenantId whose = tenant == null ? TenantId.ANONYMOUS : new TenantId(tenant);
    long minMs = timeMs("--from", from, Long.MIN_VALUE);
    long maxMs = timeMs("--to", to, Long.MAX_VALUE);
    if (minMs > maxMs) {
      throw new ParameterException(
          spec.commandLine(), "expected --from before --to, got " + from + " and " + to);
    }
    return new SelectRequest(whose, 0, minMs, maxMs, matchers, SelectHints.NONE);
  }

  private long timeMs(String flag, @Nullable String text, long otherwise) {
    return text == null
        ? otherwise
        : TimeArgument.time(flag, text, wallClock.instant()).toEpochMilli();
  }

  private void print(SeriesStream stream) {
    PrintWriter out = spec.commandLine().getOut();
    StringBuilder text = new StringBuilder();
    // Whoever reads it may have seen enough, as head does.
    for (SelectedSeries series = stream.next();
        series != null && !out.checkError();
        series = stream.next()) {
      String name = SampleText.name(series.labels());
      for (ColumnFrame frame : series.frames()) {
        SampleColumn column = frame.column();
        for (int i = 0; i < column.size(); i++) {
          SampleText.append(text, name, column, i);
          printAbove(PRINT_CHARS, text, out);
        }
      }
      printAbove(0, text, out);
    }
    out.flush();
  }

  private static void printAbove(int chars, StringBuilder text, PrintWriter out) {
    if (text.length() > chars) {
      out.append(text);
      text.setLength(0);
    }
  }

  /** What was damaged and cannot be printed. */
  private int reportGaps(StoredData data, SelectRequest request) {
    PrintWriter err = spec.commandLine().getErr();
    int exitCode = 0;
    for (Gaps.Gap gap : data.gaps()) {
      if (gap.minMs() <= request.maxMs() && gap.maxMs() >= request.minMs()) {
        err.println("carillon: samples may be missing: " + gap.source() + ": " + gap.reason());
        exitCode = 1;
      }
    }
    err.flush();
    return exitCode;
  }
}
