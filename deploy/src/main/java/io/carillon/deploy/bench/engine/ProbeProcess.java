package io.carillon.deploy.bench.engine;

import io.carillon.deploy.bench.OwnCommand;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A process of its own for a measurement, with the flags of this one. */
final class ProbeProcess {
  private ProbeProcess() {}

  /**
   * Runs it to its end.
   *
   * @throws IOException when it fails; its error output is this process' own
   */
  static List<Measured> run(ProbeCommand.Probe probe, double scale)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(OwnCommand.line());
    command.addAll(List.of("bench", "engine-probe", probe.name(), "--scale=" + scale));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException("the measurement of " + probe + " failed: " + output);
    }
    return output.lines().map(ProbeProcess::measured).toList();
  }

  private static Measured measured(String line) {
    String[] words = line.split(" ", -1);
    return new Measured(Figure.valueOf(words[0]), Systems.CARILLON, Double.parseDouble(words[1]));
  }
}
