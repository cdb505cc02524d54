package io.carillon.deploy.quality;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.FormatterException;
import com.google.googlejavaformat.java.ImportOrderer;
import com.google.googlejavaformat.java.JavaFormatterOptions;
import com.google.googlejavaformat.java.RemoveUnusedImports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Every Java file is formatted as google-java-format does it, and every package says what it is.
 */
final class SourceStyleTest {
  private static final List<String> MODULES =
      List.of("common", "ingester", "distributor", "querier", "deploy");

  private final Formatter formatter =
      new Formatter(
          JavaFormatterOptions.builder().style(JavaFormatterOptions.Style.GOOGLE).build());

  @Test
  void everyFileIsFormatted() throws IOException {
    List<Path> files = javaFiles();
    assertThat(files).hasSizeGreaterThan(50);
    List<Path> unformatted = new ArrayList<>();
    for (Path file : files) {
      if (!isFormatted(Files.readString(file))) {
        unformatted.add(file);
      }
    }
    assertThat(unformatted).as("files that google-java-format would change").isEmpty();
  }

  @Test
  void everyMainPackageSaysWhatItIs() throws IOException {
    List<Path> silent =
        javaFiles().stream()
            .filter(file -> file.toString().contains("/src/main/"))
            .map(Path::getParent)
            .distinct()
            .filter(folder -> !Files.exists(folder.resolve("package-info.java")))
            .toList();
    assertThat(silent).as("packages without package-info.java").isEmpty();
  }

  private boolean isFormatted(String source) {
    try {
      String ordered = ImportOrderer.reorderImports(source, JavaFormatterOptions.Style.GOOGLE);
      return formatter
          .formatSource(RemoveUnusedImports.removeUnusedImports(ordered))
          .equals(source);
    } catch (FormatterException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<Path> javaFiles() throws IOException {
    List<Path> files = new ArrayList<>();
    for (String module : MODULES) {
      try (Stream<Path> walk = Files.walk(Repository.root().resolve(module).resolve("src"))) {
        walk.filter(file -> file.toString().endsWith(".java")).sorted().forEach(files::add);
      }
    }
    return files;
  }
}
