package io.carillon.deploy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.common.labels.Labels;
import io.carillon.deploy.cli.QueryAnswer.Point;
import io.carillon.deploy.cli.QueryAnswer.Series;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

final class QueryGraphTest {
  private static final Labels UP = Labels.of("__name__", "up");
  private final QueryGraph graph =
      new QueryGraph(Instant.ofEpochSecond(0), Instant.ofEpochSecond(20), 33);

  private String draw(List<Point> points) {
    return graph.render(new QueryAnswer(true, List.of(new Series(UP, points))));
  }

  @Test
  void drawsValuesWithAxes() {
    List<Point> points = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      points.add(new Point(i * 1000L, Integer.toString(i * 10)));
    }
    assertThat(draw(points))
        .isEqualTo(
            """
            up
                    190 │                ▁▃▆█
                        │             ▁▄▆████
                        │          ▂▄▇███████
                        │       ▂▅▇██████████
                        │    ▃▅██████████████
                      0 │▁▃▆█████████████████
                        └────────────────────
                         00:00:00   00:00:20Z
            """);
  }

  @Test
  void leavesGapsEmptyAndDrawsWhatIsConstant() {
    String text =
        draw(List.of(new Point(0, "5"), new Point(10_000, "NaN"), new Point(20_000, "5")));
    List<String> lines = text.lines().toList();
    assertThat(lines.get(6)).isEqualTo("          5 │█" + " ".repeat(18) + "█");
    assertThat(draw(List.of(new Point(0, "NaN"), new Point(1, "+Inf"), new Point(2, "x"))))
        .contains("0 │\n")
        .doesNotContain("▁");
  }

  @Test
  void drawsNotTooMany() {
    List<Series> many = Collections.nCopies(30, new Series(UP, List.of(new Point(0, "1e9"))));
    String text = graph.render(new QueryAnswer(true, many));
    assertThat(text).contains("1.000e+09", "10 more series; narrow the query");
    assertThat(graph.render(new QueryAnswer(true, List.of()))).isEqualTo("No series.\n");
  }
}
