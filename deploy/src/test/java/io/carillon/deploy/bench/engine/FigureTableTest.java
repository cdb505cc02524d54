package io.carillon.deploy.bench.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

final class FigureTableTest {
  @Test
  void rowsAreMediansAndAStarMarksAMissedTarget() {
    assertThat(
            lines(
                new Measured(Figure.MEMORY, Systems.CARILLON, 0.9),
                new Measured(Figure.MEMORY, Systems.CARILLON, 0.6),
                new Measured(Figure.MEMORY, Systems.CARILLON, 0.1),
                new Measured(Figure.MEMORY, Systems.VICTORIA_METRICS, 0.85)))
        .satisfiesExactly(
            head -> assertThat(head).contains("target", "carillon", "prometheus"),
            row -> assertThat(row).containsSubsequence("KiB", "0.500", "* 0.600", "0.850"));
  }

  @Test
  void aTargetThatIsMetHasNoStar() {
    assertThat(lines(new Measured(Figure.WIDE, Systems.CARILLON, 0.25)))
        .noneMatch(line -> line.contains("*"))
        .hasSize(2);
  }

  private static List<String> lines(Measured... measured) {
    StringWriter text = new StringWriter();
    new FigureTable(List.of(measured)).print(new PrintWriter(text));
    return text.toString().lines().toList();
  }
}
