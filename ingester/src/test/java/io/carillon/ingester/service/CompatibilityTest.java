package io.carillon.ingester.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.ingester.file.DiskFileStore;
import io.carillon.ingester.file.FaultyFileStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Data directories that earlier versions wrote, as a kill left them, are read for ever. Each folder
 * below {@code src/test/resources/compatibility} has the directory and the lines of {@link
 * ContentText} that it holds; this version adds its own as {@code
 * -Dcarillon.test.compatibility.write=NAME}, and what is there already never changes.
 */
final class CompatibilityTest {
  private static final Path KEPT = Path.of("src", "test", "resources", "compatibility");
  private static final String DATA = "data";
  private static final String EXPECTED = "expected.txt";
  private static final int BATCHES_A_STAGE = 12;

  @TempDir Path temporary;

  @Test
  void readsWhatThisVersionWrites() throws IOException {
    write(temporary.resolve("new"));
    assertReads(temporary.resolve("new"));
    assertThat(Files.readAllLines(temporary.resolve("new").resolve(EXPECTED)))
        .hasSizeGreaterThan(300);
  }

  @Test
  void readsWhatEarlierVersionsWrote() throws IOException {
    String added = System.getProperty("carillon.test.compatibility.write");
    if (added != null) {
      assertThat(KEPT.resolve(added)).doesNotExist();
      write(KEPT.resolve(added));
    }
    for (Path folder : kept()) {
      assertReads(folder);
    }
  }

  private static List<Path> kept() throws IOException {
    if (!Files.isDirectory(KEPT)) {
      return List.of();
    }
    try (Stream<Path> folders = Files.list(KEPT)) {
      return folders.sorted().toList();
    }
  }

  /** Lives a history in memory and writes its files and what they hold to a folder. */
  private static void write(Path folder) throws IOException {
    FaultyFileStore files = new FaultyFileStore();
    TestingClock clock = new TestingClock();
    FaultyFileStore killed;
    List<String> content;
    try (TestingNode node = new TestingNode(files, TestingNode.config(), clock)) {
      new History(node, clock, BATCHES_A_STAGE, _ -> {}).run().run();
      content = ContentText.of(node);
      killed = files.kill();
    }
    for (Path file : killed.allFiles()) {
      Path target = folder.resolve(DATA).resolve(TestingNode.DATA.relativize(file).toString());
      Files.createDirectories(target.getParent());
      Files.write(target, killed.content(file));
    }
    Files.write(folder.resolve(EXPECTED), content);
  }

  /** Two starts: the second one finds what the first one made of it. */
  private void assertReads(Path folder) throws IOException {
    Path copy = temporary.resolve("copy-of-" + folder.getFileName());
    copyAll(folder.resolve(DATA), copy);
    List<String> expected = Files.readAllLines(folder.resolve(EXPECTED));
    for (int start = 0; start < 2; start++) {
      IngesterConfig config = TestingNode.config(copy, 1 << 20, 0);
      try (TestingNode node = new TestingNode(new DiskFileStore(), config)) {
        assertThat(ContentText.of(node)).as("%s, start %d", folder, start).isEqualTo(expected);
        node.ingester.maintain();
        assertThat(ContentText.of(node)).as("%s, merged", folder).isEqualTo(expected);
      }
    }
  }

  private static void copyAll(Path source, Path target) throws IOException {
    try (Stream<Path> walk = Files.walk(source)) {
      for (Path path : walk.toList()) {
        Path to = target.resolve(source.relativize(path).toString());
        if (Files.isDirectory(path)) {
          Files.createDirectories(to);
        } else {
          Files.copy(path, to);
        }
      }
    }
  }
}
