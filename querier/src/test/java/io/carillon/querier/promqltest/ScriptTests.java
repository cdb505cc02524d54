package io.carillon.querier.promqltest;

import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;

/**
 * Test scripts as JUnit tests, each evaluation a test: those beside this class, and those of a
 * folder that the property {@code promqltest.dir} names. A folder that is not there is reported as
 * a skipped test.
 */
public final class ScriptTests {
  private static final String FOLDER_PROPERTY = "promqltest.dir";
  private static final String DEFAULT_FOLDER = "../../shared/promqltest";

  private final Supplier<ScriptStorage> storages;

  /**
   * Tests.
   *
   * @param storages gives the storage of a script, which begins with a {@code clear}
   */
  public ScriptTests(Supplier<ScriptStorage> storages) {
    this.storages = storages;
  }

  /**
   * A script.
   *
   * @param name what its tests are called after
   */
  record ScriptText(String name, String text) {}

  /** Tests of all scripts. */
  public Stream<DynamicNode> all() {
    return Stream.concat(
        own().stream().map(this::script), folder(System.getProperty(FOLDER_PROPERTY)));
  }

  /** Our own scripts. */
  static List<ScriptText> own() {
    try {
      URI uri =
          Objects.requireNonNull(ScriptTests.class.getResource("/promqltest"), "no own scripts")
              .toURI();
      if (!uri.getScheme().equals("jar")) {
        return read(Path.of(uri));
      }
      try (FileSystem jar = FileSystems.newFileSystem(uri, Map.of())) {
        return read(jar.getPath("/promqltest"));
      }
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Tests of the scripts below a folder.
   *
   * @param named a path, absolute or relative to the module or the folder around it; null for the
   *     folder beside the checkout
   */
  Stream<DynamicNode> folder(@Nullable String named) {
    Path relative = Path.of(named == null ? DEFAULT_FOLDER : named);
    Path folder =
        Stream.of(relative, Path.of("..").resolve(relative))
            .map(path -> path.toAbsolutePath().normalize())
            .filter(Files::isDirectory)
            .findFirst()
            .orElse(null);
    if (folder == null) {
      return Stream.of(
          dynamicTest(
              "folder " + relative,
              () -> Assumptions.abort("no folder with scripts; name one by -D" + FOLDER_PROPERTY)));
    }
    List<ScriptText> scripts = read(folder);
    return scripts.isEmpty()
        ? Stream.of(failing("folder " + folder, new AssertionError("has no script *.test")))
        : scripts.stream().map(this::script);
  }

  /** The scripts in a folder and in the folders in it. */
  private static List<ScriptText> read(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      List<ScriptText> scripts = new ArrayList<>();
      for (Path file : files.filter(one -> one.toString().endsWith(".test")).sorted().toList()) {
        scripts.add(new ScriptText(folder.relativize(file).toString(), Files.readString(file)));
      }
      return scripts;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Tests of the evaluations of a script, to be executed in order. */
  DynamicNode script(ScriptText script) {
    List<Script.Command> commands;
    try {
      commands = ScriptParser.parse(script.text());
    } catch (IllegalArgumentException e) {
      return failing(script.name(), new AssertionError(script.name() + " " + e.getMessage(), e));
    }
    ScriptRunner runner = new ScriptRunner(storages.get());
    List<DynamicTest> tests = new ArrayList<>();
    List<Script.Command> pending = new ArrayList<>();
    pending.add(new Script.Clear());
    for (Script.Command command : commands) {
      pending.add(command);
      if (command instanceof Script.Eval eval) {
        List<Script.Command> run = List.copyOf(pending);
        pending.clear();
        tests.add(
            dynamicTest(
                script.name() + ":" + eval.line() + " " + eval.expr(),
                () -> run.forEach(runner::run)));
      }
    }
    return dynamicContainer(script.name(), tests);
  }

  private static DynamicTest failing(String name, AssertionError failure) {
    return dynamicTest(
        name,
        () -> {
          throw failure;
        });
  }
}
