package io.carillon.deploy.bench.engine;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;

/** Medians of what was measured, a row for each figure, a column for each system. */
final class FigureTable {
  private static final List<String> SYSTEMS =
      List.of(Systems.CARILLON, Systems.VICTORIA_METRICS, Systems.PROMETHEUS);

  private final List<Measured> measured;

  FigureTable(List<Measured> measured) {
    this.measured = List.copyOf(measured);
  }

  /** Prints rows that have a number; a star marks a target that was missed. */
  void print(PrintWriter out) {
    StringBuilder head = new StringBuilder(name("figure"));
    head.append(cell("target"));
    SYSTEMS.forEach(system -> head.append(cell(system)));
    out.println(head);
    for (Figure figure : Figure.values()) {
      if (measured.stream().anyMatch(one -> one.figure() == figure)) {
        out.println(row(figure));
      }
    }
    out.flush();
  }

  private String row(Figure figure) {
    StringBuilder row = new StringBuilder(name(figure.text()));
    row.append(cell(number(figure.target())));
    for (String system : SYSTEMS) {
      double median = median(figure, system);
      boolean isMissed = system.equals(Systems.CARILLON) && median > figure.target();
      row.append(cell((isMissed ? "* " : "") + number(median)));
    }
    return row.toString();
  }

  private static String name(String text) {
    return String.format(Locale.ROOT, "%-42s", text);
  }

  private double median(Figure figure, String system) {
    return Medians.of(
        measured.stream()
            .filter(one -> one.figure() == figure && one.system().equals(system))
            .map(Measured::value)
            .toList());
  }

  private static String number(double value) {
    return Double.isNaN(value) ? "" : String.format(Locale.ROOT, "%.3f", value);
  }

  private static String cell(String text) {
    return String.format(Locale.ROOT, " %16s", text);
  }
}
