package io.carillon.querier.promqltest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opentest4j.TestAbortedException;

class ScriptTestsTest {
  private final ScriptTests tests = new ScriptTests(MemorySource::new);

  @TempDir private Path folder;

  @Test
  void eachEvaluationIsATestByName() throws IOException {
    Files.writeString(folder.resolve("b.test"), "eval instant 1\n 1\n\neval instant 2\n 3\n");
    Files.createDirectory(folder.resolve("a"));
    Files.writeString(folder.resolve("a/a.test"), "load 1m\n  m 1\n\n# ask\neval instant m\n m 1");
    Files.writeString(folder.resolve("notes.txt"), "eval instant 1\n");

    List<DynamicTest> found = tests(folder.toString());

    assertThat(found)
        .extracting(DynamicNode::getDisplayName)
        .containsExactly("a/a.test:5 m", "b.test:1 1", "b.test:4 2");
    assertThat(failure(found.get(0))).isNull();
    assertThat(failure(found.get(1))).isNull();
    assertThat(failure(found.get(2))).isInstanceOf(AssertionError.class);
  }

  @Test
  void aMissingFolderIsSkippedNotPassed() {
    List<DynamicTest> found = tests(folder.resolve("gone").toString());

    assertThat(found).hasSize(1);
    assertThat(failure(found.get(0))).isInstanceOf(TestAbortedException.class);
  }

  @Test
  void aRelativeFolderMayStartAtTheModuleOrAroundIt() {
    Path here = Path.of("").toAbsolutePath();
    Path around = here.resolve("..").normalize();

    assertThat(failure(tests(here.relativize(folder).toString()).get(0)))
        .isInstanceOf(AssertionError.class)
        .hasMessage("has no script *.test");
    assertThat(failure(tests(around.relativize(folder).toString()).get(0)))
        .isInstanceOf(AssertionError.class)
        .hasMessage("has no script *.test");
  }

  @Test
  void aFileThatIsNoScriptFails() throws IOException {
    Files.writeString(folder.resolve("a.test"), "clear\n\nevil instant 1\n");

    assertThat(failure(tests(folder.toString()).get(0)))
        .isInstanceOf(AssertionError.class)
        .hasMessage("a.test line 3: no command: evil instant 1");
  }

  @Test
  void hasScriptsOfItsOwn() {
    assertThat(ScriptTests.own()).isNotEmpty();
  }

  private List<DynamicTest> tests(String named) {
    return tests.folder(named).flatMap(ScriptTestsTest::leaves).toList();
  }

  private static Stream<DynamicTest> leaves(DynamicNode node) {
    return switch (node) {
      case DynamicTest test -> Stream.of(test);
      case DynamicContainer container -> container.getChildren().flatMap(ScriptTestsTest::leaves);
      default -> throw new IllegalArgumentException("another kind of node: " + node);
    };
  }

  private static @Nullable Throwable failure(DynamicTest test) {
    try {
      test.getExecutable().execute();
      return null;
    } catch (Throwable e) {
      return e;
    }
  }
}
