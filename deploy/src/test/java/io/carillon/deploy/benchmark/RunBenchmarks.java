package io.carillon.deploy.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;

/**
 * Runs the benchmarks of this package. The system property {@code jmh.args} holds arguments of
 * JMH's command line, by spaces.
 */
final class RunBenchmarks {
  @Test
  void all() throws RunnerException, CommandLineOptionException {
    String arguments = System.getProperty("jmh.args", "").strip();
    String[] words = arguments.isEmpty() ? new String[0] : arguments.split(" +", -1);
    assertThat(new Runner(new CommandLineOptions(words)).run()).isNotEmpty();
  }
}
