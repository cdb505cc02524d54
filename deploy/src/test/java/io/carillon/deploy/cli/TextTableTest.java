package io.carillon.deploy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class TextTableTest {
  private static final TextTable TABLE =
      new TextTable(
          List.of("SERIES", "VALUE"),
          List.of(
              List.of(
                  "requests{code=\"200\", handler=\"/api/v1/query\", job=\"carillon\"}", "12345"),
              List.of("up", "1")));

  @Test
  void alignsColumns() {
    assertThat(TABLE.render(Integer.MAX_VALUE))
        .isEqualTo(
            """
            SERIES                                                      VALUE
            requests{code="200", handler="/api/v1/query", job="carillon"}  12345
            up                                                          1
            """
                .replace("SERIES   ", "SERIES      ")
                .replace("up   ", "up      "));
  }

  @Test
  void goesOnInFurtherLinesWhereItIsTooWide() {
    assertThat(TABLE.render(40))
        .isEqualTo(
            """
            SERIES                             VALUE
            requests{code="200",               12345
             handler="/api/v1/query",
             job="carillon"}
            up                                 1
            """);
  }

  @Test
  void keepsAllCharactersOfWordsWithoutBreaks() {
    String word = "x".repeat(95);
    String text = new TextTable(List.of("T"), List.of(List.of(word))).render(20);
    assertThat(text.lines()).allMatch(line -> line.length() <= 20);
    assertThat(text.chars().filter(c -> c == 'x')).hasSize(95);
  }

  @Test
  void becomesNoNarrowerThanCanBeRead() {
    assertThat(TABLE.render(1).lines()).anyMatch(line -> line.contains("12345"));
  }
}
