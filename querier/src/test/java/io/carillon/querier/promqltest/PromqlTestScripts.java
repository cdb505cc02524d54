package io.carillon.querier.promqltest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.opentest4j.TestAbortedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Prometheus' own test scripts, each evaluation a test. One that fails is reported as aborted, so
 * that it can be seen; how many have to pass is fixed for each file below.
 */
class PromqlTestScripts {
  private static final Logger LOG = LoggerFactory.getLogger(PromqlTestScripts.class);

  private static final String FOLDER_PROPERTY = "promqltest.dir";

  /** How many evaluations of each file pass; may only grow. */
  private static final Map<String, Integer> FLOORS =
      Map.of(
          "aggregators.test", 159,
          "collision.test", 2,
          "functions.test", 431,
          "histograms.test", 185,
          "literals.test", 25,
          "native_histograms.test", 522,
          "operators.test", 214,
          "selectors.test", 31,
          "staleness.test", 17,
          "subquery.test", 34);

  @TestFactory
  Stream<DynamicNode> scripts() throws IOException {
    Path folder = folder();
    Assumptions.assumeTrue(
        Files.isDirectory(folder),
        () -> "no folder with promqltest scripts; name one by -D" + FOLDER_PROPERTY);
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".test")).sorted().toList().stream()
          .map(PromqlTestScripts::script);
    }
  }

  /** By property, else beside the checkout. */
  private static Path folder() {
    String named = System.getProperty(FOLDER_PROPERTY);
    return named != null
        ? Path.of(named)
        : Path.of("").toAbsolutePath().resolve("../../shared/promqltest").normalize();
  }

  private static DynamicNode script(Path file) {
    String name = String.valueOf(file.getFileName());
    ScriptRunner runner = new ScriptRunner();
    AtomicInteger passed = new AtomicInteger();
    List<DynamicTest> tests = new ArrayList<>();
    List<Script.Command> pending = new ArrayList<>();
    for (Script.Command command : ScriptParser.parse(read(file))) {
      if (!(command instanceof Script.Eval eval)) {
        pending.add(command);
        continue;
      }
      List<Script.Command> before = List.copyOf(pending);
      pending.clear();
      tests.add(
          DynamicTest.dynamicTest(
              name + ":" + eval.line() + " " + eval.expr(),
              () -> {
                before.forEach(one -> prepare(runner, one));
                run(runner, eval, name);
                passed.incrementAndGet();
              }));
    }
    int total = tests.size();
    tests.add(
        DynamicTest.dynamicTest(
            name + " passes enough",
            () -> {
              LOG.info("file={} passed={} total={}", name, passed, total);
              assertThat(passed.get())
                  .as("evaluations of %s that pass, of %s", name, total)
                  .isGreaterThanOrEqualTo(FLOORS.getOrDefault(name, 0));
            }));
    return DynamicContainer.dynamicContainer(name, tests);
  }

  private static void prepare(ScriptRunner runner, Script.Command command) {
    switch (command) {
      case Script.Clear _ -> runner.clear();
      case Script.Load load -> runner.load(load);
      case Script.Eval _ -> throw new IllegalArgumentException("only clear and load come before");
    }
  }

  private static void run(ScriptRunner runner, Script.Eval eval, String file) {
    try {
      runner.eval(eval);
    } catch (AssertionError e) {
      LOG.warn(
          "file={} line={} expr={} failure={}", file, eval.line(), eval.expr(), e.getMessage());
      throw new TestAbortedException(String.valueOf(e.getMessage()), e);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
